import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Measure } from '../engine/measures.ts';
import { systemClock } from '../kube/timing.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { createMeasureReader, type MeasureReader } from './measures.ts';

const MINUTE = 60_000;
const now = Math.floor(Date.now() / MINUTE) * MINUTE;
const span = { from: now - 10 * MINUTE, until: now, period: 60 };
const measure = (metric: string, unit?: 'Microseconds'): Measure => ({
  metric,
  namespace: 'AWS/SageMaker',
  dimensions: { EndpointName: 'e', VariantName: 'blue' },
  label: 'blue',
  statistic: 'Average',
  ...(unit === undefined ? {} : { unit }),
});

let simulator: Simulator;
let reader: MeasureReader;
beforeAll(async () => {
  simulator = await startSimulator();
  reader = createMeasureReader({
    clients: {
      clock: systemClock,
      region: 'us-east-1',
      endpointUrl: simulator.url,
      credentials: async () => ({ accessKeyId: 'test', secretAccessKey: 'test' }),
    },
    timeoutMs: 10_000,
  });
  const samples = [3, 2, 1].map((minutes) => ({ at: now - minutes * MINUTE, value: minutes }));
  simulator.control.writeMetric(measure('ModelLatency'), samples);
});
afterAll(async () => {
  reader.close();
  await simulator.stop();
});

const read = (...measures: readonly Measure[]) =>
  reader.read({ region: 'us-east-1' }, measures, span, new AbortController().signal);
const asked = () => simulator.ledger.entries({ operation: 'GetMetricData' }).length;

test('all curves come by one call, in the order in which they were asked for, and one without measurements is empty', async () => {
  const before = asked();
  const series = await read(measure('Invocations'), measure('ModelLatency', 'Microseconds'));
  expect(series.map(({ metric, unit, points }) => [metric, unit, points.map(([, value]) => value)])).toEqual([
    ['Invocations', undefined, []],
    ['ModelLatency', 'Microseconds', [3, 2, 1]],
  ]);
  expect(asked() - before).toBe(1);
  expect(await read()).toEqual([]);
  expect(asked() - before).toBe(1);
});

test('an answer that goes on is read to its end', async () => {
  const first = { Id: 'm0', Timestamps: [(now - 3 * MINUTE) / 1_000], Values: [3], StatusCode: 'PartialData' };
  simulator.faults.add({
    operation: 'GetMetricData',
    times: 1,
    action: { type: 'output', members: { MetricDataResults: [first], NextToken: '1' } },
  });
  const [latency] = await read(measure('ModelLatency'));
  expect(latency?.points.map(([, value]) => value)).toEqual([3, 2, 1]);
});

test('a call that AWS slows down is made again, and a refusal is a Fault that says what is missing', async () => {
  simulator.faults.add({
    operation: 'GetMetricData',
    times: 1,
    action: { type: 'error', code: 'ThrottlingException', message: 'Rate exceeded' },
  });
  expect((await read(measure('ModelLatency')))[0]?.points).toHaveLength(3);
  const message = 'User: x is not authorized to perform: cloudwatch:GetMetricData';
  simulator.faults.add({
    operation: 'GetMetricData',
    times: 1,
    action: { type: 'error', code: 'AccessDenied', message, status: 403 },
  });
  await expect(read(measure('ModelLatency'))).rejects.toMatchObject({
    kind: 'denied',
    message: expect.stringContaining(message),
  });
});

test('a metric that CloudWatch could not look up is no empty curve', async () => {
  const failed = { Id: 'm0', StatusCode: 'InternalError', Messages: [{ Code: 'x', Value: 'try later' }] };
  simulator.faults.add({
    operation: 'GetMetricData',
    times: 1,
    action: { type: 'output', members: { MetricDataResults: [failed] } },
  });
  await expect(read(measure('ModelLatency'))).rejects.toMatchObject({
    kind: 'transient',
    message: expect.stringContaining('try later'),
  });
});
