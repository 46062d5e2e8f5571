import type { DescribeHyperParameterTuningJobResponse } from '@aws-sdk/client-sagemaker';
import {
  CreateHyperParameterTuningJobCommand,
  DeleteHyperParameterTuningJobCommand,
  DescribeHyperParameterTuningJobCommand,
  ListTrainingJobsCommand,
  ListTrainingJobsForHyperParameterTuningJobCommand,
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
  test('with several definitions runs them in turn under their names', async () => {
    const { TrainingJobDefinition: base, HyperParameterTuningJobConfig: config } = tuningJob('x');
    const definition = (name: string) => ({
      ...base,
      DefinitionName: name,
      TuningObjective: { Type: 'Maximize' as const, MetricName: METRIC },
      HyperParameterRanges: config?.ParameterRanges,
    });
    const several = tuningJob('tune', { jobs: 4 });
    delete several.TrainingJobDefinition;
    delete several.HyperParameterTuningJobConfig?.ParameterRanges;
    delete several.HyperParameterTuningJobConfig?.HyperParameterTuningJobObjective;
    const TrainingJobDefinitions = [definition('one'), definition('two')] as NonNullable<typeof several.TrainingJobDefinitions>;
    await at.client.send(new CreateHyperParameterTuningJobCommand({ ...several, TrainingJobDefinitions }));
    at.after(2 * HOUR);
    const names = (await children('tune')).map(({ TrainingJobDefinitionName }) => TrainingJobDefinitionName);
    expect(names).toEqual(['one', 'two', 'one', 'two']);
  });

  test('that starts warm needs its parents, and knows the best of all', async () => {
    const warm = (parent: string): Wish => ({
      jobs: 1,
      parallel: 1,
      more: {
        WarmStartConfig: {
          WarmStartType: 'IdenticalDataAndAlgorithm',
          ParentHyperParameterTuningJobs: [{ HyperParameterTuningJobName: parent }],
        },
      },
    });
    expect(await refusal(create('child', warm('parent')))).toMatchObject({
      code: 'ResourceNotFound',
      message: "Amazon SageMaker can't find a tuning job called parent. Type another name.",
    });
    await create('parent', { jobs: 10 });
    expect((await refusal(create('child', warm('parent')))).code).toBe('ValidationException');
    at.after(3 * HOUR);
    await create('child', warm('parent'));
    at.after(HOUR);
    const done = await look('child');
    const parentBest = (await look('parent')).BestTrainingJob?.FinalHyperParameterTuningJobObjectiveMetric?.Value ?? 0;
    const ownBest = done.BestTrainingJob?.FinalHyperParameterTuningJobObjectiveMetric?.Value ?? 0;
    expect(done.OverallBestTrainingJob?.FinalHyperParameterTuningJobObjectiveMetric?.Value).toBe(Math.max(parentBest, ownBest));
    expect(done.OverallBestTrainingJob?.TuningJobName).toBe(parentBest > ownBest ? 'parent' : 'child');
  });

  test('can be deleted once it has ended; its training jobs stay', async () => {
    await create('tune', { jobs: 1, parallel: 1 });
    const remove = (): Promise<unknown> =>
      at.client.send(new DeleteHyperParameterTuningJobCommand({ HyperParameterTuningJobName: 'tune' }));
    expect((await refusal(remove())).code).toBe('ValidationException');
    at.after(HOUR);
    await remove();
    expect((await look('tune')).HyperParameterTuningJobStatus).toBe('Deleting');
    at.after(10);
    expect((await refusal(look('tune'))).code).toBe('ResourceNotFound');
    expect((await at.client.send(new ListTrainingJobsCommand({}))).TrainingJobSummaries).toHaveLength(1);
  });

  test('has a name of its own, of at most 32 characters', async () => {
    await create('tune');
    expect(await refusal(create('Tune'))).toMatchObject({
      code: 'ResourceInUse',
      message: 'A hyperparameter tuning job with the name, Tune, already exists. Choose a different name.',
    });
    const refused = await refusal(create('x'.repeat(33)));
    expect(refused.message).toContain(
      "at 'hyperParameterTuningJobName' failed to satisfy constraint: Member must have length less than or equal to 32",
    );
  });

  test.each<[string, Wish]>([
    ['more at once than in all', { jobs: 1, parallel: 2 }],
    ['a grid over a continuous range', { config: { Strategy: 'Grid' } }],
    [
      'a logarithmic range from zero',
      {
        config: {
          ParameterRanges: {
            ContinuousParameterRanges: [{ Name: 'r', MinValue: '0', MaxValue: '1', ScalingType: 'Logarithmic' }],
          },
        },
      },
    ],
    [
      'an objective that the algorithm does not report',
      { config: { HyperParameterTuningJobObjective: { Type: 'Maximize', MetricName: 'other' } } },
    ],
  ])('with %s is refused', async (_, wish) => {
    expect((await refusal(create('tune', wish))).code).toBe('ValidationException');
  });
});
