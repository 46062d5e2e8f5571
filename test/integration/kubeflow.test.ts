/**
 * Kubeflow's v2 components for SageMaker were written for another controller, and nobody changes them any more: each of their habits is a
 * promise that this one has to keep. `support/kubeflow.ts` has the habits; each test here says what would happen to a pipeline.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kinds } from '../../src/kinds/index.ts';
import type { Fields, KubeObject } from '../../src/kinds/types.ts';
import { History } from '../support/history.ts';
import { ComponentRun, type Exit, type RunOptions } from '../support/kubeflow.ts';
import { type Component, componentOf, COMPONENTS, conditionsOf, must, type Status } from '../support/kubeflow-components.ts';
import { ENDLESS, INPUTS, known, NEEDS, ruled, trainer } from '../support/kubeflow-requests.ts';
import { condition, Stage } from '../support/stage.ts';

let stage: Stage;
const histories = new Map<string, History>();

beforeAll(async () => {
  stage = await Stage.set({ simulator: { speed: 300 }, flags: ['--status-heartbeat=1s'] });
  for (const { kind, plural } of served()) histories.set(kind, await History.of(stage.client(plural), stage.namespace));
});
afterAll(async () => {
  await Promise.all([...histories.values()].map((history) => history[Symbol.asyncDispose]()));
  await stage[Symbol.asyncDispose]();
});

const isServed = (kind: string): boolean => kinds.some((descriptor) => descriptor.kind === kind);
const served = (): readonly Component[] => COMPONENTS.filter(({ kind }) => isServed(kind));
const TRAINING = componentOf('TrainingJob');

type Given = Partial<Omit<RunOptions, 'component' | 'inputs'>> & { readonly inputs?: Fields };

/** A run of the component of a kind, with inputs of its own laid over a working set. */
function runOf(kind: string, name: string, given: Given = {}): ComponentRun {
  const inputs = { ...INPUTS[kind]?.(name), ...given.inputs };
  return new ComponentRun({ stage, name, ...given, component: componentOf(kind), inputs });
}

/** Runs the steps before a kind's, as a pipeline would: each after the one before. */
async function pipelineTo(kind: string, name: string): Promise<void> {
  for (const step of NEEDS[kind] ?? []) await succeeds(runOf(step, name));
}

async function succeeds(run: ComponentRun): Promise<Exit> {
  const exit = await run.exit();
  expect(exit.code, `${run.request.kind} said: ${run.said.join(' | ')}`).toBe(0);
  return exit;
}

async function fails(run: ComponentRun): Promise<string> {
  expect((await run.exit()).code).toBe(1);
  return run.said.join(' | ');
}

const versions = (kind: string, name: string): readonly KubeObject[] => histories.get(kind)?.versions(name) ?? [];

/** Every status that an object has had until now: the watch may be a moment behind. */
async function written(kind: string, name: string): Promise<readonly Status[]> {
  const now = (await stage.get(kind, name))?.metadata.resourceVersion;
  await stage.eventually(
    () => versions(kind, name).some(({ metadata }) => metadata.resourceVersion === now),
    () => `version ${now} of ${kind} ${name} did not come`,
  );
  return versions(kind, name).flatMap(({ status }) => (status ? [status] : []));
}
const statusOf = async (kind: string, name: string): Promise<Status> => (await written(kind, name)).at(-1) as Status;

const inAws = (type: string, name: string) => stage.simulator.control.resources(type).find((found) => found.name === name);

const lacking = (kind: string): readonly string[] => [...(NEEDS[kind] ?? []), kind].filter((needed) => !isServed(needed));
const reason = (kind: string): string => `the registry has no ${lacking(kind).join(', ')} yet`;
const isLacking = (kind: string): boolean => lacking(kind).length > 0;
const ALL = COMPONENTS.map(({ kind }) => kind);
const nameFor = (kind: string): string => `all-${kind.toLowerCase()}`;

for (const kind of ALL.filter(isLacking))
  process.stderr.write(`kubeflow: the component for ${kind} is skipped, because ${reason(kind)}\n`);

