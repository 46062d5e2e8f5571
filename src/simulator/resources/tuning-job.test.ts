import type { DescribeHyperParameterTuningJobResponse } from '@aws-sdk/client-sagemaker';
import {
  CreateHyperParameterTuningJobCommand,
  DescribeHyperParameterTuningJobCommand,
  DescribeTrainingJobCommand,
  ListTrainingJobsCommand,
  ListTrainingJobsForHyperParameterTuningJobCommand,
  ListTagsCommand,
  StopHyperParameterTuningJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bench, Wish } from '../testing.ts';
import { bench, METRIC, refusal, tuningJob } from '../testing.ts';

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(() => at[Symbol.asyncDispose]());

const HOUR = 3600;
const create = (name: string, wish?: Wish): Promise<unknown> =>
  at.client.send(new CreateHyperParameterTuningJobCommand(tuningJob(name, wish)));
const look = (name: string): Promise<DescribeHyperParameterTuningJobResponse> =>
  at.client.send(new DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName: name }));
const children = async (
  name: string,
  more: { SortBy?: 'FinalObjectiveMetricValue' | 'CreationTime'; SortOrder?: 'Descending' } = {},
) => {
  const input = { HyperParameterTuningJobName: name, MaxResults: 100, ...more };
  return (await at.client.send(new ListTrainingJobsForHyperParameterTuningJobCommand(input))).TrainingJobSummaries ?? [];
};

