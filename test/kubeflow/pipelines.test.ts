/** Kubeflow's pipelines whose steps are SageMaker objects, run for real, by Kubeflow's local runner. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isReady, Stage } from '../support/stage.ts';
import { INSTALL_MS, lacking, objects, prepare, runToEnd, step } from './local.ts';

/** Each step of a pipeline starts a Python of its own, which takes seconds on a busy machine. */
const PIPELINE_MS = 600_000;

let python: string;
let stage: Stage;

async function succeed(what: readonly string[]): Promise<void> {
  const { code, out } = await runToEnd(python, stage.namespace, what);
  expect({ code, out }).toMatchObject({ code: 0 });
}
const configOf = async (endpoint: string): Promise<unknown> =>
  (await stage.get('Endpoint', endpoint))?.spec['endpointConfigName'];

describe.skipIf(lacking)('in Kubeflow,', { timeout: PIPELINE_MS }, () => {
  beforeAll(async () => {
    python = await prepare();
    // A training job takes two seconds.
    stage = await Stage.set({ simulator: { speed: 240 } });
  }, INSTALL_MS);
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test('a pipeline goes from raw data to a monitored endpoint', async () => {
    await succeed(step('mnist-kmeans', {}));
    expect(isReady(await stage.until('Endpoint', 'mnist-kmeans', isReady))).toBe(true);
    expect(await objects(stage, 'transformjobs')).toHaveLength(1);
    expect(await objects(stage, 'monitoringschedules')).toEqual(['mnist-kmeans']);
    const [name = ''] = await objects(stage, 'trainingjobs');
    const job = await stage.get('TrainingJob', name);
    // The tuned one, over the fixed ones.
    expect(job?.spec).toMatchObject({ hyperParameters: { k: '10', extra_center_factor: expect.stringMatching(/^\d+$/) } });
  });

  test('a pipeline hosts another artifact on the same monitored endpoint', async () => {
    const before = await configOf('mnist-kmeans');
    await succeed(step('hosting', { model_artifact: 's3://example-bucket-us-east-1/other/model.tar.gz' }));
    expect(await configOf('mnist-kmeans')).not.toBe(before);
    expect(await objects(stage, 'monitoringschedules')).toEqual(['mnist-kmeans']);
  });

  test('a model is deployed only if it is better than what is live', async () => {
    await succeed(step('conditional-deploy', { live_accuracy: 0.9999 }));
    expect(await objects(stage, 'endpoints')).not.toContain('mnist-cnn');
    await succeed(step('conditional-deploy', { live_accuracy: 0.0001 }));
    expect(await objects(stage, 'endpoints')).toContain('mnist-cnn');
  });

  test('the first lab ends with the better model on its endpoint, and an alarm takes the next one back', async () => {
    await succeed(step('mnist-lab', {}));
    const { spec } = await stage.until('Endpoint', 'mnist-cnn', isReady);
    expect(spec).toMatchObject({
      endpointConfigName: expect.stringMatching(/^config-best-/),
      deploymentConfig: { blueGreenUpdatePolicy: { trafficRoutingConfiguration: { type_: 'CANARY' } } },
    });
    const first = (await objects(stage, 'endpointconfigs')).find((name) => name.startsWith('config-first-'));
    const { code, out } = await runToEnd(
      python,
      stage.namespace,
      step('endpoint', {
        endpoint_name: 'mnist-cnn',
        endpoint_config_name: first,
        run: 'next',
        deployment_config: {
          ...(spec['deploymentConfig'] as object),
          autoRollbackConfiguration: { alarms: [{ alarmName: 'firing' }] },
        },
      }),
    );
    expect(code).not.toBe(0);
    expect(out).toMatch(/StepFailed: Endpoint mnist-cnn failed: .*rolled back because the CloudWatch alarm firing/);
  });

  test('a pipeline trains and registers in every region that it is given', async () => {
    const { next } = stage.simulator.ledger;
    await succeed(step('every-region', { regions: ['us-east-1', 'eu-west-1'] }));
    for (const operation of ['CreateTrainingJob', 'CreateModel']) {
      const made = stage.simulator.ledger.entries({ operation, ok: true, after: next - 1 });
      const regions = made.map(({ region }) => region).toSorted();
      expect({ operation, regions }).toEqual({ operation, regions: ['eu-west-1', 'us-east-1'] });
    }
  });
});
