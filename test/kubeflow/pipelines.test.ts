/** Kubeflow's pipelines whose steps are SageMaker objects, run for real, by Kubeflow's local runner. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeEnvironment } from '../../tools/python/environment.ts';
import { findPython } from '../../tools/python/python.ts';
import { IMAGE, trainingSpec } from '../support/specs.ts';
import { isReady, Stage } from '../support/stage.ts';
import { KFP, runToEnd, start } from './local.ts';

const say = (line: string): void => void process.stderr.write(`kubeflow: ${line}\n`);
const found = await findPython();
if ('lacking' in found) say(`all tests of pipelines are skipped, because ${found.lacking}`);

/** For the first run on a machine: it installs kfp. */
const INSTALL_MS = 600_000;
/** Each step of a pipeline starts a Python of its own, which takes seconds on a busy machine. */
const PIPELINE_MS = 600_000;

let python: string;
let stage: Stage;

const step = (component: string, args: object): readonly string[] => ['pipelines.local', component, JSON.stringify(args)];
const objects = async (plural: string): Promise<readonly string[]> => {
  const { items } = await stage.client(plural).page({ namespace: stage.namespace });
  return items.map(({ metadata }) => metadata.name);
};

describe.skipIf('lacking' in found)('in Kubeflow,', () => {
  beforeAll(async () => {
    if ('lacking' in found) return;
    python = await makeEnvironment(KFP, found, say);
    // A training job takes two seconds.
    stage = await Stage.set({ simulator: { speed: 240 } });
  }, INSTALL_MS);
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test('what is compiled is up to date', async () => {
    const { code, out } = await runToEnd(python, stage.namespace, ['pipelines.compile', '--check']);
    expect({ code, out }).toMatchObject({ code: 0 });
  });

  test('a pipeline goes from raw data to a monitored endpoint', { timeout: PIPELINE_MS }, async () => {
    const { code, out } = await runToEnd(python, stage.namespace, ['pipelines.local', 'mnist-kmeans']);
    expect({ code, out }).toMatchObject({ code: 0 });
    expect(isReady(await stage.until('Endpoint', 'mnist-kmeans', isReady))).toBe(true);
    expect(await objects('transformjobs')).toHaveLength(1);
    expect(await objects('monitoringschedules')).toEqual(['mnist-kmeans']);
    const [name = ''] = await objects('trainingjobs');
    const job = await stage.get('TrainingJob', name);
    // The tuned one, over the fixed ones.
    expect(job?.spec).toMatchObject({ hyperParameters: { k: '10', extra_center_factor: expect.stringMatching(/^\d+$/) } });
  });

  test("a training job that fails makes its step fail, with SageMaker's reason in the message", async () => {
    const spec = trainingSpec({
      algorithmSpecification: { trainingImage: IMAGE.replace(/:1$/, ':fail'), trainingInputMode: 'File' },
    });
    const { code, out } = await runToEnd(python, stage.namespace, step('training', { spec, run: 'failing' }));
    expect(code).not.toBe(0);
    expect(out).toMatch(/StepFailed: TrainingJob .* failed: .*AlgorithmError/);
  });

  test('a step that is tried again makes no second job', async () => {
    const what = step('training', { spec: trainingSpec(), run: 'again', step: 'retried' });
    const before = stage.simulator.ledger.count('CreateTrainingJob');
    for (const attempt of ['first', 'second']) {
      const { code, out } = await runToEnd(python, stage.namespace, what);
      expect({ attempt, code, out }).toMatchObject({ code: 0 });
    }
    expect((await objects('trainingjobs')).filter((name) => name.startsWith('retried-'))).toHaveLength(1);
    expect(stage.simulator.ledger.count('CreateTrainingJob') - before).toBe(1);
  });

  test('a run that is cancelled stops its job in SageMaker', async () => {
    // An hour of training: nothing but the cancelling ends it.
    await using slow = await Stage.set({ simulator: { speed: 1 } });
    const run = await start(python, slow.namespace, step('training', { spec: trainingSpec(), run: 'cancelled' }));
    await slow.eventually(() => run.said().includes('InProgress'), run.said);
    run.cancel();
    await run.ended;
    await slow.eventually(() => slow.simulator.ledger.entries({ operation: 'StopTrainingJob', ok: true }).length === 1, run.said);
  });
});
