import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mutation } from '../engine/ports.ts';
import type { Fields, KubeObject } from '../kinds/types.ts';
import { bench, kindOf, never, object, scope, withArn, type Bench } from './remote.testkit.ts';

const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:training-job/demo';

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(async () => {
  await at[Symbol.asyncDispose]();
});

const act = (of: KubeObject, mutation: Mutation): Promise<Fields> =>
  at.remote.perform(at.remote.target(kindOf(of.kind), of, scope), mutation, never);
const spec: Fields = {
  trainingJobName: 'demo',
  roleARN: 'arn:aws:iam::1:role/r',
  hyperParameters: { lr: '', roleARN: 'x' },
  inputDataConfig: [],
};
const job = object('TrainingJob', { spec, status: withArn(ARN) });

describe('create', () => {
  it('sends the spec in AWS’s names, with the user’s, the default and the operator’s tags, and returns the ARN', async () => {
    at.server.on('CreateTrainingJob', { ok: { TrainingJobArn: ARN } });
    const tagged = object('TrainingJob', { spec: { ...spec, tags: [{ key: 'team', value: 'a' }] } });
    expect(await act(tagged, { do: 'create' })).toEqual({ TrainingJobArn: ARN });
    const { Tags, ...body } = (at.server.received[0]?.body ?? {}) as { Tags: { Key: string; Value: string }[] };
    expect(body).toEqual({
      TrainingJobName: 'demo',
      RoleArn: 'arn:aws:iam::1:role/r',
      HyperParameters: { lr: '', roleARN: 'x' },
    });
    expect(Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]))).toEqual({
      team: 'a',
      'services.k8s.aws/namespace': 'team-a',
      'services.k8s.aws/owner-uid': 'uid-1',
      'services.k8s.aws/applied-tags': expect.stringMatching(/^[\w-]{10}$/),
    });
  });

  it('leaves out what the spec holds for other operations', async () => {
    at.server.on('CreateEndpoint', { ok: { EndpointArn: 'arn' } });
    await act(object('Endpoint', { spec: { endpointName: 'e', endpointConfigName: 'c', retainAllVariantProperties: false } }), {
      do: 'create',
    });
    expect(at.server.received[0]?.body).toMatchObject({ EndpointName: 'e', EndpointConfigName: 'c' });
    expect(at.server.received[0]?.body).not.toHaveProperty('RetainAllVariantProperties');
  });

  it('says that a name is taken', async () => {
    at.server.on('CreateTrainingJob', { error: 'ResourceInUse', message: 'Job name must be unique' });
    await expect(act(job, { do: 'create' })).rejects.toMatchObject({
      kind: 'taken',
      message: 'ResourceInUse: Job name must be unique',
    });
  });

  it('names the field of the spec that AWS refuses, in the incumbent’s form', async () => {
    const message =
      "1 validation error detected: Value '0' at 'resourceConfig.instanceCount' failed to satisfy constraint: Member must have value greater than or equal to 1";
    at.server.on('CreateTrainingJob', { error: 'ValidationException', message });
    await expect(act(job, { do: 'create' })).rejects.toMatchObject({
      kind: 'invalid',
      message: `api error ValidationException: ${message.replace('resourceConfig', 'spec.resourceConfig')}`,
    });
  });
});

