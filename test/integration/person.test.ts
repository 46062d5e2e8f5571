/** What a person does with kubectl, and what they see. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kinds } from '../../src/kinds/index.ts';
import { trainingSpec } from '../support/specs.ts';
import { isReady, Stage } from '../support/stage.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const OBJECTS = [
  ['trainingjob', 'churn-spot', 'Completed'],
  ['hyperparametertuningjob', 'churn-tuning', 'Completed'],
  ['model', 'churn', 'Available'],
  ['endpointconfig', 'churn-v1', 'Available'],
  ['endpoint', 'churn', 'InService'],
  ['scalabletarget', 'churn', 'Available'],
  ['scalingpolicy', 'churn', 'Available'],
  ['scalingpolicy', 'churn-burst', 'Available'],
  ['scheduledaction', 'churn-night', 'Available'],
] as const;
const groupOf = (singular: string) => kinds.find(({ kind }) => kind.toLowerCase() === singular)?.service.group;

let stage: Stage;
/** Fails with what a person would read. */
const kubectl = async (...args: string[]): Promise<string> => {
  const { code, out } = await stage.kubectl(args);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${out}`);
  return out;
};
/** A table that kubectl printed, as rows of cells by column. */
function table(out: string): readonly Readonly<Record<string, string>>[] {
  const [head = '', ...lines] = out.trimEnd().split('\n');
  const columns = [...head.matchAll(/\S+\s*/g)].map(({ 0: cell, index }) => ({
    name: cell.trim(),
    from: index,
    to: index + cell.length,
  }));
  return lines.map((line) =>
    Object.fromEntries(
      columns.map(({ name, from, to }, at) => [name, line.slice(from, at === columns.length - 1 ? undefined : to).trim()]),
    ),
  );
}
const rowOf = (out: string, name: string) => table(out).find(({ NAME }) => NAME === name);

beforeAll(async () => {
  stage = await Stage.set({ simulator: { speed: 300 } });
  await kubectl('apply', '-f', EXAMPLES);
});
afterAll(() => stage[Symbol.asyncDispose]());

describe('the examples', () => {
  test.each(OBJECTS)('%s %s is waited for with kubectl wait, and is %s', async (kind, name, reason) => {
    await kubectl('wait', '--for=condition=Ready', `${kind}/${name}`, '--timeout=50s');
    const ready = '{.status.conditions[?(@.type=="Ready")].reason}';
    expect(await kubectl('get', kind, name, '-o', `jsonpath=${ready}`)).toBe(reason);
  });

  test('the one that must fail fails, with a reason that kubectl wait and describe show', async () => {
    await kubectl('wait', '--for=condition=Stalled', 'trainingjob/churn-no-data', '--timeout=50s');
    const told = await kubectl('describe', 'trainingjob', 'churn-no-data');
    expect(told).toMatch(/Training Job Status:\s+Failed/);
    expect(told).toMatch(/Failure Reason:\s+ClientError/);
  });

  test('may be applied again, which changes nothing', async () => {
    const out = await kubectl('apply', '-f', EXAMPLES);
    expect(
      out
        .trim()
        .split('\n')
        .filter((line) => !line.endsWith(' unchanged')),
    ).toEqual([]);
  });
});

describe('kubectl get', () => {
  test('sagemaker shows all of them', async () => {
    const names = (await kubectl('get', 'sagemaker', '-o', 'name')).trim().split('\n');
    const expected = OBJECTS.map(([kind, name]) => `${kind}.${groupOf(kind)}/${name}`);
    expect(names).toEqual(expect.arrayContaining(expected));
    expect(await kubectl('get', 'sagemaker')).toMatch(/churn-spot\s+Completed/);
  });

  test('trainingjobs shows how they stand, what they cost, and why they failed', async () => {
    const wide = await kubectl('get', 'trainingjobs', '-o', 'wide');
    expect(rowOf(wide, 'churn-spot')).toMatchObject({
      STATUS: 'Completed',
      'SECONDARY-STATUS': 'Completed',
      'BILLABLE-SECONDS': expect.stringMatching(/^\d+$/),
      'SPOT-SAVINGS-%': expect.stringMatching(/^\d\d$/),
      AGE: expect.stringMatching(/^\d+[sm]/),
    });
    expect(rowOf(wide, 'churn-no-data')).toMatchObject({ STATUS: 'Failed', 'FAILURE-REASON': expect.stringContaining('Error') });
    expect(rowOf(await kubectl('get', 'trainingjobs'), 'churn-no-data')).not.toHaveProperty('FAILURE-REASON');
  });

  test('hyperparametertuningjobs shows the best of the trials', async () => {
    expect(rowOf(await kubectl('get', 'smhpo'), 'churn-tuning')).toMatchObject({
      STATUS: 'Completed',
      COMPLETED: '6',
      'BEST-TRAINING-JOB': expect.stringMatching(/^churn-tuning-.+-00\d-/),
      'BEST-VALUE': expect.stringMatching(/^0\.\d+/),
    });
  });

  test('endpoints of SageMaker shows the status and the config, under its short name', async () => {
    expect(rowOf(await kubectl('get', 'smep'), 'churn')).toMatchObject({ STATUS: 'InService', CONFIG: 'churn-v1' });
    expect(rowOf(await kubectl('get', 'smepc'), 'churn-v1')).toMatchObject({ INSTANCE: 'ml.m5.large' });
    expect(rowOf(await kubectl('get', 'smmodel', '-o', 'wide'), 'churn')).toMatchObject({
      IMAGE: expect.stringContaining('xgboost'),
    });
  });
});

describe('kubectl describe', () => {
  test('shows the Events of a whole life', async () => {
    await stage.eventually(
      async () => (await stage.events('churn-spot')).length >= 2,
      () => 'no Events',
    );
    const told = await kubectl('describe', 'trainingjob', 'churn-spot');
    expect(told).toMatch(/Normal\s+Created\s.*created TrainingJob churn-spot-[0-9a-f]{10} in SageMaker/);
    expect(told).toMatch(/Normal\s+Completed\s/);
  });

  test('shows a Warning with the reason of a failure', async () => {
    await stage.eventually(
      async () => (await stage.events('churn-no-data')).some(({ type }) => type === 'Warning'),
      () => 'no Warning',
    );
    expect(await kubectl('describe', 'trainingjob', 'churn-no-data')).toMatch(/Warning\s+Failed\s.*ClientError/);
  });
});

describe('kubectl explain', () => {
  // The plural of Endpoint is also Kubernetes' own, which wins; its singular and short names are not.
  test.each(kinds.map(({ shortNames: [name = ''] }) => name))('says what the fields of %s are', async (name) => {
    expect(await kubectl('explain', `${name}.spec`)).toContain('FIELDS:');
    expect(await kubectl('explain', `${name}.status.conditions`)).toMatch(/DESCRIPTION:\s+\S/);
  });
});

// Last: it takes the stage down.
describe('kubectl delete', () => {
  test('of everything, while something still runs, leaves nothing alive and no object behind', async () => {
    const long = { environment: { SIMULATOR_TRAINING_SECONDS: '100000' }, stoppingCondition: { maxRuntimeInSeconds: 100_000 } };
    await stage.create('TrainingJob', 'running', trainingSpec({ trainingJobName: 'running', ...long }));
    await stage.until('TrainingJob', 'running', ({ status }) => status?.['trainingJobStatus'] === 'InProgress');
    await kubectl('delete', 'sagemaker', '--all', '--timeout=50s');
    expect(await kubectl('get', 'sagemaker')).toContain('No resources found');
    const left = stage.simulator.control.resources();
    expect(left.filter(({ type }) => !type.endsWith('-job'))).toEqual([]);
    expect(left.filter(({ status }) => status === 'InProgress' || status === 'Stopping')).toEqual([]);
    expect(left.find(({ name }) => name === 'running')?.status).toBe('Stopped');
  });

  test('leaves a name free to be used again, and the new object is another job', async () => {
    await kubectl('apply', '-f', `${EXAMPLES}training-job.yaml`);
    await stage.until('TrainingJob', 'churn-spot', isReady);
    const jobs = stage.simulator.control.resources('training-job').filter(({ name }) => name.startsWith('churn-spot-'));
    expect(jobs).toHaveLength(2);
  });
});