describe('the component', () => {
  test.for(ALL)('for %s runs to its end with the names that it was built with', async (kind, { skip }) => {
    skip(isLacking(kind), reason(kind));
    await pipelineTo(kind, nameFor(kind));
    const run = runOf(kind, nameFor(kind));
    const { outputs } = await succeeds(run);
    expect(outputs).toMatchObject({ ackResourceMetadata: { arn: expect.stringMatching(/^arn:aws:sagemaker:/) } });
    const { apiVersion, spec } = (await stage.get(kind, nameFor(kind))) as KubeObject;
    expect(apiVersion).toBe('sagemaker.services.k8s.aws/v1alpha1');
    expect(spec).toEqual(known(run.request.spec));
  });

  const refusing = ALL.filter((kind) => !componentOf(kind).updates);
  test.for(refusing)('for %s refuses to run on what is there already, for it cannot update', async (kind, { skip }) => {
    skip(isLacking(kind), reason(kind));
    expect(await fails(runOf(kind, nameFor(kind)))).toContain('cannot update it');
  });

  const updating = ALL.filter((kind) => componentOf(kind).updates);
  test.for(updating)('for %s sees status differ after a PATCH that changes nothing, time and again', async (kind, { skip }) => {
    skip(isLacking(kind), reason(kind));
    const name = nameFor(kind);
    const before = await stage.get(kind, name);
    const changes = () => stage.simulator.ledger.entries({ requestName: name, operation: `Update${kind}` }).length;
    for (let run = 0; run < 3; run += 1) await succeeds(runOf(kind, name));
    const after = await stage.get(kind, name);
    expect(after?.metadata.generation).toBe(before?.metadata.generation);
    expect({ ...after?.status, lastSyncTime: null }).toEqual({ ...before?.status, lastSyncTime: null });
    expect(changes()).toBe(0);
  });
});

describe.concurrent('the first status ever written', () => {
  test('holds the conditions, the ARN and the status of the job: each is read unguarded as soon as there is a status', async () => {
    await succeeds(runOf('TrainingJob', 'first'));
    const [first] = await written('TrainingJob', 'first');
    expect(conditionsOf(first)).not.toEqual([]);
    expect(must(must(first, 'ackResourceMetadata') as Status, 'arn')).toContain(':training-job/first');
    expect(must(first, 'trainingJobStatus')).toBe('InProgress');
  });

  test('holds conditions and no ARN where AWS has refused, and is one that a component can read', async () => {
    await fails(runOf('TrainingJob', 'refused', { inputs: { roleARN: 'arn:aws:iam::123456789012:role/cannot-be-assumed' } }));
    const [first] = await written('TrainingJob', 'refused');
    expect(conditionsOf(first)).not.toEqual([]);
    expect(first).not.toHaveProperty('ackResourceMetadata');
  });

  test('is the controller: without one there is none, and the pipeline says so instead of waiting for ever', async () => {
    await using empty = await Stage.set({ operator: false });
    const said = await fails(runOf('TrainingJob', 'nobody', { stage: empty, statusPatienceMs: 500 }));
    expect(said).toContain('the controller may not have been configured properly');
  });
});

