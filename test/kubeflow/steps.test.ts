/** One step of a Kubeflow pipeline: what it does when its job fails, when it is tried again, and when its run is cancelled. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IMAGE, trainingSpec } from '../support/specs.ts';
import { Stage } from '../support/stage.ts';
import { INSTALL_MS, lacking, objects, prepare, runToEnd, start, step } from './local.ts';

let python: string;
let stage: Stage;

describe.skipIf(lacking)('a step of a Kubeflow pipeline', () => {
  beforeAll(async () => {
    python = await prepare();
    // A training job takes two seconds.
    stage = await Stage.set({ simulator: { speed: 240 } });
  }, INSTALL_MS);
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test("fails with SageMaker's reason in its message, when its training job fails", async () => {
    const spec = trainingSpec({
      algorithmSpecification: { trainingImage: IMAGE.replace(/:1$/, ':fail'), trainingInputMode: 'File' },
    });
    const { code, out } = await runToEnd(python, stage.namespace, step('training', { spec, run: 'failing' }));
    expect(code).not.toBe(0);
    expect(out).toMatch(/StepFailed: TrainingJob .* failed: .*AlgorithmError/);
  });

  test("fails with the apiserver's message, when its spec is refused", async () => {
    const spec = trainingSpec({ resourceConfig: 'large' });
    const { code, out } = await runToEnd(python, stage.namespace, step('training', { spec, run: 'refused' }));
    expect(code).not.toBe(0);
    expect(out).toMatch(/StepFailed: Kubernetes refused the request: .*resourceConfig/);
  });

  test('waits for its first job when it is tried again, and makes no second one', async () => {
    const what = step('training', { spec: trainingSpec(), run: 'again', step: 'retried' });
    const before = stage.simulator.ledger.count('CreateTrainingJob');
    // A node that dies lets nobody tidy up.
    const lost = await start(python, stage.namespace, what);
    await stage.eventually(() => lost.said().includes('applied'), lost.said);
    lost.cancel('SIGKILL');
    for (const attempt of ['second', 'third']) {
      const { code, out } = await runToEnd(python, stage.namespace, what);
      expect({ attempt, code, out }).toEqual({ attempt, code: 0, out });
    }
    expect((await objects(stage, 'trainingjobs')).filter((name) => name.startsWith('retried-'))).toHaveLength(1);
    expect(stage.simulator.ledger.count('CreateTrainingJob') - before).toBe(1);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('stops its job in SageMaker when its run is cancelled by %s', async (signal) => {
    // Minutes of training: nothing but the cancelling ends it.
    await using slow = await Stage.set({ simulator: { speed: 1 } });
    const run = await start(python, slow.namespace, step('training', { spec: trainingSpec(), run: 'cancelled' }));
    await slow.eventually(() => run.said().includes('InProgress'), run.said);
    run.cancel(signal);
    await run.ended;
    const stops = (): number => slow.simulator.ledger.entries({ operation: 'StopTrainingJob', ok: true }).length;
    await slow.eventually(() => stops() === 1, run.said);
  });
});
