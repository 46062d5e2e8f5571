/** Objects that refer to one another: what waits for what, what is said meanwhile, and what is kept for whose sake. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fields, KubeObject } from '../../src/kinds/types.ts';
import { condition, isReady, Stage } from '../support/stage.ts';
import { endpointConfigSpec, IMAGE, modelSpec, trainingSpec, tuningSpec } from '../support/specs.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set({ simulator: { speed: 200 } });
});
afterAll(() => stage[Symbol.asyncDispose]());

const to = (name: string, more: Fields = {}): Fields => ({ from: { name, ...more } });
const message = (object: KubeObject): string => condition(object, 'Ready')?.message ?? '';
const saying = (text: string) => (object: KubeObject) => message(object).includes(text);
const calls = (operation: string, requestName?: string) =>
  stage.simulator.ledger.entries({ operation, ...(requestName === undefined ? {} : { requestName }) });
/** As `kubectl get` never shows it, but AWS does. */
const inAws = (type: string, name: string): Fields | undefined =>
  stage.simulator.control.resources(type).find((resource) => resource.name === name)?.document;

/** So long that what waits for it says so. */
const lasting = (over: Fields = {}): Fields => trainingSpec({ environment: { SIMULATOR_TRAINING_SECONDS: '1400' }, ...over });
const fed = (modelName: string, modelDataURLRef: Fields): Fields =>
  modelSpec({ modelName, primaryContainer: { image: IMAGE, modelDataURLRef } });
const scoring = (over: Fields = {}): Fields => ({
  transformInput: { dataSource: { s3DataSource: { s3DataType: 'S3Prefix', s3URI: 's3://bucket/in' } } },
  transformOutput: { s3OutputPath: 's3://bucket/out' },
  transformResources: { instanceType: 'ml.m5.large', instanceCount: 1 },
  ...over,
});

describe('a model', () => {
  test('takes the artifact of a training job when that has completed, and its spec stays as it was written', async () => {
    const spec = fed('fed', to('trained'));
    await stage.create('Model', 'fed', spec);
    const alone = await stage.until('Model', 'fed', saying('waiting for TrainingJob trained: no such object'));
    expect(condition(alone, 'ACK.Recoverable')?.status).toBe('True');
    await stage.create('TrainingJob', 'trained', lasting());
    const waiting = await stage.until('Model', 'fed', saying('waiting for TrainingJob trained to be ready'));
    expect(waiting.status?.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
      'ACK.ResourceSynced=False',
      'Reconciling=True',
      'Ready=False',
    ]);
    expect(calls('CreateModel', 'fed')).toEqual([]);
    const model = await stage.until('Model', 'fed', isReady);
    const job = await stage.get('TrainingJob', 'trained');
    const artifacts = job?.status?.['modelArtifacts'] as Fields;
    expect(artifacts['s3ModelArtifacts']).toMatch(/^s3:/);
    expect(inAws('model', 'fed')).toMatchObject({ PrimaryContainer: { ModelDataUrl: artifacts['s3ModelArtifacts'] } });
    expect(model.spec).toEqual(spec);
  });

  test('takes that of the best training job of a tuning job', async () => {
    await stage.create('Model', 'best', fed('best', to('search', { kind: 'HyperParameterTuningJob' })));
    await stage.create('HyperParameterTuningJob', 'search', tuningSpec());
    await stage.until('Model', 'best', isReady);
    const search = await stage.get('HyperParameterTuningJob', 'search');
    expect(inAws('model', 'best')).toMatchObject({ PrimaryContainer: { ModelDataUrl: search?.status?.['bestModelArtifacts'] } });
  });

  test('of a training job that failed says so and what to do, and is made when another job takes its place', async () => {
    await stage.create('Model', 'unfed', fed('unfed', to('doomed')));
    await stage.create('TrainingJob', 'doomed', trainingSpec({ environment: { SIMULATOR_FAIL: 'CUDA out of memory' } }));
    const told = await stage.until('Model', 'unfed', saying('TrainingJob doomed ended as Failed'));
    expect(message(told)).toMatch(/ended as Failed; create it anew, or refer to another: .*CUDA out of memory/);
    expect(condition(told, 'ACK.Recoverable')?.status).toBe('True');
    await stage.delete('TrainingJob', 'doomed');
    await stage.untilGone('TrainingJob', 'doomed');
    await stage.create('TrainingJob', 'doomed', trainingSpec());
    await stage.until('Model', 'unfed', isReady);
  });
});

const variantsOf = (modelName: string): readonly Fields[] =>
  (endpointConfigSpec('unused')['productionVariants'] as readonly Fields[]).map((variant) => ({ ...variant, modelName }));

