import {
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../testing.ts';
import { bench, IMAGE, refusal, ROLE } from '../testing.ts';

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(() => at[Symbol.asyncDispose]());

const ARN = 'arn:aws:sagemaker:us-west-2:123456789012';

async function config(name: string): Promise<void> {
  await at.client.send(
    new CreateModelCommand({ ModelName: `${name}-model`, ExecutionRoleArn: ROLE, PrimaryContainer: { Image: `${IMAGE}:1` } }),
  );
  const variant = {
    VariantName: 'all',
    ModelName: `${name}-model`,
    InstanceType: 'ml.m5.large',
    InitialInstanceCount: 1,
  } as const;
  await at.client.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: [variant] }));
}

describe('models and configurations', () => {
  test('tell what AWS adds', async () => {
    await config('one');
    expect(await at.client.send(new DescribeModelCommand({ ModelName: 'one-model' }))).toMatchObject({
      EnableNetworkIsolation: false,
      PrimaryContainer: { Mode: 'SingleModel' },
    });
    expect(await at.client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: 'one' }))).toMatchObject({
      EnableNetworkIsolation: false,
      ProductionVariants: [{ InitialVariantWeight: 1 }],
    });
  });

  test('are gone at once when they are deleted', async () => {
    await config('one');
    await at.client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'one' }));
    await at.client.send(new DeleteModelCommand({ ModelName: 'one-model' }));
    expect(await refusal(at.client.send(new DeleteModelCommand({ ModelName: 'one-model' })))).toMatchObject({
      message: `Could not find model "${ARN}:model/one-model".`,
    });
    await config('one');
  });

  test.each([
    ['both ways', { PrimaryContainer: { Image: IMAGE }, Containers: [{ Image: IMAGE }, { Image: IMAGE }] }],
    ['no container', {}],
    ['a pipeline of one', { Containers: [{ Image: IMAGE }] }],
    ['a container without an image', { PrimaryContainer: { ModelDataUrl: 's3://bucket/model.tar.gz' } }],
  ])('a model with %s is refused', async (_, containers) => {
    const refused = await refusal(
      at.client.send(new CreateModelCommand({ ModelName: 'm', ExecutionRoleArn: ROLE, ...containers })),
    );
    expect(refused.code).toBe('ValidationException');
  });
});
