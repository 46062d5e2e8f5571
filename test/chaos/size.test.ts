/** What is as large as SageMaker lets it be, and what is larger than Kubernetes can keep. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fields } from '../../src/kinds/types.ts';
import { isApiError } from '../../src/kube/api-error.ts';
import { isReady, Stage } from '../support/stage.ts';
import { ROLE, trainingSpec } from '../support/specs.ts';

/** Of a pipeline's definition, and of the values of hyperparameters. */
const LONGEST = 1_048_576;
const HYPERPARAMETERS = { count: 100, length: 2_500 };
/** What etcd takes of one request. */
const ETCD_BYTES = 1_572_864;
/** What is measured is known to so many bytes: less than a finalizer takes. */
const CLOSE = 64;
/** All else in the object and in the request that stores it takes less. */
const BESIDE = 4_096;
const RESTARTS = 2_000;
/** For the finalizer, and not for the status. */
const ROOM = 500;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set({ simulator: { speed: 1_000 }, flags: ['--reconcile-resources=TrainingJob,Pipeline'] });
});
afterAll(() => stage[Symbol.asyncDispose]());

/** A quotation mark takes two bytes in JSON, so that a definition may be longer where it is stored. */
function pipeline(name: string, marks: number, length = LONGEST): Fields {
  return { pipelineName: name, roleARN: ROLE, pipelineDefinition: '"'.repeat(marks).padEnd(length) };
}

test('what is as long as SageMaker lets it be is made, whole, and told', async () => {
  await stage.create('Pipeline', 'long', pipeline('long', 0));
  const values = Array.from({ length: HYPERPARAMETERS.count }, (_, at) => [`p${at}`, 'x'.repeat(HYPERPARAMETERS.length)]);
  const hyperParameters = Object.fromEntries(values) as Fields;
  await stage.create('TrainingJob', 'long', trainingSpec({ trainingJobName: 'long', hyperParameters }));
  await stage.until('Pipeline', 'long', isReady);
  await stage.until('TrainingJob', 'long', isReady);
  const [made] = stage.simulator.control.resources('pipeline');
  expect(made?.document['PipelineDefinition']).toHaveLength(LONGEST);
  const [job] = stage.simulator.control.resources('training-job');
  expect(job?.document['HyperParameters']).toEqual(hyperParameters);
});

test('what is longer is refused at once, by the field', async () => {
  const tooLong = stage.create('Pipeline', 'too-long', pipeline('too-long', 0, LONGEST + 1));
  await expect(tooLong).rejects.toThrow('spec.pipelineDefinition: Too long');
});

test('of two thousand restarts the last are kept', async () => {
  const transitions = Array.from({ length: RESTARTS }, (_, at) => ({
    Status: 'Restarting',
    StartTime: 1_700_000_000 + at,
    EndTime: 1_700_000_001 + at,
    StatusMessage: `The capacity was taken away for the ${at}th time, and is asked for again`,
  }));
  stage.simulator.faults.add({
    operation: 'DescribeTrainingJob',
    name: '^restarted$',
    when: 'after',
    action: { type: 'output', members: { SecondaryStatusTransitions: transitions } },
  });
  await stage.create('TrainingJob', 'restarted', trainingSpec({ trainingJobName: 'restarted' }));
  const { status } = await stage.until('TrainingJob', 'restarted', isReady);
  const kept = status?.['secondaryStatusTransitions'] as readonly { readonly statusMessage: string }[];
  expect([kept.length, kept.at(-1)?.statusMessage]).toEqual([20, transitions.at(-1)?.StatusMessage]);
});

test('what leaves no room for a finalizer is not made, what leaves none for a status is made once, and both heal when they are shortened', async () => {
  await using full = await Stage.set({ operator: false, simulator: { speed: 1_000 }, flags: ['--reconcile-resources=Pipeline'] });
  const { ledger, control } = full.simulator;
  const most = await mostMarks(full);
  const rooms = { 'no-claim': 0, 'no-state': ROOM };
  for (const [name, room] of Object.entries(rooms)) await full.create('Pipeline', name, pipeline(name, most - room));
  await full.startOperator();
  await full.create('Pipeline', 'beside', pipeline('beside', 0));
  await full.until('Pipeline', 'beside', isReady);

  await full.eventually(
    () => control.resources('pipeline').some(({ name }) => name === 'no-state'),
    () => 'no-state is not made',
  );
  expect(await held(full, 'no-claim')).toEqual({ finalizers: undefined, status: undefined });
  expect(await held(full, 'no-state')).toEqual({ finalizers: [expect.any(String)], status: undefined });

  for (const name of Object.keys(rooms)) {
    await full.patch('Pipeline', name, { spec: { pipelineDefinition: 'shorter' } });
    await full.until('Pipeline', name, isReady);
  }
  const made = ledger.entries({ operation: 'CreatePipeline', ok: true }).map(({ requestName = '' }) => requestName);
  expect(made.sort()).toEqual(['beside', 'no-claim', 'no-state']);
});

async function held(stage: Stage, name: string): Promise<object> {
  const { metadata, status } = (await stage.get('Pipeline', name)) ?? {};
  return { finalizers: metadata?.finalizers, status };
}

/** So many that a few more would be too many for etcd, with a name of eight letters. */
async function mostMarks(stage: Stage): Promise<number> {
  let [fits, fails] = [ETCD_BYTES - LONGEST - BESIDE, ETCD_BYTES - LONGEST];
  while (fails - fits > CLOSE) {
    const marks = Math.floor((fits + fails) / 2);
    if (await isKept(stage, marks)) fits = marks;
    else fails = marks;
  }
  return fits;
}

async function isKept(stage: Stage, marks: number): Promise<boolean> {
  try {
    await stage.create('Pipeline', 'measured', pipeline('measured', marks));
  } catch (error) {
    if (isApiError(error) && error.message.includes('too large')) return false;
    throw error;
  }
  await stage.delete('Pipeline', 'measured');
  return true;
}
