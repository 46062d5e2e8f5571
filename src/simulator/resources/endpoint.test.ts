import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  UpdateEndpointCommand,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from '@aws-sdk/client-sagemaker';
import type { DeploymentConfig, DescribeEndpointOutput, UpdateEndpointInput } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../testing.ts';
import { bench, IMAGE, refusal, ROLE } from '../testing.ts';

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(() => at[Symbol.asyncDispose]());

const ARN = 'arn:aws:sagemaker:us-west-2:123456789012';
const CREATED = 180;

async function config(name: string, tag = '1', count = 2): Promise<void> {
  await at.client.send(
    new CreateModelCommand({
      ModelName: `${name}-model`,
      ExecutionRoleArn: ROLE,
      PrimaryContainer: { Image: `${IMAGE}:${tag}` },
    }),
  );
  await at.client.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: name,
      ProductionVariants: [
        { VariantName: 'all', ModelName: `${name}-model`, InstanceType: 'ml.m5.large', InitialInstanceCount: count },
      ],
    }),
  );
}
const create = (EndpointConfigName: string): Promise<unknown> =>
  at.client.send(new CreateEndpointCommand({ EndpointName: 'Shop', EndpointConfigName }));
const update = (EndpointConfigName: string, more: Partial<UpdateEndpointInput> = {}): Promise<unknown> =>
  at.client.send(new UpdateEndpointCommand({ EndpointName: 'Shop', EndpointConfigName, ...more }));
const look = (): Promise<DescribeEndpointOutput> => at.client.send(new DescribeEndpointCommand({ EndpointName: 'Shop' }));

/** An endpoint in service on configuration `one`, with `two` at hand. */
async function serving(tagOfTwo = '2'): Promise<void> {
  await config('one');
  await config('two', tagOfTwo, 3);
  await create('one');
  at.after(CREATED);
}

describe('an endpoint', () => {
  test('is created with what is coming as its pending deployment, and serves once it is there', async () => {
    await config('one');
    await create('one');
    expect(await look()).toMatchObject({
      EndpointStatus: 'Creating',
      EndpointConfigName: 'one',
      PendingDeploymentSummary: {
        EndpointConfigName: 'one',
        ProductionVariants: [{ CurrentInstanceCount: 0, DesiredInstanceCount: 2 }],
      },
    });
    at.after(CREATED);
    const live = await look();
    expect(live).toMatchObject({
      EndpointStatus: 'InService',
      EndpointArn: `${ARN}:endpoint/shop`,
      ProductionVariants: [
        {
          VariantName: 'all',
          CurrentWeight: 1,
          DesiredWeight: 1,
          CurrentInstanceCount: 2,
          DesiredInstanceCount: 2,
          DeployedImages: [
            { SpecifiedImage: `${IMAGE}:1`, ResolvedImage: expect.stringMatching(/trainer@sha256:[0-9a-f]{64}$/) },
          ],
        },
      ],
    });
    expect(live.PendingDeploymentSummary).toBeUndefined();
  });

  test('needs its configuration, and that needs its models', async () => {
    expect(await refusal(create('nothing'))).toMatchObject({
      code: 'ValidationException',
      message: `Could not find endpoint configuration "${ARN}:endpoint-config/nothing".`,
      status: 400,
    });
    const variant = { VariantName: 'all', ModelName: 'nothing', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 } as const;
    const orphan = at.client.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'c', ProductionVariants: [variant] }));
    expect(await refusal(orphan)).toMatchObject({
      code: 'ValidationException',
      message: `Could not find model "${ARN}:model/nothing".`,
    });
  });

  test('and what it is made of exist once, whatever the case of the name', async () => {
    await serving();
    const again = at.client.send(new CreateEndpointCommand({ EndpointName: 'SHOP', EndpointConfigName: 'one' }));
    expect(await refusal(again)).toMatchObject({ message: `Cannot create already existing endpoint "${ARN}:endpoint/shop".` });
    expect(await refusal(config('one'))).toMatchObject({
      message: `Cannot create already existing model "${ARN}:model/one-model".`,
    });
    await at.client.send(new DeleteModelCommand({ ModelName: 'one-model' }));
    expect(await refusal(config('one'))).toMatchObject({
      message: `Cannot create already existing endpoint configuration "${ARN}:endpoint-config/one".`,
    });
  });

  test('is not there for Describe, Update and Delete in the same words', async () => {
    const message = `Could not find endpoint "${ARN}:endpoint/shop".`;
    expect(await refusal(look())).toEqual({ code: 'ValidationException', message, status: 400 });
    expect(await refusal(at.client.send(new DeleteEndpointCommand({ EndpointName: 'Shop' })))).toMatchObject({ message });
    await config('one');
    expect(await refusal(update('one'))).toMatchObject({ message });
  });

  test('that is deleted is Deleting for a while, and its name is free only then', async () => {
    await serving();
    await at.client.send(new DeleteEndpointCommand({ EndpointName: 'Shop' }));
    expect((await look()).EndpointStatus).toBe('Deleting');
    expect((await refusal(create('one'))).message).toContain('Cannot create already existing endpoint');
    at.after(30);
    expect((await refusal(look())).message).toContain('Could not find endpoint');
    await create('one');
  });

  test('whose container does not answer fails, and can only be deleted', async () => {
    await config('bad', 'fail');
    await config('good');
    await create('bad');
    at.after(CREATED);
    const failed = await look();
    expect(failed.EndpointStatus).toBe('Failed');
    expect(failed.FailureReason).toContain('did not pass the ping health check');
    expect((await refusal(update('good'))).code).toBe('ValidationException');
    await at.client.send(new DeleteEndpointCommand({ EndpointName: 'Shop' }));
  });
});

