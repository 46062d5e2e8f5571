import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fields } from '../../src/kinds/types.ts';
import { isReady, isTerminal, Stage } from '../support/stage.ts';
import { tuningSpec } from '../support/specs.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set({ simulator: { speed: 300 } });
});
afterAll(() => stage[Symbol.asyncDispose]());

/** Its trials outlast any test: what is to be seen while it runs can be waited for. */
const lastingSpec = (over: Fields = {}): Fields => {
  const { trainingJobDefinition, ...spec } = tuningSpec(over);
  const environment = { SIMULATOR_TRAINING_SECONDS: '100000' };
  const stoppingCondition = { maxRuntimeInSeconds: 100_000 };
  return { ...spec, trainingJobDefinition: { ...(trainingJobDefinition as Fields), environment, stoppingCondition } };
};

interface Trial {
  readonly trainingJobName: string;
  readonly finalHyperParameterTuningJobObjectiveMetric?: { readonly value: number };
}

describe('a tuning job', () => {
  test('tells its trials, its counters and its best training job', async () => {
    await stage.create('HyperParameterTuningJob', 'search', tuningSpec());
    const job = await stage.until('HyperParameterTuningJob', 'search', isReady);
    expect(job.status).toMatchObject({
      hyperParameterTuningJobStatus: 'Completed',
      trainingJobStatusCounters: { completed: 4, inProgress: 0 },
      objectiveStatusCounters: { succeeded: 4 },
    });
    const trials = job.status?.['trainingJobSummaries'] as readonly Trial[];
    const best = job.status?.['bestTrainingJob'] as Trial;
    const values = trials.map((trial) => trial.finalHyperParameterTuningJobObjectiveMetric?.value ?? Number.NaN);
    expect(trials).toHaveLength(4);
    expect(best.finalHyperParameterTuningJobObjectiveMetric?.value).toBe(Math.max(...values));
  });

  test('without a name gets one short enough for AWS', async () => {
    await stage.create('HyperParameterTuningJob', 'a-tuning-job-with-a-rather-long-name', tuningSpec());
    const job = await stage.until(
      'HyperParameterTuningJob',
      'a-tuning-job-with-a-rather-long-name',
      ({ status }) => status?.['hyperParameterTuningJobName'] !== undefined,
    );
    expect(String(job.status?.['hyperParameterTuningJobName']).length).toBeLessThanOrEqual(32);
  });

  test('shows trials while it runs', async () => {
    await stage.create('HyperParameterTuningJob', 'watched', lastingSpec());
    const job = await stage.until(
      'HyperParameterTuningJob',
      'watched',
      ({ status }) =>
        status?.['hyperParameterTuningJobStatus'] === 'InProgress' &&
        ((status['trainingJobSummaries'] as Trial[] | undefined)?.length ?? 0) > 0,
    );
    expect(job.status?.['trainingJobStatusCounters']).toMatchObject({ inProgress: expect.any(Number) });
  });

  test('takes Hyperband with its own settings', async () => {
    const spec = tuningSpec();
    const config = spec['hyperParameterTuningJobConfig'] as object;
    await stage.create('HyperParameterTuningJob', 'hyperband', {
      ...spec,
      hyperParameterTuningJobConfig: {
        ...config,
        strategy: 'Hyperband',
        strategyConfig: { hyperbandStrategyConfig: { minResource: 1, maxResource: 9 } },
        randomSeed: 7,
      },
    });
    const name = String(
      (await stage.until('HyperParameterTuningJob', 'hyperband', ({ status }) => status !== undefined)).status?.[
        'hyperParameterTuningJobName'
      ],
    );
    expect(
      stage.simulator.control.resources('hyper-parameter-tuning-job').find((job) => job.name === name)?.document,
    ).toMatchObject({
      HyperParameterTuningJobConfig: {
        StrategyConfig: { HyperbandStrategyConfig: { MinResource: 1, MaxResource: 9 } },
        RandomSeed: 7,
      },
    });
  });

  test('starts warm from a parent', async () => {
    await stage.create('HyperParameterTuningJob', 'parent', tuningSpec({ hyperParameterTuningJobName: 'warm-parent' }));
    await stage.until('HyperParameterTuningJob', 'parent', isReady);
    const warmStartConfig = {
      parentHyperParameterTuningJobs: [{ hyperParameterTuningJobName: 'warm-parent' }],
      warmStartType: 'IdenticalDataAndAlgorithm',
    };
    await stage.create('HyperParameterTuningJob', 'child', tuningSpec({ warmStartConfig }));
    const child = await stage.until('HyperParameterTuningJob', 'child', isReady);
    expect(child.status).toHaveProperty('overallBestTrainingJob');
  });

  test('is stopped with its trials when its object is deleted', async () => {
    await stage.create('HyperParameterTuningJob', 'leaving', lastingSpec({ hyperParameterTuningJobName: 'leaving' }));
    await stage.until('HyperParameterTuningJob', 'leaving', ({ status }) => status !== undefined);
    await stage.delete('HyperParameterTuningJob', 'leaving');
    await stage.untilGone('HyperParameterTuningJob', 'leaving');
    expect(stage.simulator.control.resources('hyper-parameter-tuning-job').find(({ name }) => name === 'leaving')?.status).toBe(
      'Stopped',
    );
    const running = stage.simulator.control
      .resources('training-job')
      .filter(({ name, status }) => name.startsWith('leaving-') && status === 'InProgress');
    expect(running).toEqual([]);
  });

  test('that cannot reach its objective in any trial is Terminal', async () => {
    const spec = tuningSpec();
    const definition = spec['trainingJobDefinition'] as { algorithmSpecification: object };
    await stage.create('HyperParameterTuningJob', 'hopeless', {
      ...spec,
      trainingJobDefinition: {
        ...definition,
        algorithmSpecification: {
          ...definition.algorithmSpecification,
          trainingImage: '123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:fail',
        },
      },
    });
    const job = await stage.until('HyperParameterTuningJob', 'hopeless', isTerminal);
    expect(job.status?.['failureReason']).toBeTruthy();
  });
});
