import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { condition, isReady, isTerminal, Stage } from '../support/stage.ts';
import { IMAGE, trainingSpec } from '../support/specs.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set({ simulator: { speed: 300 } });
});
afterAll(() => stage[Symbol.asyncDispose]());

const creates = (name: string) => stage.simulator.ledger.entries({ operation: 'CreateTrainingJob', requestName: name });
const jobName = async (name: string): Promise<string> =>
  String(
    (await stage.until('TrainingJob', name, ({ status }) => status?.['trainingJobName'] !== undefined)).status?.[
      'trainingJobName'
    ],
  );

describe('a training job', () => {
  test('runs to its end, and its status tells the story', async () => {
    await stage.create('TrainingJob', 'plain', trainingSpec({ trainingJobName: 'plain-job' }));
    const job = await stage.until('TrainingJob', 'plain', isReady);
    expect(job.status).toMatchObject({
      trainingJobStatus: 'Completed',
      secondaryStatus: 'Completed',
      trainingJobName: 'plain-job',
      observedGeneration: 1,
      ackResourceMetadata: { region: 'us-east-1', ownerAccountID: '123456789012', partition: 'aws' },
      modelArtifacts: { s3ModelArtifacts: 's3://bucket/output/plain-job/output/model.tar.gz' },
      logGroup: '/aws/sagemaker/TrainingJobs',
    });
    expect(job.status?.['billableTimeInSeconds']).toBeGreaterThan(0);
    expect(job.status?.['trainingEndTime']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(job.status?.['secondaryStatusTransitions']).toHaveProperty('length', expect.any(Number));
    expect(job.status?.['secondaryStatusTransitions']).toContainEqual(expect.objectContaining({ status: 'Training' }));
    expect(creates('plain-job')).toHaveLength(1);
  });

  test('shows its ARN, its status and its conditions in the first status ever written', async () => {
    const before = stage.simulator.ledger.next;
    await stage.create('TrainingJob', 'first', trainingSpec());
    const job = await stage.until('TrainingJob', 'first', ({ status }) => status !== undefined);
    expect(job.status?.ackResourceMetadata?.arn).toContain(':training-job/');
    expect(job.status).toHaveProperty('trainingJobStatus');
    expect(job.status?.conditions?.map(({ type }) => type)).toContain('Ready');
    expect(stage.simulator.ledger.entries({ operation: 'CreateTrainingJob', after: before - 1 })).toHaveLength(1);
  });

  test('without a name gets one that is derived from the object, and its spec is not touched', async () => {
    const spec = trainingSpec();
    await stage.create('TrainingJob', 'nameless', spec);
    const job = await stage.until('TrainingJob', 'nameless', ({ status }) => status?.['trainingJobName'] !== undefined);
    expect(job.status?.['trainingJobName']).toMatch(/^nameless-[a-z0-9]{10}$/);
    expect(job.spec).toEqual(spec);
  });

  test('that fails is Terminal and Stalled, and says why in the words of AWS', async () => {
    await stage.create(
      'TrainingJob',
      'failing',
      trainingSpec({ algorithmSpecification: { trainingImage: IMAGE.replace(':1', ':fail'), trainingInputMode: 'File' } }),
    );
    const job = await stage.until('TrainingJob', 'failing', isTerminal);
    expect(job.status?.['trainingJobStatus']).toBe('Failed');
    expect(job.status?.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
      'ACK.Terminal=True',
      'ACK.ResourceSynced=True',
      'Stalled=True',
      'Ready=False',
    ]);
    expect(condition(job, 'ACK.Terminal')?.message).toContain('AlgorithmError');
    expect(job.status?.['failureReason']).toContain('AlgorithmError');
    await stage.eventually(
      async () => (await stage.events('failing')).some(({ type, reason }) => type === 'Warning' && reason === 'Failed'),
      () => 'no Event',
    );
  });

  test('on spot instances tells what spot has saved', async () => {
    const spec = trainingSpec({
      enableManagedSpotTraining: true,
      stoppingCondition: { maxRuntimeInSeconds: 3600, maxWaitTimeInSeconds: 7200 },
      checkpointConfig: { s3URI: 's3://bucket/checkpoints' },
    });
    await stage.create('TrainingJob', 'spot', spec);
    const job = await stage.until('TrainingJob', 'spot', isReady);
    expect(job.status?.['spotSavingsPercent']).toBeGreaterThan(0);
    expect(job.status?.['billableTimeInSeconds']).toBeLessThan(job.status?.['trainingTimeInSeconds'] as number);
  });

  test('with debugger rules is synced only when its rules have ended', async () => {
    const spec = trainingSpec({
      debugHookConfig: { s3OutputPath: 's3://bucket/debug' },
      debugRuleConfigurations: [{ ruleConfigurationName: 'overfit', ruleEvaluatorImage: IMAGE }],
    });
    await stage.create('TrainingJob', 'debugged', spec);
    const job = { type: 'training-job', name: await jobName('debugged') };
    const rule = (RuleEvaluationStatus: string) => ({ RuleConfigurationName: 'overfit', RuleEvaluationStatus });
    stage.simulator.control.patch(
      job,
      { TrainingJobStatus: 'Completed', DebugRuleEvaluationStatuses: [rule('InProgress')] },
      { hold: true },
    );
    const busy = await stage.until('TrainingJob', 'debugged', ({ status }) => status?.['trainingJobStatus'] === 'Completed');
    expect(condition(busy, 'ACK.ResourceSynced')).toMatchObject({
      status: 'False',
      message: 'DebugRule is in InProgress status.',
    });
    stage.simulator.control.patch(job, { DebugRuleEvaluationStatuses: [rule('NoIssuesFound')] }, { hold: true });
    const done = await stage.until('TrainingJob', 'debugged', isReady);
    expect(done.status?.['debugRuleEvaluationStatuses']).toMatchObject([{ ruleEvaluationStatus: 'NoIssuesFound' }]);
  });

  test('has its warm pool lengthened by an edit once it has completed', async () => {
    const resources = (keepAlivePeriodInSeconds: number) => ({
      resourceConfig: { instanceType: 'ml.m5.large', instanceCount: 1, volumeSizeInGB: 10, keepAlivePeriodInSeconds },
    });
    await stage.create('TrainingJob', 'warm', trainingSpec(resources(1800)));
    await stage.until('TrainingJob', 'warm', isReady);
    await stage.patch('TrainingJob', 'warm', { spec: resources(3600) });
    const name = await jobName('warm');
    await stage.eventually(
      () => stage.simulator.ledger.entries({ operation: 'UpdateTrainingJob', requestName: name, ok: true }).length === 1,
      () => JSON.stringify(stage.simulator.ledger.entries({ requestName: name })),
    );
    await stage.until('TrainingJob', 'warm', (job) => isReady(job) && job.status?.observedGeneration === 2);
  });

  test('is stopped when its object is deleted, and the object waits for that', async () => {
    await stage.create('TrainingJob', 'leaving', trainingSpec({ environment: { SIMULATOR_TRAINING_SECONDS: '100000' } }));
    const name = await jobName('leaving');
    await stage.delete('TrainingJob', 'leaving');
    await stage.untilGone('TrainingJob', 'leaving');
    expect(stage.simulator.control.resources('training-job').find((job) => job.name === name)?.status).toBe('Stopped');
    expect(stage.simulator.ledger.entries({ operation: 'StopTrainingJob', requestName: name })).toHaveLength(1);
  });

  test('that has finished is deleted without a further change in AWS', async () => {
    await stage.create('TrainingJob', 'finished', trainingSpec());
    await stage.until('TrainingJob', 'finished', isReady);
    const name = await jobName('finished');
    await stage.delete('TrainingJob', 'finished');
    await stage.untilGone('TrainingJob', 'finished');
    expect(stage.simulator.ledger.entries({ operation: 'StopTrainingJob', requestName: name })).toHaveLength(0);
  });

  test('to be retained goes on running when its object is deleted', async () => {
    const long = { environment: { SIMULATOR_TRAINING_SECONDS: '100000' }, stoppingCondition: { maxRuntimeInSeconds: 100_000 } };
    await stage.create('TrainingJob', 'kept', trainingSpec(long), { 'services.k8s.aws/deletion-policy': 'retain' });
    const name = await jobName('kept');
    await stage.delete('TrainingJob', 'kept');
    await stage.untilGone('TrainingJob', 'kept');
    expect(stage.simulator.control.resources('training-job').find((job) => job.name === name)?.status).toBe('InProgress');
  });

  test('that someone deleted in AWS is not run again', async () => {
    await stage.create('TrainingJob', 'robbed', trainingSpec({ environment: { SIMULATOR_TRAINING_SECONDS: '100000' } }));
    await stage.until('TrainingJob', 'robbed', ({ status }) => status?.['creationTime'] !== undefined);
    const name = await jobName('robbed');
    stage.simulator.control.remove({ type: 'training-job', name });
    const job = await stage.until('TrainingJob', 'robbed', isTerminal);
    expect(condition(job, 'ACK.Terminal')?.reason).toBe('Vanished');
    expect(creates(name)).toHaveLength(1);
  });

  test('with a status that this release does not know shows it as it is and goes on being watched', async () => {
    await stage.create('TrainingJob', 'novel', trainingSpec({ environment: { SIMULATOR_TRAINING_SECONDS: '100000' } }));
    const name = await jobName('novel');
    stage.simulator.control.patch({ type: 'training-job', name }, { TrainingJobStatus: 'Hibernating' }, { hold: true });
    const job = await stage.until('TrainingJob', 'novel', ({ status }) => status?.['trainingJobStatus'] === 'Hibernating');
    expect(condition(job, 'Reconciling')?.status).toBe('True');
    stage.simulator.control.patch({ type: 'training-job', name }, { TrainingJobStatus: 'Completed' }, { hold: true });
    await stage.until('TrainingJob', 'novel', isReady);
  });

  test('that finished costs no further call and no further write', async () => {
    await stage.create('TrainingJob', 'quiet', trainingSpec());
    const job = await stage.until('TrainingJob', 'quiet', isReady);
    const calls = (): number => stage.simulator.ledger.entries({ requestName: String(job.status?.['trainingJobName']) }).length;
    const before = calls();
    // Another whole job lives and ends meanwhile: if this one were asked about again, it would show.
    await stage.create('TrainingJob', 'meanwhile', trainingSpec());
    await stage.until('TrainingJob', 'meanwhile', isReady);
    expect(calls()).toBe(before);
    expect((await stage.get('TrainingJob', 'quiet'))?.metadata.resourceVersion).toBe(job.metadata.resourceVersion);
  });
});

