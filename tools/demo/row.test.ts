import { describe, expect, test } from 'vitest';
import { rowOf } from './row.ts';
import { object } from './testkit.ts';

const row = (given: Parameters<typeof object>[0], now = 0): ReturnType<typeof rowOf> => rowOf(object(given), new Set(), now);
const BUSY = { Reconciling: true, Ready: 'busy' } as const;
const DONE = { Ready: true } as const;

describe('status', () => {
  test("is AWS's own word where the kind has one", () => {
    expect(row({ status: { trainingJobStatus: 'InProgress' }, conditions: BUSY }).status).toBe('InProgress');
    expect(row({ kind: 'Endpoint', status: { endpointStatus: 'InService' }, conditions: DONE }).status).toBe('InService');
  });

  test.each([
    ['Pending', {}],
    ['Ready', { kind: 'Model', conditions: DONE }],
    ['Waiting', { conditions: { 'ACK.Recoverable': true, Ready: 'throttled' } }],
    ['Refused', { conditions: { Stalled: true, Ready: 'no such role' } }],
    ['Deleting', { status: { trainingJobStatus: 'Stopping' }, deleting: true }],
  ] as const)('is %s otherwise', (expected, given) => {
    expect(row(given).status).toBe(expected);
  });
});

describe('detail', () => {
  test('of a running job is how far it is', () => {
    const status = { trainingJobStatus: 'InProgress', secondaryStatus: 'Downloading' };
    expect(row({ status, conditions: BUSY }).detail).toBe('Downloading');
  });

  test('of a finished job is the bill', () => {
    const status = { trainingJobStatus: 'Completed', secondaryStatus: 'Completed', billableTimeInSeconds: 120 };
    expect(row({ status, conditions: DONE }).detail).toBe('120 s billed');
    expect(row({ status: { ...status, spotSavingsPercent: 66 }, conditions: DONE }).detail).toBe(
      '120 s billed, 66 % saved by spot',
    );
  });

  test('of a failed job is the reason, on one line', () => {
    const status = { trainingJobStatus: 'Failed', failureReason: 'ClientError: no\n  data' };
    expect(row({ status, conditions: { Stalled: true, Ready: 'x' } }).detail).toBe('ClientError: no data');
  });

  test('of one that waits is what the condition says', () => {
    const conditions = { 'ACK.Recoverable': true, Ready: 'waiting for Model churn' } as const;
    expect(row({ kind: 'EndpointConfig', conditions }).detail).toBe('waiting for Model churn');
  });

  test('of a tuning job is its trials and the best of them', () => {
    const spec = { hyperParameterTuningJobConfig: { resourceLimits: { maxNumberOfTrainingJobs: 6 } } };
    const before = { hyperParameterTuningJobStatus: 'InProgress', trainingJobStatusCounters: { completed: 0, inProgress: 3 } };
    expect(row({ kind: 'HyperParameterTuningJob', spec, status: before, conditions: BUSY }).detail).toBe(
      '0 of 6 trials, 3 running',
    );
    const best = {
      finalHyperParameterTuningJobObjectiveMetric: { metricName: 'validation:auc', value: 0.93456 },
      tunedHyperParameters: { eta: '0.0312345', max_depth: '5' },
    };
    const after = { ...before, trainingJobStatusCounters: { completed: 3 }, bestTrainingJob: best };
    expect(row({ kind: 'HyperParameterTuningJob', spec, status: after, conditions: BUSY }).detail).toBe(
      '3 of 6 trials, best validation:auc 0.935 with eta 0.0312, max_depth 5',
    );
  });

  test('is empty for what is on its way out, and for a kind that the demo knows nothing of', () => {
    expect(row({ kind: 'Endpoint', deleting: true }).detail).toBe('');
    expect(row({ kind: 'Pipeline' }).detail).toBe('');
  });
});

test.each([
  [-5, '0s'],
  [61_900, '61s'],
  [190_000, '3m10s'],
  [7_500_000, '2h5m'],
])('an age of %i ms is %s', (now, expected) => {
  expect(row({}, now).age).toBe(expected);
});