describe('a Ref', () => {
  test('of an endpoint leads to its config, and of a transform job to its model', async () => {
    await stage.create('Endpoint', 'led', { endpointName: 'led', endpointConfigRef: to('led-config') });
    await stage.create('TransformJob', 'led', scoring({ modelRef: to('led-model') }));
    const [variant] = endpointConfigSpec('unused')['productionVariants'] as readonly Fields[];
    const { modelName: _none, ...rest } = variant ?? {};
    const spec = { endpointConfigName: 'led-c', productionVariants: [{ ...rest, modelRef: to('led-model') }] };
    await stage.create('EndpointConfig', 'led-config', spec);
    await stage.create('Model', 'led-model', modelSpec({ modelName: 'led-m' }));
    await stage.until('Endpoint', 'led', isReady);
    const job = await stage.until('TransformJob', 'led', isReady);
    expect(inAws('endpoint', 'led')).toMatchObject({ EndpointConfigName: 'led-c' });
    expect(inAws('endpoint-config', 'led-c')).toMatchObject({ ProductionVariants: [{ ModelName: 'led-m' }] });
    expect(inAws('transform-job', String(job.status?.['transformJobName']))).toMatchObject({ ModelName: 'led-m' });
  });

  test('that is turned to an object which is not there yet is waited for, and followed as soon as that is ready', async () => {
    await stage.create('Model', 'turned', modelSpec({ modelName: 'turned' }));
    const config = (name: string): Fields => ({ ...endpointConfigSpec(name), productionVariants: variantsOf('turned') });
    await stage.create('EndpointConfig', 'turned-a', config('turned-a'));
    await stage.create('Endpoint', 'turned', { endpointName: 'turned', endpointConfigRef: to('turned-a') });
    await stage.until('Endpoint', 'turned', isReady);
    await stage.patch('Endpoint', 'turned', { spec: { endpointConfigRef: to('turned-b') } });
    const told = await stage.until('Endpoint', 'turned', saying('waiting for EndpointConfig turned-b'));
    expect(isReady(told)).toBe(false);
    await stage.create('EndpointConfig', 'turned-b', config('turned-b'));
    const { status } = await stage.until('EndpointConfig', 'turned-b', isReady);
    const follows = (endpoint: KubeObject): boolean =>
      isReady(endpoint) && endpoint.status?.['endpointConfigName'] === status?.['endpointConfigName'];
    await stage.until('Endpoint', 'turned', follows);
  });

  test('into another namespace is refused', async () => {
    await stage.create('Endpoint', 'abroad', { endpointConfigRef: to('config', { namespace: 'elsewhere' }) });
    const told = await stage.until('Endpoint', 'abroad', saying('elsewhere/config is referred to'));
    expect(message(told)).toContain('only objects of the same namespace can be');
    expect(condition(told, 'ACK.Terminal')?.status).toBe('True');
  });

  test('to a kind that the field does not take, and beside the value itself, is refused at the door', async () => {
    await expect(stage.create('Model', 'wrong', fed('wrong', to('x', { kind: 'Endpoint' })))).rejects.toThrow(
      /modelDataURLRef\.from\.kind: Unsupported value: "Endpoint": supported values: .*"TrainingJob"/,
    );
    const both = { endpointConfigName: 'a', endpointConfigRef: to('a') };
    await expect(stage.create('Endpoint', 'both', both)).rejects.toThrow(/set endpointConfigName or endpointConfigRef, not both/);
  });

  test('of a warm start may lead to a tuning job that was stopped', async () => {
    const { control } = stage.simulator;
    await stage.create('HyperParameterTuningJob', 'parent', tuningSpec({ hyperParameterTuningJobName: 'parent' }));
    const parent = { type: 'hyper-parameter-tuning-job', name: 'parent' };
    await stage.eventually(
      () => control.resources(parent.type).some(({ name }) => name === 'parent'),
      () => 'the parent was not made',
    );
    control.patch(parent, { HyperParameterTuningJobStatus: 'Stopped' }, { hold: true });
    await stage.until(
      'HyperParameterTuningJob',
      'parent',
      ({ status }) => status?.['hyperParameterTuningJobStatus'] === 'Stopped',
    );
    const warmStartConfig = {
      warmStartType: 'TransferLearning',
      parentHyperParameterTuningJobs: [{ hyperParameterTuningJobRef: to('parent') }],
    };
    await stage.create('HyperParameterTuningJob', 'child', tuningSpec({ warmStartConfig }));
    await stage.until('HyperParameterTuningJob', 'child', isReady);
  });
});