describe('a tuning job', () => {
  test('runs as many training jobs as it may, no more at once than it may, and counts them', async () => {
    await create('tune', { jobs: 5, parallel: 2 });
    expect((await look('tune')).TrainingJobStatusCounters).toMatchObject({ InProgress: 0, Completed: 0 });
    at.after(60);
    expect((await look('tune')).TrainingJobStatusCounters).toMatchObject({ InProgress: 2, Completed: 0 });
    at.after(HOUR);
    const done = await look('tune');
    expect(done).toMatchObject({
      HyperParameterTuningJobStatus: 'Completed',
      TrainingJobStatusCounters: { Completed: 5, InProgress: 0, NonRetryableError: 0, RetryableError: 0, Stopped: 0 },
      ObjectiveStatusCounters: { Succeeded: 5, Pending: 0, Failed: 0 },
      HyperParameterTuningJobConfig: { TrainingJobEarlyStoppingType: 'Off' },
      TrainingJobDefinition: { StaticHyperParameters: { epochs: '10', _tuning_objective_metric: METRIC } },
    });
    expect(done.HyperParameterTuningEndTime).toBeInstanceOf(Date);
  });

  test('names its training jobs after itself, tags them like itself, and they know it', async () => {
    await create('tune');
    at.after(60);
    const [first] = await children('tune');
    expect(first?.TrainingJobName).toMatch(/^tune-001-[0-9a-f]{8}$/);
    const job = await at.client.send(new DescribeTrainingJobCommand({ TrainingJobName: first?.TrainingJobName ?? '' }));
    expect(job.TuningJobArn).toBe('arn:aws:sagemaker:us-west-2:123456789012:hyper-parameter-tuning-job/tune');
    expect(job.HyperParameters).toMatchObject({ epochs: '10', _tuning_objective_metric: METRIC, ...first?.TunedHyperParameters });
    const { Tags } = await at.client.send(new ListTagsCommand({ ResourceArn: first?.TrainingJobArn ?? '' }));
    expect(Tags).toEqual([{ Key: 'team', Value: 'vision' }]);
    const { TrainingJobSummaries } = await at.client.send(new ListTrainingJobsCommand({}));
    expect(TrainingJobSummaries?.map(({ TrainingJobName }) => TrainingJobName)).toContain(first?.TrainingJobName);
  });

  test('tries values within the ranges, whole numbers where they are whole', async () => {
    await create('tune', { jobs: 20, parallel: 5 });
    at.after(2 * HOUR);
    for (const { TunedHyperParameters: tuned } of await children('tune')) {
      expect(Number(tuned?.['rate'])).toBeGreaterThanOrEqual(0.0001);
      expect(Number(tuned?.['rate'])).toBeLessThanOrEqual(0.1);
      expect(Number.isInteger(Number(tuned?.['depth']))).toBe(true);
      expect(['adam', 'sgd']).toContain(tuned?.['optimizer']);
    }
  });

  test('gets better as it learns, and its best is the best of its list', async () => {
    await create('tune', { jobs: 40, parallel: 4 });
    at.after(4 * HOUR);
    const inOrder = await children('tune', { SortBy: 'CreationTime' });
    const values = inOrder.map((child) => child.FinalHyperParameterTuningJobObjectiveMetric?.Value ?? 0);
    const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    expect(mean(values.slice(-10))).toBeGreaterThan(mean(values.slice(0, 10)));
    const [top] = await children('tune', { SortBy: 'FinalObjectiveMetricValue', SortOrder: 'Descending' });
    expect((await look('tune')).BestTrainingJob?.TrainingJobName).toBe(top?.TrainingJobName);
    expect(top?.FinalHyperParameterTuningJobObjectiveMetric?.Value).toBe(Math.max(...values));
  });

  test('lists by objective only the training jobs that have one', async () => {
    await create('tune', { jobs: 4, parallel: 2 });
    at.after(60);
    expect(await children('tune')).toHaveLength(2);
    expect(await children('tune', { SortBy: 'FinalObjectiveMetricValue' })).toEqual([]);
  });

  test('that is gone starts nothing more', async () => {
    await create('tune');
    at.simulator.control.reset();
    at.after(HOUR);
    expect((await at.client.send(new ListTrainingJobsCommand({}))).TrainingJobSummaries).toEqual([]);
  });

  test('to be minimized ends with a small objective as its best', async () => {
    const objective = { Type: 'Minimize', MetricName: METRIC } as const;
    await create('tune', { jobs: 10, config: { HyperParameterTuningJobObjective: objective } });
    at.after(2 * HOUR);
    const values = (await children('tune')).map(
      (child) => child.FinalHyperParameterTuningJobObjectiveMetric?.Value ?? Number.NaN,
    );
    expect((await look('tune')).BestTrainingJob?.FinalHyperParameterTuningJobObjectiveMetric?.Value).toBe(Math.min(...values));
  });

  test('goes through every combination of a grid once', async () => {
    const ranges = {
      CategoricalParameterRanges: [
        { Name: 'a', Values: ['1', '2', '3'] },
        { Name: 'b', Values: ['x', 'y'] },
      ],
    };
    const limits = { MaxParallelTrainingJobs: 4 };
    await create('grid', { config: { Strategy: 'Grid', ParameterRanges: ranges, ResourceLimits: limits } });
    at.after(2 * HOUR);
    const tried = (await children('grid')).map(({ TunedHyperParameters: tuned }) => `${tuned?.['a']}${tuned?.['b']}`);
    expect(tried.sort()).toEqual(['1x', '1y', '2x', '2y', '3x', '3y']);
    expect((await look('grid')).HyperParameterTuningJobStatus).toBe('Completed');
  });

  test('that has reached its target stops what runs and is complete', async () => {
    await create('tune', {
      jobs: 50,
      parallel: 3,
      config: { TuningJobCompletionCriteria: { TargetObjectiveMetricValue: 0.51 } },
    });
    at.after(HOUR);
    const done = await look('tune');
    expect(done.HyperParameterTuningJobStatus).toBe('Completed');
    expect(await children('tune')).toHaveLength(3);
  });

  test('that no longer improves is complete', async () => {
    const criteria = { BestObjectiveNotImproving: { MaxNumberOfTrainingJobsNotImproving: 3 } };
    await create('tune', { jobs: 100, parallel: 1, config: { Strategy: 'Random', TuningJobCompletionCriteria: criteria } });
    at.after(20 * HOUR);
    const done = await look('tune');
    expect(done).toMatchObject({
      HyperParameterTuningJobStatus: 'Completed',
      TuningJobCompletionDetails: { NumberOfTrainingJobsObjectiveNotImproving: 3 },
    });
  });

  test('stops its training jobs when it is stopped, and is stopped when they are', async () => {
    await create('tune');
    at.after(200);
    await at.client.send(new StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName: 'tune' }));
    expect(await look('tune')).toMatchObject({
      HyperParameterTuningJobStatus: 'Stopping',
      TrainingJobStatusCounters: { InProgress: 2 },
    });
    at.after(60);
    expect(await look('tune')).toMatchObject({
      HyperParameterTuningJobStatus: 'Stopped',
      TrainingJobStatusCounters: { InProgress: 0, Stopped: 2 },
    });
    expect((await children('tune')).map(({ TrainingJobStatus }) => TrainingJobStatus)).toEqual(['Stopped', 'Stopped']);
    const again = at.client.send(new StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName: 'tune' }));
    expect((await refusal(again)).code).toBe('ValidationException');
  });

  test('stopped before it started anything is stopped as well', async () => {
    await create('tune');
    await at.client.send(new StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName: 'tune' }));
    at.after(60);
    expect((await look('tune')).HyperParameterTuningJobStatus).toBe('Stopped');
    expect(await children('tune')).toEqual([]);
  });

  test('fails after five failures with no success, and says so', async () => {
    await create('tune', { jobs: 20, parallel: 1, tag: 'fail' });
    at.after(3 * HOUR);
    const failed = await look('tune');
    expect(failed).toMatchObject({
      HyperParameterTuningJobStatus: 'Failed',
      FailureReason:
        'No training job succeeded after 5 attempts. Please take a look at the training job failures to get more details.',
      TrainingJobStatusCounters: { NonRetryableError: 5 },
      ObjectiveStatusCounters: { Failed: 5 },
    });
    const [child] = await children('tune');
    expect(child?.FailureReason).toContain('AlgorithmError');
  });

  test('ends bad trials early where it is asked to', async () => {
    await create('tune', { jobs: 20, parallel: 2, config: { TrainingJobEarlyStoppingType: 'Auto', Strategy: 'Random' } });
    at.after(4 * HOUR);
    const { TrainingJobStatusCounters: counters, HyperParameterTuningJobStatus } = await look('tune');
    const first = (await children('tune', { SortBy: 'CreationTime' })).slice(0, 4);
    expect(first.map(({ TrainingJobStatus }) => TrainingJobStatus)).toEqual(['Completed', 'Completed', 'Completed', 'Completed']);
    expect(HyperParameterTuningJobStatus).toBe('Completed');
    expect(counters?.Stopped).toBeGreaterThan(0);
    expect((counters?.Stopped ?? 0) + (counters?.Completed ?? 0)).toBe(20);
  });
});
