import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/kinds/types.ts';
import { condition, isReady, isTerminal, Stage } from '../support/stage.ts';
import { endpointConfigSpec, modelSpec, trainingSpec } from '../support/specs.ts';

const long = (name: string) =>
  trainingSpec({
    trainingJobName: name,
    environment: { SIMULATOR_TRAINING_SECONDS: '100000' },
    stoppingCondition: { maxRuntimeInSeconds: 100_000 },
  });
const started = ({ status }: KubeObject): boolean => status?.['trainingJobStatus'] === 'InProgress';

describe('a reply that is lost', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.set({ simulator: { speed: 300 } });
  });
  afterAll(() => stage[Symbol.asyncDispose]());
  const made = (requestName: string) =>
    stage.simulator.ledger.entries({ operation: 'CreateTrainingJob', requestName, ok: true }).length;

  test.each([
    ['reset', { type: 'reset' }],
    ['error-500', { type: 'error', code: 'InternalFailure', status: 500 }],
    ['error-503', { type: 'error', code: 'ServiceUnavailable', status: 503 }],
  ] as const)('after the job was made (%s) neither makes it twice nor loses it', async (name, action) => {
    stage.simulator.faults.add({ operation: 'CreateTrainingJob', name: `^${name}$`, when: 'after', times: 1, action });
    await stage.create('TrainingJob', name, trainingSpec({ trainingJobName: name }));
    await stage.until('TrainingJob', name, isReady);
    expect(made(name)).toBe(1);
  });

  test('and followed by throttling is found again all the same', async () => {
    stage.simulator.faults.add({
      operation: 'CreateTrainingJob',
      name: '^twice$',
      when: 'after',
      times: 1,
      action: { type: 'reset' },
    });
    stage.simulator.faults.add({
      operation: 'DescribeTrainingJob',
      name: '^twice$',
      times: 2,
      action: { type: 'error', code: 'ThrottlingException', message: 'Rate exceeded' },
    });
    await stage.create('TrainingJob', 'twice', trainingSpec({ trainingJobName: 'twice' }));
    await stage.until('TrainingJob', 'twice', isReady);
    expect(made('twice')).toBe(1);
  });

  test('of a Create that took no effect is made up for', async () => {
    stage.simulator.faults.add({
      operation: 'CreateTrainingJob',
      name: '^before$',
      when: 'before',
      times: 1,
      action: { type: 'reset' },
    });
    await stage.create('TrainingJob', 'before', trainingSpec({ trainingJobName: 'before' }));
    await stage.until('TrainingJob', 'before', isReady);
    expect(made('before')).toBe(1);
  });

  test('while the object is being deleted still ends with the job stopped', async () => {
    stage.simulator.faults.add({
      operation: 'CreateTrainingJob',
      name: '^doomed$',
      when: 'after',
      times: 1,
      action: { type: 'reset' },
    });
    await stage.create('TrainingJob', 'doomed', long('doomed'));
    await stage.eventually(
      () => made('doomed') === 1,
      () => 'not made',
    );
    await stage.delete('TrainingJob', 'doomed');
    await stage.untilGone('TrainingJob', 'doomed');
    expect(stage.simulator.control.resources('training-job').find(({ name }) => name === 'doomed')?.status).toBe('Stopped');
  });
});

test('a job whose Create reply was lost is stopped with its object, though AWS does not show it yet', async () => {
  await using stage = await Stage.set({ simulator: { speed: 300, lagMs: 4_000 } });
  const made = () => stage.simulator.ledger.entries({ operation: 'CreateTrainingJob', ok: true }).length;
  stage.simulator.faults.add({ operation: 'CreateTrainingJob', when: 'after', times: 1, action: { type: 'reset' } });
  await stage.create('TrainingJob', 'unseen', long('unseen'));
  await stage.eventually(
    () => made() === 1,
    () => 'not made',
  );
  await stage.delete('TrainingJob', 'unseen');
  await stage.untilGone('TrainingJob', 'unseen');
  expect(stage.simulator.control.resources('training-job').map(({ status }) => status)).toEqual(['Stopped']);
});