describe('tags', () => {
  const tagsOf = async (name: string) => {
    const aws = await jobName(name);
    return stage.simulator.control.resources('training-job').find((job) => job.name === aws)?.tags;
  };
  test('of the user, of the operator and of the owner are on what is made', async () => {
    const object = await stage.create('TrainingJob', 'tagged', trainingSpec({ tags: [{ key: 'team', value: 'churn' }] }));
    expect(await tagsOf('tagged')).toMatchObject({
      team: 'churn',
      'services.k8s.aws/namespace': stage.namespace,
      'services.k8s.aws/owner-uid': object.metadata.uid,
    });
  });

  test('follow the spec, and foreign tags stay', async () => {
    await stage.create(
      'TrainingJob',
      'retagged',
      trainingSpec({
        tags: [
          { key: 'team', value: 'churn' },
          { key: 'old', value: '1' },
        ],
      }),
    );
    await stage.until('TrainingJob', 'retagged', isReady);
    await stage.patch('TrainingJob', 'retagged', { spec: { tags: [{ key: 'team', value: 'fraud' }] } });
    await stage.until('TrainingJob', 'retagged', (job) => isReady(job) && job.status?.observedGeneration === 2);
    expect(await tagsOf('retagged')).toMatchObject({ team: 'fraud', 'services.k8s.aws/namespace': stage.namespace });
    expect(await tagsOf('retagged')).not.toHaveProperty('old');
  });
});