/** That they go at all shows that they are woken: the next look of their own would be ten minutes away. */
describe('what is in use', () => {
  test('stays until its user goes, and says who that is', async () => {
    await stage.create('EndpointConfig', 'held', endpointConfigSpec('held', { endpointConfigName: 'held' }));
    await stage.create('Model', 'held', modelSpec({ modelName: 'held' }));
    await stage.create('Endpoint', 'held', { endpointName: 'held', endpointConfigName: 'held' });
    await stage.until('Endpoint', 'held', isReady);
    await stage.delete('Model', 'held');
    await stage.delete('EndpointConfig', 'held');
    await stage.until('Model', 'held', saying('Model is used by EndpointConfig held: it is deleted when that is gone'));
    await stage.until('EndpointConfig', 'held', saying('EndpointConfig is used by Endpoint held'));
    expect([...calls('DeleteModel', 'held'), ...calls('DeleteEndpointConfig', 'held')]).toEqual([]);
    await stage.delete('Endpoint', 'held');
    for (const kind of ['Endpoint', 'EndpointConfig', 'Model']) await stage.untilGone(kind, 'held');
    expect(['endpoint', 'endpoint-config', 'model'].map((type) => inAws(type, 'held'))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('of an endpoint that is updated to another config stays until that is over', async () => {
    const { control } = stage.simulator;
    await stage.create('Model', 'moved', modelSpec({ modelName: 'moved' }));
    for (const name of ['moved-1', 'moved-2'])
      await stage.create('EndpointConfig', name, endpointConfigSpec('moved', { endpointConfigName: name }));
    await stage.create('Endpoint', 'moved', { endpointName: 'moved', endpointConfigName: 'moved-1' });
    await stage.until('Endpoint', 'moved', isReady);
    await stage.patch('Endpoint', 'moved', { spec: { endpointConfigName: 'moved-2' } });
    await stage.until('Endpoint', 'moved', ({ status }) => status?.['endpointStatus'] === 'Updating');
    control.patch({ type: 'endpoint', name: 'moved' }, { EndpointStatus: 'Updating' }, { hold: true });
    await stage.delete('EndpointConfig', 'moved-1');
    await stage.until('EndpointConfig', 'moved-1', saying('EndpointConfig is used by Endpoint moved'));
    expect(calls('DeleteEndpointConfig', 'moved-1')).toEqual([]);
    control.patch({ type: 'endpoint', name: 'moved' }, { EndpointStatus: 'InService', EndpointConfigName: 'moved-2' });
    await stage.untilGone('EndpointConfig', 'moved-1');
    await stage.until('Endpoint', 'moved', isReady);
    expect(calls('DeleteEndpointConfig', 'moved-1').map(({ ok }) => ok)).toEqual([true]);
  });

  test('by a job stays until the job has ended, and no longer', async () => {
    const { control } = stage.simulator;
    await stage.create('Model', 'scored', modelSpec({ modelName: 'scored' }));
    await stage.create('TransformJob', 'scored', scoring({ transformJobName: 'scored', modelName: 'scored' }));
    await stage.until('TransformJob', 'scored', ({ status }) => status?.ackResourceMetadata?.arn !== undefined);
    control.patch({ type: 'transform-job', name: 'scored' }, { TransformJobStatus: 'InProgress' }, { hold: true });
    await stage.delete('Model', 'scored');
    await stage.until('Model', 'scored', saying('Model is used by TransformJob scored'));
    control.patch({ type: 'transform-job', name: 'scored' }, { TransformJobStatus: 'Completed' });
    await stage.untilGone('Model', 'scored');
    expect((await stage.get('TransformJob', 'scored'))?.status?.['transformJobStatus']).toBe('Completed');
  });
});

test('an edit that names an object which is applied after it is sent once, when that is ready', async () => {
  await stage.create('Model', 'later', modelSpec({ modelName: 'later' }));
  await stage.create('EndpointConfig', 'later-1', endpointConfigSpec('later', { endpointConfigName: 'later-1' }));
  await stage.create('Endpoint', 'later', { endpointName: 'later', endpointConfigName: 'later-1' });
  await stage.until('Endpoint', 'later', isReady);
  await stage.patch('Endpoint', 'later', { spec: { endpointConfigName: 'later-2' } });
  await stage.create('EndpointConfig', 'later-2', endpointConfigSpec('later', { endpointConfigName: 'later-2' }));
  await stage.until('Endpoint', 'later', (object) => isReady(object) && object.status?.['endpointConfigName'] === 'later-2');
  expect(calls('UpdateEndpoint', 'later').map(({ ok }) => ok)).toEqual([true]);
});
