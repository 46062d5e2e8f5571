import { describe, expect, test } from 'vitest';
import { anObject } from '../../engine/testing/builders.ts';
import { TrainingJob } from '../TrainingJob.ts';
import type { Fields } from '../types.ts';
import { trainingJobFacts, trainingJobGuard, trainingJobShape } from './training-job.ts';

const WARM_POOL = 'ResourceConfig.KeepAlivePeriodInSeconds';
const object = anObject(TrainingJob);
const guard = (drift: readonly string[], remote: Fields, desired: Fields = {}) =>
  trainingJobGuard({ object, desired, remote, drift });
const running = { TrainingJobStatus: 'InProgress', SecondaryStatus: 'Training' };
const rule = (name: string, RuleEvaluatorImage = 'image') => ({ RuleConfigurationName: name, RuleEvaluatorImage });
const rules = (...list: readonly Fields[]): Fields => ({ ProfilerRuleConfigurations: list });

describe('a change of the warm pool', () => {
  const pool = (Status: string): Fields => ({ TrainingJobStatus: 'Completed', WarmPoolStatus: { Status } });

  test.each(['Available', 'InUse'])('goes through while the pool is %s', (status) => {
    expect(guard([WARM_POOL], pool(status))).toBeUndefined();
  });

  test('waits until the job has completed', () => {
    expect(guard([WARM_POOL], running)).toMatchObject({ how: 'wait', message: expect.stringContaining('InProgress') });
  });

  test.each<[string, Fields, string]>([
    ['of a job that failed', { TrainingJobStatus: 'Failed' }, 'can only be updated if TrainingJob status is Completed'],
    ['of a job that never had one', { TrainingJobStatus: 'Completed' }, 'can only be configured at creation time'],
    ['that is over', pool('Terminated'), 'terminated or reused'],
    ['that another job has taken', pool('Reused'), 'terminated or reused'],
  ])('is refused: %s', (_case, remote, words) => {
    expect(guard([WARM_POOL], remote)).toMatchObject({ how: 'stall', message: expect.stringContaining(words) });
  });

  test('together with the profiler is refused', () => {
    expect(guard([WARM_POOL, 'ProfilerConfig'], running)).toMatchObject({
      how: 'stall',
      message: 'cannot update Warm pool and Profiler at the same time',
    });
  });
});

describe('a change of the profiler', () => {
  test.each<[string, Fields, Fields]>([
    ['of its settings', running, {}],
    ['that adds a rule', { ...running, ...rules(rule('a')) }, rules(rule('a'), rule('b'))],
    ['that takes all rules away', { ...running, ...rules(rule('a')) }, {}],
  ])('goes through while the job runs: %s', (_case, remote, desired) => {
    expect(guard(['ProfilerConfig'], remote, desired)).toBeUndefined();
  });

  test('waits until the job has started', () => {
    expect(guard(['ProfilerConfig'], { ...running, SecondaryStatus: 'Starting' })).toMatchObject({ how: 'wait' });
  });

  test.each<[string, Fields, Fields, string]>([
    ['after the job has ended', { TrainingJobStatus: 'Completed' }, {}, 'InProgress state'],
    ['that changes a rule', { ...running, ...rules(rule('a')) }, rules(rule('a', 'other')), 'cannot modify'],
    ['that removes a rule of several', { ...running, ...rules(rule('a'), rule('b')) }, rules(rule('a')), 'cannot remove'],
  ])('is refused: %s', (_case, remote, desired, words) => {
    expect(guard(['ProfilerRuleConfigurations'], remote, desired)).toMatchObject({
      how: 'stall',
      message: expect.stringContaining(words),
    });
  });

  test('compares of a rule only what the spec says: AWS fills in the rest', () => {
    const remote = { ...running, ...rules({ ...rule('a'), VolumeSizeInGB: 0 }) };
    expect(guard(['ProfilerRuleConfigurations'], remote, rules(rule('a'), rule('b')))).toBeUndefined();
  });
});

describe('an update sends', () => {
  const shape = (input: Fields, remote: Fields) =>
    trainingJobShape('UpdateTrainingJob', input, { object, desired: {}, remote, drift: [] });

  test('new profiler rules only', () => {
    const input = { TrainingJobName: 'a', ...rules(rule('old'), rule('new')) };
    expect(shape(input, rules(rule('old')))).toEqual({ TrainingJobName: 'a', ...rules(rule('new')) });
  });

  test('no rules at all when none is new', () => {
    expect(shape({ TrainingJobName: 'a', ...rules(rule('old')) }, rules(rule('old')))).toEqual({ TrainingJobName: 'a' });
  });

  test('everything else as it is', () => {
    const input = { TrainingJobName: 'a', ResourceConfig: { KeepAlivePeriodInSeconds: 60 } };
    expect(shape(input, {})).toEqual(input);
  });
});

describe('a training job', () => {
  const spot = { EnableManagedSpotTraining: true, TrainingTimeInSeconds: 300, BillableTimeInSeconds: 100 };

  test.each<[string, Fields, number | undefined]>([
    ['tells what spot has saved, in whole percent', spot, 67],
    ['tells nothing of spot when it did not use it', { ...spot, EnableManagedSpotTraining: false }, undefined],
    ['tells nothing of spot before it has trained', { ...spot, TrainingTimeInSeconds: 0 }, undefined],
    ['tells nothing of spot before it is billed', { EnableManagedSpotTraining: true, TrainingTimeInSeconds: 300 }, undefined],
  ])('%s', async (_law, remote, want) => {
    expect((await trainingJobFacts(remote))['SpotSavingsPercent']).toBe(want);
  });

  test('keeps every other fact', async () => {
    const remote = { TrainingJobName: 'a-1', TrainingJobStatus: 'Completed' };
    expect(await trainingJobFacts(remote)).toEqual(remote);
  });
});
