/** Kubeflow's pipelines whose steps are SageMaker objects, run for real, by Kubeflow's local runner. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at } from '../../src/engine/phase.ts';
import type { Fields, KubeObject } from '../../src/kinds/types.ts';
import { isReady, Stage } from '../support/stage.ts';
import { INSTALL_MS, lacking, objects, prepare, runToEnd, step } from './local.ts';

/** Each step of a pipeline starts a Python of its own, which takes seconds on a busy machine. */
const PIPELINE_MS = 600_000;

let python: string;
let stage: Stage;

async function succeed(what: readonly string[]): Promise<string> {
  const { code, out } = await runToEnd(python, stage.namespace, what);
  expect({ code, out }).toEqual({ code: 0, out });
  return out;
}
/** What a pipeline hands over at its end: the runner's last line. */
const outputsOf = (out: string): unknown => (JSON.parse(out.trim().split('\n').at(-1) ?? '') as { outputs: unknown }).outputs;
const statusOf = (object: KubeObject | undefined): Fields => (object?.status ?? {}) as Fields;
interface Recommendation {
  readonly endpointConfiguration: { readonly instanceType: string };
  readonly metrics: { readonly costPerInference: number };
}
const all = async (kind: string, plural: string): Promise<readonly KubeObject[]> => {
  const found = await Promise.all((await objects(stage, plural)).map((name) => stage.get(kind, name)));
  return found.flatMap((object) => object ?? []);
};
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

  test('a pipeline has people label, trains on the labels, compiles the model and compares instances', async () => {
    const outputs = outputsOf(await succeed(step('mnist-optimize', {})));
    const [labels] = await all('LabelingJob', 'labelingjobs');
    const [compiled] = await all('CompilationJob', 'compilationjobs');
    const [compared] = await all('InferenceRecommendationsJob', 'inferencerecommendationsjobs');
    const manifest = at(statusOf(labels), 'labelingJobOutput.outputDatasetS3URI');
    expect(manifest).toMatch(/^s3:.*manifest$/);
    const onLabels = (await all('TrainingJob', 'trainingjobs')).find(({ spec }) =>
      (spec['inputDataConfig'] as readonly Fields[]).some((each) => at(each, 'dataSource.s3DataSource.s3URI') === manifest),
    );
    const artifact = at(statusOf(onLabels), 'modelArtifacts.s3ModelArtifacts');
    expect(artifact).toMatch(/^s3:/);
    expect(at(compiled?.spec ?? {}, 'inputConfig.s3URI')).toBe(artifact);
    const recommendations = statusOf(compared)['inferenceRecommendations'] as unknown as readonly Recommendation[];
    const costs = recommendations.map(({ metrics }) => metrics.costPerInference);
    const cheapest = recommendations[costs.indexOf(Math.min(...costs))];
    expect(recommendations.length).toBeGreaterThan(1);
    expect(outputs).toEqual({
      compiled_model: at(statusOf(compiled), 'modelArtifacts.s3ModelArtifacts'),
      cheapest_instance: cheapest?.endpointConfiguration.instanceType,
    });
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