describe('an operator that died', () => {
  test('finds its running and its finished jobs again, and makes none twice', async () => {
    await using stage = await Stage.set({ operator: false, simulator: { speed: 300 } });
    const first = await stage.startOperator();
    await stage.create('TrainingJob', 'done', trainingSpec({ trainingJobName: 'done' }));
    await stage.create('TrainingJob', 'running', long('running'));
    await stage.until('TrainingJob', 'done', isReady);
    await stage.until('TrainingJob', 'running', started);
    await first.stop();
    const calls = stage.simulator.ledger.next;
    await stage.startOperator();
    await stage.create('TrainingJob', 'later', trainingSpec({ trainingJobName: 'later' }));
    await stage.until('TrainingJob', 'later', isReady);
    expect(
      new Set(stage.simulator.ledger.entries({ operation: 'CreateTrainingJob' }).map(({ requestName }) => requestName)),
    ).toEqual(new Set(['done', 'later', 'running']));
    expect(stage.simulator.ledger.count('CreateTrainingJob')).toBe(3);
    expect(stage.simulator.ledger.entries({ requestName: 'done', after: calls - 1 })).toEqual([]);
  });

  test('between Create and the first status takes its own job over', async () => {
    await using stage = await Stage.set({ simulator: { speed: 300 } });
    await stage.create('TrainingJob', 'orphan', long('orphan'));
    const object = await stage.until('TrainingJob', 'orphan', started);
    await stage
      .client('trainingjobs')
      .patchStatus({ name: 'orphan', namespace: stage.namespace }, { type: 'merge', body: { status: null } });
    await stage.patch('TrainingJob', 'orphan', { metadata: { annotations: { poke: '1' } } });
    const again = await stage.until('TrainingJob', 'orphan', started);
    expect(again.status?.ackResourceMetadata?.arn).toBe(object.status?.ackResourceMetadata?.arn);
    expect(stage.simulator.ledger.entries({ operation: 'CreateTrainingJob', ok: true })).toHaveLength(1);
  });
});

describe('AWS says no', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.set({ simulator: { speed: 300 } });
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  test('to the spec: the object is Terminal and says the field in its own words, and an edit heals it at once', async () => {
    const bad = { resourceConfig: { instanceType: 'ml.m5.enormous', instanceCount: 1, volumeSizeInGB: 10 } };
    await stage.create('TrainingJob', 'refused', trainingSpec(bad));
    const object = await stage.until('TrainingJob', 'refused', isTerminal);
    expect(condition(object, 'ACK.Terminal')?.message).toContain('spec.resourceConfig.instanceType');
    expect(condition(object, 'ACK.ResourceSynced')?.status).toBe('False');
    expect(object.status).not.toHaveProperty('ackResourceMetadata');
    await stage.eventually(
      async () => (await stage.events('refused')).some(({ type, note }) => type === 'Warning' && note.includes('instanceType')),
      () => 'no Event',
    );
    const tries = stage.simulator.ledger.count('CreateTrainingJob');
    await stage.patch('TrainingJob', 'refused', { spec: trainingSpec() });
    await stage.until('TrainingJob', 'refused', isReady);
    expect(stage.simulator.ledger.count('CreateTrainingJob')).toBe(tries + 1);
  });

  test('because of a quota: the object waits, and is never Terminal', async () => {
    stage.simulator.control.setQuotas({ 'ml.p3.2xlarge for training job usage': 0 });
    await stage.create(
      'TrainingJob',
      'queued',
      trainingSpec({ resourceConfig: { instanceType: 'ml.p3.2xlarge', instanceCount: 1, volumeSizeInGB: 10 } }),
    );
    const object = await stage.until('TrainingJob', 'queued', (job) => condition(job, 'ACK.Recoverable')?.status === 'True');
    expect(condition(object, 'ACK.Recoverable')).toMatchObject({
      reason: 'QuotaExceeded',
      message: expect.stringContaining('ml.p3.2xlarge for training job usage'),
    });
    expect(condition(object, 'ACK.Terminal')).toBeUndefined();
  });

  test('for lack of permission: the object waits, and goes on when the permission comes', async () => {
    const id = stage.simulator.faults.add({
      operation: 'CreateTrainingJob',
      name: '^denied$',
      action: {
        type: 'error',
        code: 'AccessDeniedException',
        message: 'User is not authorized to perform: sagemaker:CreateTrainingJob',
      },
    });
    await stage.create('TrainingJob', 'denied', trainingSpec({ trainingJobName: 'denied' }));
    const object = await stage.until('TrainingJob', 'denied', (job) => condition(job, 'ACK.Recoverable')?.status === 'True');
    expect(condition(object, 'ACK.Recoverable')).toMatchObject({
      reason: 'AccessDenied',
      message: expect.stringContaining('not authorized'),
    });
    stage.simulator.faults.remove(id);
    await stage.until('TrainingJob', 'denied', isReady);
  });

  test('because the name belongs to someone else: the stranger is never touched', async () => {
    await stage.create('TrainingJob', 'owner', long('contested'));
    await stage.until('TrainingJob', 'owner', started);
    await stage.create('TrainingJob', 'rival', long('contested'));
    const rival = await stage.until('TrainingJob', 'rival', isTerminal);
    expect(condition(rival, 'ACK.Terminal')?.reason).toBe('NotOwned');
    await stage.delete('TrainingJob', 'rival');
    await stage.untilGone('TrainingJob', 'rival');
    expect(stage.simulator.control.resources('training-job').find(({ name }) => name === 'contested')?.status).toBe('InProgress');
  });

  test('again and again: throttled jobs all end well', async () => {
    stage.simulator.faults.add({
      operation: 'CreateTrainingJob',
      name: '^throttled-',
      probability: 0.5,
      action: { type: 'error', code: 'ThrottlingException', message: 'Rate exceeded' },
    });
    const names = Array.from({ length: 8 }, (_, at) => `throttled-${at}`);
    await Promise.all(names.map((name) => stage.create('TrainingJob', name, trainingSpec({ trainingJobName: name }))));
    for (const name of names) await stage.until('TrainingJob', name, isReady);
  });

  test('because a config does not exist: the endpoint waits, and goes on when it comes', async () => {
    await stage.create('Endpoint', 'patient', { endpointName: 'patient', endpointConfigName: 'not-yet' });
    const object = await stage.until(
      'Endpoint',
      'patient',
      (endpoint) => condition(endpoint, 'ACK.Recoverable')?.status === 'True',
    );
    expect(condition(object, 'ACK.Recoverable')?.message).toContain('not-yet');
    await stage.create('Model', 'late', modelSpec({ modelName: 'late' }));
    await stage.create('EndpointConfig', 'not-yet', endpointConfigSpec('late', { endpointConfigName: 'not-yet' }));
    await stage.until('Endpoint', 'patient', isReady);
  });
});