describe.concurrent('a training job', () => {
  test('is done only when it is Completed and ACK.ResourceSynced is True', async () => {
    const at = { type: 'training-job', name: 'synced' };
    const rule = (RuleEvaluationStatus: string) => ({ RuleConfigurationName: 'overfit', RuleEvaluationStatus });
    const exit = runOf('TrainingJob', 'synced', { inputs: { ...ruled('overfit'), ...ENDLESS } }).exit();
    await stage.until('TrainingJob', 'synced', ({ status }) => status?.['creationTime'] !== undefined);
    const completed = { TrainingJobStatus: 'Completed', DebugRuleEvaluationStatuses: [rule('InProgress')] };
    stage.simulator.control.patch(at, completed, { hold: true });
    const { status } = await stage.until('TrainingJob', 'synced', (job) => job.status?.['trainingJobStatus'] === 'Completed');
    expect(TRAINING.judge(status as Status)).toBe('running');
    stage.simulator.control.patch(at, { DebugRuleEvaluationStatuses: [rule('NoIssuesFound')] }, { hold: true });
    expect(await exit).toMatchObject({ code: 0, outputs: { trainingJobStatus: 'Completed' } });
  });

  test.each(['issues-found', 'rule-error'])('whose rule ends with %s fails the pipeline', async (name) => {
    expect(await fails(runOf('TrainingJob', `rule-${name}`, { inputs: ruled(name) }))).toMatch(`rule ${name}: `);
  });

  test('that fails ends the pipeline at once through ACK.Terminal, with the reason that AWS gives', async () => {
    expect(await fails(runOf('TrainingJob', 'failing', { inputs: trainer(':fail') }))).toContain('AlgorithmError');
    const status = await statusOf('TrainingJob', 'failing');
    expect(TRAINING.judge(status)).toEqual({ failed: expect.stringContaining('AlgorithmError') });
    expect(conditionsOf(status)[0]).toMatchObject({ type: 'ACK.Terminal', status: 'True' });
  });

  test('that fails has a failureReason, be it empty: it is read unguarded', async () => {
    const exit = runOf('TrainingJob', 'mute', { inputs: ENDLESS }).exit();
    await stage.until('TrainingJob', 'mute', ({ status }) => status?.['creationTime'] !== undefined);
    stage.simulator.control.patch(
      { type: 'training-job', name: 'mute' },
      { TrainingJobStatus: 'Failed', FailureReason: null },
      { hold: true },
    );
    expect((await exit).code).toBe(1);
    expect(TRAINING.judge(await statusOf('TrainingJob', 'mute'))).toEqual({ failed: '' });
  });

  test('that was stopped by somebody fails the pipeline', async () => {
    const exit = runOf('TrainingJob', 'stopped', { inputs: ENDLESS }).exit();
    await stage.until('TrainingJob', 'stopped', ({ status }) => status?.['creationTime'] !== undefined);
    stage.simulator.control.patch({ type: 'training-job', name: 'stopped' }, { TrainingJobStatus: 'Stopped' }, { hold: true });
    expect((await exit).code).toBe(1);
    expect(TRAINING.judge(await statusOf('TrainingJob', 'stopped'))).toHaveProperty('failed');
  });

  test('is stopped when the pipeline is ended, and shows that while its object waits for it', async () => {
    const sigterm = new AbortController();
    const exit = runOf('TrainingJob', 'ended', { inputs: ENDLESS, sigterm: sigterm.signal }).exit();
    await stage.until('TrainingJob', 'ended', ({ status }) => status?.['trainingJobStatus'] === 'InProgress');
    sigterm.abort();
    expect((await exit).code).toBe(1);
    await stage.untilGone('TrainingJob', 'ended');
    expect(inAws('training-job', 'ended')?.status).toBe('Stopped');
    const whileLeaving = () =>
      versions('TrainingJob', 'ended').flatMap(({ metadata, status }) =>
        metadata.deletionTimestamp === undefined ? [] : [status?.['trainingJobStatus']],
      );
    await stage.eventually(
      () => whileLeaving().includes('Stopping'),
      () => `it showed ${whileLeaving().join(', ')}`,
      5_000,
    );
  });
});

describe.concurrent('a mistake of the user ends the pipeline', () => {
  test.each<[string, string, Fields, RegExp]>([
    ['a role', 'role', { roleARN: 'arn:aws:iam::123456789012:role/cannot-be-assumed' }, /Could not assume role/],
    ['an image', 'image', trainer('/no-such-image:1'), /Cannot pull the training image/],
    [
      'an instance type',
      'instance',
      { resourceConfig: { instanceCount: 1, instanceType: 'ml.abacus', volumeSizeInGB: 1 } },
      /instanceType/i,
    ],
    ['no role', 'roleless', { roleARN: '' }, /roleARN/],
    ['a text for a number', 'text', { resourceConfig: { instanceCount: 'two', instanceType: 'ml.m5.large' } }, /instanceCount/],
  ])('%s, in words that name it', async (_mistake, name, inputs, words) => {
    expect(await fails(runOf('TrainingJob', `wrong-${name}`, { inputs }))).toMatch(words);
  });

  test('a name that is taken, and the resource of the other is left alone', async () => {
    await succeeds(runOf('TrainingJob', 'taken'));
    const said = await fails(runOf('TrainingJob', 'taken', { objectName: 'taken-again' }));
    expect(said).toContain('already exists');
    expect(stage.simulator.ledger.entries({ operation: 'CreateTrainingJob', requestName: 'taken', ok: true })).toHaveLength(1);
  });
});