describe('an update of an endpoint', () => {
  test('serves the old configuration until the new one is up', async () => {
    await serving();
    await update('two');
    expect(await look()).toMatchObject({
      EndpointStatus: 'Updating',
      EndpointConfigName: 'one',
      PendingDeploymentSummary: { EndpointConfigName: 'two' },
    });
    at.after(180 + 30);
    expect(await look()).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'two',
      ProductionVariants: [{ CurrentInstanceCount: 3 }],
    });
  });

  test('is refused while another is on its way, as is its deletion', async () => {
    await serving();
    await update('two');
    const message = `Cannot update in-progress endpoint "${ARN}:endpoint/shop".`;
    expect(await refusal(update('one'))).toMatchObject({ code: 'ValidationException', message });
    expect(await refusal(at.client.send(new DeleteEndpointCommand({ EndpointName: 'Shop' })))).toMatchObject({ message });
  });

  test('needs another configuration than the one in use', async () => {
    await serving();
    expect((await refusal(update('one'))).code).toBe('ValidationException');
  });

  test.each([
    [{ RetainAllVariantProperties: true }, { DesiredInstanceCount: 5, DesiredWeight: 7 }],
    [{ RetainAllVariantProperties: false }, { DesiredInstanceCount: 3, DesiredWeight: 1 }],
    [
      { RetainAllVariantProperties: true, ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' as const }] },
      { DesiredInstanceCount: 5, DesiredWeight: 1 },
    ],
  ])('with %j leaves the scaled variant at %j', async (retention, expected) => {
    await serving();
    const scaled = { VariantName: 'all', DesiredInstanceCount: 5, DesiredWeight: 7 };
    await at.client.send(
      new UpdateEndpointWeightsAndCapacitiesCommand({ EndpointName: 'Shop', DesiredWeightsAndCapacities: [scaled] }),
    );
    expect(await look()).toMatchObject({
      EndpointStatus: 'Updating',
      ProductionVariants: [{ ...scaled, CurrentInstanceCount: 2 }],
    });
    at.after(60);
    expect(await look()).toMatchObject({ EndpointStatus: 'InService', ProductionVariants: [{ CurrentInstanceCount: 5 }] });
    await update('two', retention);
    at.after(600);
    expect(await look()).toMatchObject({ EndpointConfigName: 'two', ProductionVariants: [expected] });
  });

  test('to a model that does not answer rolls back and says why, until a later one succeeds', async () => {
    await serving('fail');
    await config('three');
    await update('two');
    at.after(180);
    expect((await look()).EndpointStatus).toBe('RollingBack');
    at.after(60);
    const back = await look();
    expect(back).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'one' });
    expect(back.FailureReason).toContain('ping health check');
    await update('three');
    at.after(600);
    const mended = await look();
    expect(mended).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'three' });
    expect(mended.FailureReason).toBeUndefined();
  });

  const canary: DeploymentConfig = {
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: {
        Type: 'CANARY',
        WaitIntervalInSeconds: 300,
        CanarySize: { Type: 'CAPACITY_PERCENT', Value: 10 },
      },
    },
  };

  test('shifts traffic in steps with a bake after each, and remembers how it was deployed', async () => {
    await serving();
    await update('two', { DeploymentConfig: canary });
    const pending = async (): Promise<string | undefined> =>
      (await look()).PendingDeploymentSummary?.ProductionVariants?.[0]?.VariantStatus?.[0]?.Status;
    const seen: (string | undefined)[] = [await pending()];
    for (const seconds of [180, 30, 300, 30, 300]) {
      at.after(seconds);
      seen.push(await pending());
    }
    expect(seen).toEqual(['Creating', 'ActivatingTraffic', 'Baking', 'ActivatingTraffic', 'Baking', undefined]);
    expect(await look()).toMatchObject({ EndpointStatus: 'InService', LastDeploymentConfig: canary });
  });

  test('can be deployed as the last one was', async () => {
    await serving();
    await config('three');
    await update('two', { DeploymentConfig: canary });
    at.after(3600);
    await update('three', { RetainDeploymentConfig: true });
    at.after(180 + 2 * 330 - 1);
    expect((await look()).EndpointStatus).toBe('Updating');
    at.after(1);
    expect((await look()).EndpointStatus).toBe('InService');
  });

  test('is rolled back by an alarm that goes off while traffic shifts', async () => {
    await serving();
    const alarms = { AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors-firing' }] } };
    await update('two', { DeploymentConfig: { ...canary, ...alarms } });
    at.after(3600);
    const back = await look();
    expect(back).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'one' });
    expect(back.FailureReason).toContain('errors-firing');
  });
});

test.each([
  [true, 'Started'],
  [false, 'Stopped'],
] as const)('data capture that is enabled (%s) is %s', async (EnableCapture, CaptureStatus) => {
  await config('one');
  const capture = {
    InitialSamplingPercentage: 50,
    DestinationS3Uri: 's3://b/c',
    CaptureOptions: [{ CaptureMode: 'Input' as const }],
  };
  const variant = { VariantName: 'all', ModelName: 'one-model', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 } as const;
  const DataCaptureConfig = { ...capture, EnableCapture };
  await at.client.send(
    new CreateEndpointConfigCommand({ EndpointConfigName: 'capturing', ProductionVariants: [variant], DataCaptureConfig }),
  );
  await create('capturing');
  at.after(CREATED);
  expect((await look()).DataCaptureConfig).toMatchObject({
    EnableCapture,
    CaptureStatus,
    CurrentSamplingPercentage: 50,
    KmsKeyId: '',
  });
});