describe('update', () => {
  const drift = (operation: string, paths: readonly string[], remote: Fields = {}): Mutation => ({
    do: 'update',
    operation,
    drift: paths,
    remote,
  });

  it('sends what the descriptor says, with its defaults', async () => {
    at.server.on('UpdateEndpoint', { ok: { EndpointArn: 'arn' } });
    const endpoint = object('Endpoint', { spec: { endpointName: 'e', endpointConfigName: 'c2' } });
    await act(endpoint, drift('UpdateEndpoint', ['EndpointConfigName']));
    expect(at.server.received[0]?.body).toEqual({
      EndpointName: 'e',
      EndpointConfigName: 'c2',
      RetainAllVariantProperties: true,
    });
  });

  it('lets the spec overrule a default', async () => {
    at.server.on('UpdateEndpoint', { ok: { EndpointArn: 'arn' } });
    const endpoint = object('Endpoint', {
      spec: { endpointName: 'e', endpointConfigName: 'c2', retainAllVariantProperties: false },
    });
    await act(endpoint, drift('UpdateEndpoint', ['EndpointConfigName']));
    expect(at.server.received[0]?.body).toMatchObject({ RetainAllVariantProperties: false });
  });

  it('sends only the paths of the rule that the drift calls for', async () => {
    at.server.on('UpdateTrainingJob', { ok: { TrainingJobArn: ARN } });
    const warm = object('TrainingJob', {
      spec: {
        ...spec,
        resourceConfig: { keepAlivePeriodInSeconds: 9, instanceCount: 1 },
        profilerConfig: { s3OutputPath: 's3://p' },
      },
    });
    await act(warm, drift('UpdateTrainingJob', ['ResourceConfig.KeepAlivePeriodInSeconds']));
    expect(at.server.received[0]?.body).toEqual({ TrainingJobName: 'demo', ResourceConfig: { KeepAlivePeriodInSeconds: 9 } });
  });

  it('sends of a list that only grows what AWS lacks, by the name that the operation has for it', async () => {
    at.server.on('UpdateFeatureGroup', { ok: { FeatureGroupArn: 'arn' } });
    const [old, added] = [
      { featureName: 'a', featureType: 'String' },
      { featureName: 'b', featureType: 'Integral' },
    ];
    const group = object('FeatureGroup', { spec: { featureGroupName: 'g', featureDefinitions: [added, old] } });
    const remote = { FeatureDefinitions: [{ FeatureName: 'a', FeatureType: 'String' }] };
    await act(group, drift('UpdateFeatureGroup', ['FeatureDefinitions'], remote));
    expect(at.server.received[0]?.body).toEqual({
      FeatureGroupName: 'g',
      FeatureAdditions: [{ FeatureName: 'b', FeatureType: 'Integral' }],
    });
  });

  it('takes away the keys of a map that the spec has no more', async () => {
    at.server.on('UpdateAction', { ok: { ActionArn: 'arn' } });
    const action = object('Action', { spec: { actionName: 'a', properties: { team: 'x' } } });
    await act(action, drift('UpdateAction', ['Properties'], { Properties: { team: 'y', old: '1' } }));
    expect(at.server.received[0]?.body).toEqual({ ActionName: 'a', Properties: { team: 'x' }, PropertiesToRemove: ['old'] });
  });

  it.each([
    ['is edited', ['Specification.ModelName', 'RuntimeConfig.CopyCount'], { RuntimeConfig: { CopyCount: 2 } }],
    ['is not edited: an autoscaler’s count stays', ['Specification.ModelName'], {}],
  ])('sends what others may change only when it %s', async (_when, paths, sent) => {
    at.server.on('UpdateInferenceComponent', { ok: { InferenceComponentArn: 'arn' } });
    const component = object('InferenceComponent', {
      spec: {
        inferenceComponentName: 'c',
        endpointName: 'e',
        specification: { modelName: 'm' },
        runtimeConfig: { copyCount: 2 },
      },
    });
    await act(component, drift('UpdateInferenceComponent', paths));
    expect(at.server.received[0]?.body).toEqual({ InferenceComponentName: 'c', Specification: { ModelName: 'm' }, ...sent });
  });

  it.each([
    ['as status knows it', withArn('arn:in:status'), {}, 'arn:in:status'],
    ['as AWS has just told it', undefined, { ModelPackageArn: 'arn:seen' }, 'arn:seen'],
  ])('tells an operation that takes no name the ARN, %s', async (_whence, status, remote, arn) => {
    at.server.on('UpdateModelPackage', { ok: { ModelPackageArn: 'arn' } });
    const pack = object('ModelPackage', {
      spec: { modelPackageName: 'p', modelApprovalStatus: 'Approved' },
      ...(status ? { status } : {}),
    });
    await act(pack, drift('UpdateModelPackage', ['ModelApprovalStatus'], remote));
    expect(at.server.received[0]?.body).toEqual({ ModelPackageArn: arn, ModelApprovalStatus: 'Approved' });
  });

  it('undoes what the user took out', async () => {
    at.server.on('UpdateTrainingJob', { ok: { TrainingJobArn: ARN } });
    await act(
      job,
      drift('UpdateTrainingJob', ['ProfilerConfig'], { ProfilerConfig: { S3OutputPath: 's3://p' }, ProfilingStatus: 'Enabled' }),
    );
    expect(at.server.received[0]?.body).toEqual({ TrainingJobName: 'demo', ProfilerConfig: { DisableProfiler: true } });
  });
});

describe('tag', () => {
  it('removes before it sets, and writes its own marks last', async () => {
    at.server.on('DeleteTags', { ok: {} });
    at.server.on('AddTags', { ok: { Tags: [] } });
    await act(job, { do: 'tag', arn: ARN, tags: { set: { team: 'b' }, remove: ['old'] } });
    expect(at.server.operations()).toEqual(['DeleteTags', 'AddTags']);
    expect(at.server.received[0]?.body).toEqual({ ResourceArn: ARN, TagKeys: ['old'] });
    expect(at.server.received[1]?.body).toMatchObject({
      ResourceArn: ARN,
      Tags: [{ Key: 'team', Value: 'b' }, { Key: 'services.k8s.aws/owner-uid' }, {}],
    });
  });
});

