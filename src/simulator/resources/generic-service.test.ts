import * as sdk from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DeviceFleet } from '../../kinds/DeviceFleet.ts';
import { kinds } from '../../kinds/index.ts';
import type { ErrorMatch, KindDescriptor } from '../../kinds/types.ts';
import { loadModel } from '../../model/load.ts';
import { virtualClock } from '../clock.ts';
import type { Bench } from '../testing.ts';
import { bench, refusal } from '../testing.ts';
import { World } from '../world.ts';
import { CodeRepository, InferenceComponent } from './generic.testkit.ts';
import { kindsOf, operationsOf } from './index.ts';

const ARN = 'arn:aws:sagemaker:us-west-2:123456789012';

let at: Bench;
beforeEach(async () => {
  at = await bench({ kinds: [CodeRepository, InferenceComponent] });
});
afterEach(() => at[Symbol.asyncDispose]());

const repository = (CodeRepositoryName: string, RepositoryUrl = 'https://git.example.com/code') =>
  at.client.send(new sdk.CreateCodeRepositoryCommand({ CodeRepositoryName, GitConfig: { RepositoryUrl, Branch: 'main' } }));
const look = (CodeRepositoryName: string) => at.client.send(new sdk.DescribeCodeRepositoryCommand({ CodeRepositoryName }));
const deploy = (InferenceComponentName: string, EndpointName = 'endpoint') =>
  at.client.send(
    new sdk.CreateInferenceComponentCommand({
      InferenceComponentName,
      EndpointName,
      VariantName: 'all',
      Specification: { ModelName: 'model' },
      RuntimeConfig: { CopyCount: 1 },
    }),
  );
const component = (InferenceComponentName: string) =>
  at.client.send(new sdk.DescribeInferenceComponentCommand({ InferenceComponentName }));
const redeploy = (InferenceComponentName: string, ModelName: string) =>
  at.client.send(new sdk.UpdateInferenceComponentCommand({ InferenceComponentName, Specification: { ModelName } }));

describe('a kind without a status', () => {
  test('exists at once, ignores what the API does not know, and is gone at once', async () => {
    at.client.middlewareStack.add(
      (next) => (args) => {
        const { request } = args;
        if (typeof request === 'object' && request !== null && 'body' in request && typeof request.body === 'string')
          Object.assign(request, { body: request.body.replace('"Branch"', '"Unknown":{},"Branch"') });
        return next(args);
      },
      { step: 'build' },
    );
    await repository('code');
    const { GitConfig, CreationTime, LastModifiedTime } = await look('code');
    expect(GitConfig).toEqual({ RepositoryUrl: 'https://git.example.com/code', Branch: 'main' });
    expect(CreationTime).toEqual(LastModifiedTime);
    await at.client.send(new sdk.DeleteCodeRepositoryCommand({ CodeRepositoryName: 'code' }));
    await refusal(look('code'));
  });

  test('is made by a Create that tells nothing, where the model has no output for it', async () => {
    await using other = await bench({ kinds: [DeviceFleet] });
    const OutputConfig = { S3OutputLocation: 's3://bucket/fleet' };
    await other.client.send(new sdk.CreateDeviceFleetCommand({ DeviceFleetName: 'fleet', OutputConfig }));
    const told = await other.client.send(new sdk.DescribeDeviceFleetCommand({ DeviceFleetName: 'fleet' }));
    expect(told).toMatchObject({ DeviceFleetArn: `${ARN}:device-fleet/fleet`, OutputConfig });
  });

  test('says in the descriptor’s words that it is taken or not there', async () => {
    await repository('code');
    expect(await refusal(repository('code'))).toMatchObject({
      code: 'ConflictException',
      message: `There is already a CodeRepository "${ARN}:code-repository/code".`,
    });
    expect(await refusal(look('gone'))).toMatchObject({
      code: 'ValidationException',
      message: `Cannot find CodeRepository "${ARN}:code-repository/gone".`,
    });
  });

  test('takes an update of a part and keeps the rest', async () => {
    await repository('code');
    at.after(5);
    const SecretArn = 'arn:aws:secretsmanager:us-west-2:123456789012:secret:git';
    const update = { CodeRepositoryName: 'code', GitConfig: { SecretArn } };
    const answer = await at.client.send(new sdk.UpdateCodeRepositoryCommand(update));
    expect(answer.CodeRepositoryArn).toBe(`${ARN}:code-repository/code`);
    const { GitConfig, CreationTime, LastModifiedTime } = await look('code');
    expect(GitConfig).toEqual({ RepositoryUrl: 'https://git.example.com/code', Branch: 'main', SecretArn });
    expect(Number(LastModifiedTime) - Number(CreationTime)).toBe(5000);
  });
});