describe.concurrent('a trouble that passes', () => {
  test('is waited for as ACK.Recoverable: nothing in its message makes the component give up', async () => {
    const action = {
      type: 'error',
      code: 'AccessDeniedException',
      message: 'not authorized to perform this',
      status: 400,
    } as const;
    const fault = stage.simulator.faults.add({ operation: 'CreateTrainingJob', name: '^denied$', action });
    const run = runOf('TrainingJob', 'denied');
    const exit = run.exit();
    await stage.eventually(
      () => run.said.includes('Waiting for error to be resolved'),
      () => run.said.join(' | '),
    );
    stage.simulator.faults.remove(fault);
    expect((await exit).code).toBe(0);
  });
});

describe.concurrent('an update by merge patch of the whole object', () => {
  test('deploys what it changes before the pipeline goes on', async () => {
    // Without a heartbeat: one in a second would now and then fall between the component's GET and its PATCH, and pass for the answer.
    await using still = await Stage.set({ simulator: { speed: 300 } });
    const run = (kind: string, name: string, inputs: Fields = {}) => succeeds(runOf(kind, name, { stage: still, inputs }));
    for (const kind of ['Model', 'EndpointConfig', 'Endpoint']) await run(kind, 'live');
    for (const kind of ['Model', 'EndpointConfig']) await run(kind, 'live-2');
    expect(await run('Endpoint', 'live', { endpointConfigName: 'live-2' })).toMatchObject({
      outputs: { endpointStatus: 'InService' },
    });
    const [endpoint] = still.simulator.control.resources('endpoint');
    expect(endpoint?.document).toMatchObject({ EndpointConfigName: 'live-2', EndpointStatus: 'InService' });
  });
});

describe.concurrent('a request', () => {
  test('full of "", [] and {} asks AWS for nothing by them', async () => {
    await succeeds(runOf('TrainingJob', 'blank'));
    const { document } = inAws('training-job', 'blank') ?? {};
    for (const member of [
      'VpcConfig',
      'RetryStrategy',
      'ExperimentConfig',
      'CheckpointConfig',
      'TensorBoardOutputConfig',
      'Environment',
    ])
      expect(document).not.toHaveProperty(member);
    expect(document).toMatchObject({ EnableNetworkIsolation: false, EnableManagedSpotTraining: false });
  });

  test('with keys in the wrong case loses them and nothing else', async () => {
    await succeeds(runOf('TrainingJob', 'miscased'));
    const { spec } = (await stage.get('TrainingJob', 'miscased')) as KubeObject;
    const [channel = {}] = spec['inputDataConfig'] as Fields[];
    expect(Object.keys(channel).sort()).toEqual(['channelName', 'compressionType', 'dataSource']);
  });

  test('gives weights as floats', async () => {
    await pipelineTo('Endpoint', 'floats');
    const variants = inAws('endpoint-config', 'floats')?.document['ProductionVariants'];
    expect(variants).toMatchObject([{ InitialVariantWeight: 0.75 }]);
  });
});

describe('what Kubeflow does not know', () => {
  test('disturbs nobody: conditions of other readers, and the generation', async () => {
    await succeeds(runOf('TrainingJob', 'modern'));
    const job = (await stage.get('TrainingJob', 'modern')) as KubeObject;
    expect(condition(job, 'Ready')?.status).toBe('True');
    expect(job.status?.observedGeneration).toBe(1);
  });

  test('is spared the heartbeat: whatever cannot be updated stays silent', async () => {
    await pipelineTo('Endpoint', 'quiet');
    await succeeds(runOf('TrainingJob', 'quiet'));
    const writes = () =>
      Promise.all(['Model', 'EndpointConfig', 'TrainingJob'].map(async (kind) => (await written(kind, 'quiet')).length));
    const before = await writes();
    await succeeds(runOf('Endpoint', 'quiet'));
    const beats = () => new Set(versions('Endpoint', 'quiet').map(({ status }) => status?.['lastSyncTime'])).size;
    const seen = beats();
    await stage.eventually(
      () => beats() >= seen + 2,
      () => `${beats()} signs of life`,
    );
    expect(await writes()).toEqual(before);
  });
});

test('no status that was written in any of these tests would have made a component stumble', () => {
  const all = served().flatMap((component) =>
    (histories.get(component.kind)?.statuses() ?? []).map((status) => [component, status] as const),
  );
  expect(all).not.toEqual([]);
  for (const [component, status] of all) {
    conditionsOf(status);
    if (status['ackResourceMetadata'] !== undefined) component.judge(status);
  }
});