describe('stop and delete', () => {
  const inStatus = (status: string): void =>
    at.server.on('DescribeTrainingJob', { ok: { TrainingJobName: 'demo', TrainingJobArn: ARN, TrainingJobStatus: status } });

  it('stop by name', async () => {
    at.server.on('StopTrainingJob', { ok: {} });
    await act(job, { do: 'stop' });
    expect(at.server.received.map(({ operation, body }) => [operation, body])).toEqual([
      ['StopTrainingJob', { TrainingJobName: 'demo' }],
    ]);
  });

  it.each(['Stopped', 'Completed', 'Failed', 'Stopping'])(
    'succeed when the job is %s already, whatever words AWS refuses with',
    async (status) => {
      at.server.on('StopTrainingJob', { error: 'ValidationException', message: 'words of next year' });
      inStatus(status);
      await expect(act(job, { do: 'stop' })).resolves.toEqual({});
    },
  );

  it('neither claim success when the job runs on, nor that the spec is wrong', async () => {
    at.server.on('StopTrainingJob', { error: 'ValidationException', message: 'The request was rejected' });
    inStatus('InProgress');
    await expect(act(job, { do: 'stop' })).rejects.toMatchObject({ kind: 'conflict' });
  });

  it.each([
    { error: 'ValidationException', message: 'Could not find endpoint "arn".' },
    { error: 'ValidationException', message: 'the endpoint was not found' },
    { error: 'ResourceNotFound' },
  ])('succeed when the resource is gone: %o', async (answer) => {
    at.server.on('DeleteEndpoint', answer);
    await expect(act(object('Endpoint', { spec: { endpointName: 'e' } }), { do: 'delete' })).resolves.toEqual({});
  });

  it('stop with a token where AWS wants one', async () => {
    at.server.on('StopPipelineExecution', { ok: {} });
    const arn = 'arn:aws:sagemaker:us-east-1:123456789012:pipeline/p/execution/e';
    await act(object('PipelineExecution', { spec: { pipelineName: 'p' }, status: withArn(arn) }), { do: 'stop' });
    expect(at.server.received[0]?.body).toEqual({
      PipelineExecutionArn: arn,
      ClientRequestToken: expect.stringMatching(/^.{32,128}$/),
    });
  });

  it('wait for a state in which AWS allows it', async () => {
    at.server.on('DeleteEndpoint', { error: 'ValidationException', message: 'Cannot delete endpoint while status is Creating' });
    await expect(act(object('Endpoint', { spec: { endpointName: 'e' } }), { do: 'delete' })).rejects.toMatchObject({
      kind: 'conflict',
    });
  });
});

describe('status', () => {
  it('mirrors the members of the descriptor in CR names and bounds their lists', () => {
    const transitions = Array.from({ length: 30 }, (_, index) => ({ Status: `S${index}`, StartTime: '2026-01-01T00:00:00Z' }));
    const status = at.remote.statusOf(kindOf('TrainingJob'), {
      TrainingJobStatus: 'Completed',
      SecondaryStatusTransitions: transitions,
      RoleArn: 'not mirrored',
      ModelArtifacts: { S3ModelArtifacts: 's3://m' },
      SpotSavingsPercent: 40,
    });
    expect(status).toMatchObject({
      trainingJobStatus: 'Completed',
      modelArtifacts: { s3ModelArtifacts: 's3://m' },
      spotSavingsPercent: 40,
    });
    expect(status['secondaryStatusTransitions']).toHaveLength(20);
    expect(status['secondaryStatusTransitions']).toMatchObject({ 19: { status: 'S29' } });
    expect(status).not.toHaveProperty('roleARN');
  });

  it('mirrors the trials of a tuning job, newest first, thirty at most', () => {
    const trials = Array.from({ length: 40 }, (_, index) => ({ TrainingJobName: `t${index}`, TrainingJobArn: 'a' }));
    const status = at.remote.statusOf(kindOf('HyperParameterTuningJob'), { TrainingJobSummaries: trials });
    expect(status['trainingJobSummaries']).toHaveLength(30);
    expect(status['trainingJobSummaries']).toMatchObject({ 0: { trainingJobName: 't0', trainingJobARN: 'a' } });
  });
});