describe('a service that only its descriptor describes', () => {
  test('comes into service, changes, and is Deleting before it is gone', async () => {
    await deploy('part');
    expect(await component('part')).toMatchObject({ InferenceComponentStatus: 'Creating', EndpointArn: '' });
    expect((await refusal(redeploy('part', 'better'))).message).toBe(
      `Cannot update inference component "${ARN}:inference-component/part" in status Creating.`,
    );
    at.after(120);
    await redeploy('part', 'better');
    expect(await component('part')).toMatchObject({ InferenceComponentStatus: 'Updating' });
    at.after(60);
    expect(await component('part')).toMatchObject({
      InferenceComponentStatus: 'InService',
      Specification: { ModelName: 'better' },
    });
    await at.client.send(new sdk.DeleteInferenceComponentCommand({ InferenceComponentName: 'part' }));
    expect(await component('part')).toMatchObject({ InferenceComponentStatus: 'Deleting' });
    expect((await refusal(deploy('part'))).message).toMatch(/^Cannot create already existing inference component/);
    at.after(20);
    await refusal(component('part'));
  });

  test('fails by an update, and heals by the next', async () => {
    await deploy('part');
    at.after(120);
    await redeploy('part', 'does-not-exist');
    at.after(60);
    expect(await component('part')).toMatchObject({ InferenceComponentStatus: 'Failed', FailureReason: expect.any(String) });
    await redeploy('part', 'better');
    at.after(60);
    const healed = await component('part');
    expect(healed.InferenceComponentStatus).toBe('InService');
    expect(healed).not.toHaveProperty('FailureReason');
  });

  test('is listed by whatever its List can filter by', async () => {
    await deploy('one', 'first');
    await deploy('two', 'second');
    const list = await at.client.send(new sdk.ListInferenceComponentsCommand({ EndpointNameEquals: 'second' }));
    expect(list.InferenceComponents?.map(({ InferenceComponentName }) => InferenceComponentName)).toEqual(['two']);
  });
});

describe('the operator’s registry of SageMaker', () => {
  const ours = kinds.filter(({ service }) => service.id === 'sagemaker');

  /** Any operation by its name, as the wire carries it. */
  async function send(operation: string, input: object): Promise<{ readonly __type: string; readonly message: string }> {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `SageMaker.${operation}`,
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/us-west-2/sagemaker/aws4_request',
    };
    const response = await fetch(served.simulator.url, { method: 'POST', headers, body: JSON.stringify(input) });
    return { __type: 'none', message: '', ...((await response.json()) as object) };
  }
  let served: Bench;
  beforeEach(async () => {
    served = await bench();
  });
  afterEach(() => served[Symbol.asyncDispose]());

  test.each(ours)('$kind is served, by all of its operations', ({ operations, updates }) => {
    const world = new World({ model: loadModel('sagemaker'), clock: virtualClock(), speed: 1, seed: '' });
    for (const kind of kindsOf(world, kinds)) world.add(kind);
    const { create, describe: tell, stop, delete: remove, list } = operations;
    const named = [create, tell, stop, remove, list?.operation, ...updates.map(({ operation }) => operation)];
    expect([...operationsOf(world).keys()]).toEqual(expect.arrayContaining(named.filter((name) => name !== undefined)));
  });

  /** An id that is nobody's: a name, or where AWS makes the id, an ARN. */
  const nobody = ({ kind, id, name }: KindDescriptor): object =>
    id?.from !== 'arn' || id.member === name?.member
      ? { [name?.member ?? '']: 'nobody' }
      : { [id.member]: `${ARN}:${(id.arn ?? `${kind.toLowerCase()}/{}`).replaceAll(/\{\w*\}/g, 'nobody')}` };

  /** Of others an id that is nobody's must look as AWS makes them, or the request itself is refused. */
  const freelyNamed = ours.filter(
    ({ id, name, beside }) => beside === undefined && (id === undefined || id.member === name?.member || id.arn !== undefined),
  );
  test.each(freelyNamed)('$kind is not found in the words that its descriptor waits for', async (kind) => {
    const { __type, message } = await send(kind.operations.describe, nobody(kind));
    const expected: readonly ErrorMatch[] = [...kind.absent, { code: 'ResourceNotFound' }];
    expect(
      expected.some(
        ({ code, messagePrefix = '', messageSuffix = '' }) =>
          code === __type && message.startsWith(messagePrefix) && message.endsWith(messageSuffix),
      ),
    ).toBe(true);
  });
});
