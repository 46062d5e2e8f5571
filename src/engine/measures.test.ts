import { describe, expect, test } from 'vitest';
import { Endpoint } from '../kinds/Endpoint.ts';
import { Model } from '../kinds/Model.ts';
import { TrainingJob } from '../kinds/TrainingJob.ts';
import type { Fields } from '../kinds/types.ts';
import { measuresOf, spanOf } from './measures.ts';
import { anObject } from './testing/builders.ts';

const job = (spec: Fields = {}, status: Fields = {}) =>
  anObject(TrainingJob, {
    spec: { trainingJobName: 'churn', ...spec },
    status,
    createdAt: '2026-01-01T00:00:00Z',
  });
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const BEGUN = Date.parse('2026-01-01T00:00:00Z');

describe('what is measured', () => {
  test('of a job are the metrics that it defines or has told, once each, and its instances', () => {
    const measures = measuresOf(
      TrainingJob,
      job(
        {
          algorithmSpecification: { metricDefinitions: [{ name: 'loss', regex: 'x' }] },
          resourceConfig: { instanceCount: 2 },
        },
        { finalMetricDataList: [{ metricName: 'loss' }, { metricName: 'built-in' }] },
      ),
    );
    const own = measures.filter(({ dimensions }) => 'TrainingJobName' in dimensions);
    expect(own.map(({ metric, dimensions }) => [metric, dimensions])).toEqual([
      ['loss', { TrainingJobName: 'churn' }],
      ['built-in', { TrainingJobName: 'churn' }],
    ]);
    const hosts = measures.filter(({ metric }) => metric === 'CPUUtilization');
    expect(hosts.map(({ label, dimensions }) => [label, dimensions['Host']])).toEqual([
      ['algo-1', 'churn/algo-1'],
      ['algo-2', 'churn/algo-2'],
    ]);
  });

  test('of a job with a hundred instances is that of the first ten', () => {
    const measures = measuresOf(TrainingJob, job({ resourceConfig: { instanceCount: 100 } }));
    expect(new Set(measures.map(({ label }) => label)).size).toBe(10);
  });

  test('of an endpoint is told by variant, and none before it has any', () => {
    const endpoint = (status: Fields) => anObject(Endpoint, { spec: { endpointName: 'e' }, status });
    const variants = [{ variantName: 'blue' }, { variantName: 'green' }];
    const latency = measuresOf(Endpoint, endpoint({ productionVariants: variants })).filter(
      ({ metric }) => metric === 'ModelLatency',
    );
    expect(latency.map(({ label, dimensions }) => [label, dimensions])).toEqual([
      ['blue', { EndpointName: 'e', VariantName: 'blue' }],
      ['green', { EndpointName: 'e', VariantName: 'green' }],
    ]);
    expect(measuresOf(Endpoint, endpoint({}))).toEqual([]);
  });

  test('is nothing without a name, and of what CloudWatch does not know', () => {
    expect(measuresOf(TrainingJob, anObject(TrainingJob))).toEqual([]);
    expect(measuresOf(Model, anObject(Model, { spec: { modelName: 'm' } }))).toEqual([]);
  });
});

describe('the time of which is told', () => {
  const at = (moment: number): string => new Date(moment).toISOString();

  test('is a job’s own, and holds its first and its last moment', () => {
    const ended = job({}, { trainingStartTime: at(BEGUN + 90_500), trainingEndTime: at(BEGUN + 20 * MINUTE) });
    const { from, until, period } = spanOf(TrainingJob, ended, { now: BEGUN + HOUR });
    expect(from).toBeLessThanOrEqual(BEGUN + 90_500);
    expect(until).toBeGreaterThan(BEGUN + 20 * MINUTE);
    expect([from % (period * 1_000), until % (period * 1_000)]).toEqual([0, 0]);
  });

  test('is up to now while it runs, and begins where that is asked for', () => {
    const running = job({}, { trainingStartTime: at(BEGUN) });
    expect(spanOf(TrainingJob, running, { now: BEGUN + HOUR }).until).toBeGreaterThan(BEGUN + HOUR);
    expect(spanOf(TrainingJob, running, { now: BEGUN + HOUR, since: BEGUN + 30 * MINUTE }).from).toBe(BEGUN + 30 * MINUTE);
  });

  test('is the last three hours of a service, by whole minutes, for it is counted by the minute', () => {
    const endpoint = anObject(Endpoint, { createdAt: at(BEGUN) });
    expect(spanOf(Endpoint, endpoint, { now: BEGUN + 30 * DAY })).toEqual({
      from: BEGUN + 30 * DAY - 3 * HOUR,
      until: BEGUN + 30 * DAY + MINUTE,
      period: 60,
    });
    expect(spanOf(Endpoint, endpoint, { now: BEGUN + 10_000 }).period).toBe(60);
  });

  test.each([
    [4 * MINUTE, 0, 1],
    [HOUR, 0, 30],
    [HOUR, 4 * HOUR, 60],
    [5 * HOUR, 0, 60],
    [DAY, 0, 300],
    [MINUTE, 20 * DAY, 300],
    [MINUTE, 70 * DAY, 3_600],
    [90 * DAY, 0, 86_400],
  ])('of %d ms that ended %d ms ago has a point for each %d s: no finer than CloudWatch keeps it', (long, ago, period) => {
    const past = job({}, { trainingStartTime: at(BEGUN), trainingEndTime: at(BEGUN + long) });
    expect(spanOf(TrainingJob, past, { now: BEGUN + long + ago }).period).toBe(period);
  });
});