describe('annotations', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.set({ simulator: { speed: 300 } });
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  test('paused keeps the operator away until it is taken off', async () => {
    await stage.create('TrainingJob', 'paused', long('paused'), { 'sagemaker.services.k8s.aws/paused': 'true' });
    const held = await stage.until('TrainingJob', 'paused', ({ status }) => status?.conditions !== undefined);
    expect(condition(held, 'Ready')?.reason).toBe('Paused');
    expect(stage.simulator.ledger.entries({ requestName: 'paused' })).toEqual([]);
    await stage.patch('TrainingJob', 'paused', { metadata: { annotations: { 'sagemaker.services.k8s.aws/paused': null } } });
    await stage.until('TrainingJob', 'paused', started);
  });

  test('read-only shows a resource and never touches it', async () => {
    await stage.create('TrainingJob', 'real', long('shown'));
    await stage.until('TrainingJob', 'real', started);
    await stage.create('TrainingJob', 'view', long('shown'), { 'services.k8s.aws/read-only': 'true' });
    const view = await stage.until('TrainingJob', 'view', started);
    expect(view.metadata.finalizers ?? []).toEqual([]);
    await stage.delete('TrainingJob', 'view');
    await stage.untilGone('TrainingJob', 'view');
    expect(stage.simulator.control.resources('training-job').find(({ name }) => name === 'shown')?.status).toBe('InProgress');
  });

  test('a region sends the object to that region', async () => {
    await stage.create('TrainingJob', 'abroad', trainingSpec({ trainingJobName: 'abroad' }), {
      'services.k8s.aws/region': 'eu-west-1',
    });
    const job = await stage.until('TrainingJob', 'abroad', isReady);
    expect(job.status?.ackResourceMetadata).toMatchObject({ region: 'eu-west-1', arn: expect.stringContaining(':eu-west-1:') });
  });

  test('an unknown deletion policy is refused in words, and nothing is deleted for it', async () => {
    await stage.create('TrainingJob', 'typo', trainingSpec({ trainingJobName: 'typo' }), {
      'services.k8s.aws/deletion-policy': 'keep',
    });
    const job = await stage.until('TrainingJob', 'typo', isTerminal);
    expect(condition(job, 'ACK.Terminal')?.message).toContain('unrecognized deletion policy keep');
  });
});
