import { CloudWatchClient, GetMetricDataCommand, type GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateTrainingJobCommand, DescribeTrainingJobCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { virtualClock } from '../clock.ts';
import { type Simulator, startSimulator } from '../simulator.ts';

const MINUTE_MS = 60_000;
const BEGUN = Date.parse('2026-05-01T00:00:00Z');
const metric = { namespace: 'AWS/SageMaker', metric: 'Invocations', dimensions: { EndpointName: 'e', VariantName: 'main' } };
const metricOf = (name: string, dimensions: Readonly<Record<string, string>>, Namespace = '/aws/sagemaker/TrainingJobs') => ({
  Namespace,
  MetricName: name,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
});
const invocations = metricOf(metric.metric, metric.dimensions, metric.namespace);

let simulator: Simulator;
let client: CloudWatchClient;
let sagemaker: SageMakerClient;
let logs: CloudWatchLogsClient;
beforeAll(async () => {
  simulator = await startSimulator({ clock: virtualClock(BEGUN) });
  const config = {
    region: 'us-east-1',
    endpoint: simulator.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // The virtual clock is far from the real one, and a refusal is to be seen as it is.
    maxAttempts: 1,
  };
  [client, sagemaker, logs] = [new CloudWatchClient(config), new SageMakerClient(config), new CloudWatchLogsClient(config)];
  simulator.control.writeMetric(
    metric,
    [0, 10, 70, 130].map((seconds, nth) => ({ at: BEGUN + seconds * 1_000, value: nth + 1 })),
  );
  await sagemaker.send(
    new CreateTrainingJobCommand({
      TrainingJobName: 'churn',
      RoleArn: 'arn:aws:iam::123456789012:role/execution',
      AlgorithmSpecification: {
        TrainingImage: '123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:1',
        TrainingInputMode: 'File',
        MetricDefinitions: [{ Name: 'validation:loss', Regex: 'val=([0-9.]+)' }],
      },
      OutputDataConfig: { S3OutputPath: 's3://bucket/output' },
      ResourceConfig: { InstanceType: 'ml.g5.xlarge', InstanceCount: 2, VolumeSizeInGB: 10 },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    }),
  );
  simulator.advance(60 * MINUTE_MS);
});
afterAll(async () => {
  [client, sagemaker, logs].forEach((each) => each.destroy());
  await simulator.stop();
});

const ask = (over: Partial<GetMetricDataCommandInput> = {}, stat = {}) =>
  client.send(
    new GetMetricDataCommand({
      StartTime: new Date(BEGUN),
      EndTime: new Date(BEGUN + 60 * MINUTE_MS),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [{ Id: 'm0', MetricStat: { Metric: invocations, Period: 60, Stat: 'Sum', ...stat } }],
      ...over,
    }),
  );
const curve = async (...args: Parameters<typeof ask>) => {
  const { MetricDataResults: [result] = [] } = await ask(...args);
  return (result?.Timestamps ?? []).map((time, nth) => [(time.getTime() - BEGUN) / 1_000, result?.Values?.[nth]]);
};

describe('a metric', () => {
  test('has a value for each period in which anything was measured, under its beginning', async () => {
    expect(await curve()).toEqual([
      [0, 3],
      [60, 3],
      [120, 4],
    ]);
    expect(await curve({}, { Stat: 'Average' })).toEqual([
      [0, 1.5],
      [60, 3],
      [120, 4],
    ]);
    expect(await curve({ StartTime: new Date(BEGUN + MINUTE_MS), EndTime: new Date(BEGUN + 2 * MINUTE_MS) })).toEqual([[60, 3]]);
  });

  test('is told from its end where nobody asks otherwise', async () => {
    expect(await curve({ ScanBy: undefined })).toEqual([
      [120, 4],
      [60, 3],
      [0, 3],
    ]);
  });

  test('of other dimensions is another, and empty', async () => {
    const Metric = metricOf(metric.metric, { EndpointName: 'e' }, metric.namespace);
    expect(await ask({}, { Metric })).toMatchObject({ MetricDataResults: [{ Id: 'm0', StatusCode: 'Complete', Values: [] }] });
  });

  test('comes in pages where it is asked for in pages', async () => {
    const first = await ask({ MaxDatapoints: 2 });
    expect(first.MetricDataResults).toMatchObject([{ StatusCode: 'PartialData', Values: [3, 3] }]);
    const second = await ask({ MaxDatapoints: 2, NextToken: first.NextToken });
    expect(second).toMatchObject({ MetricDataResults: [{ StatusCode: 'Complete', Values: [4] }] });
    expect(second.NextToken).toBeUndefined();
  });

  test('that has grown old is known by the minute alone', async () => {
    expect(await curve({}, { Period: 10 })).toHaveLength(4);
    simulator.advance(4 * 60 * MINUTE_MS);
    expect(await curve({}, { Period: 10 })).toEqual([]);
    expect(await curve()).toHaveLength(3);
  });
});

describe('a question that makes no sense', () => {
  test.each([
    ['an end before the beginning', { EndTime: new Date(BEGUN) }, {}, /StartTime must be less/],
    ['a period that is none', {}, { Period: 45 }, /Period must be 1, 5, 10, 20, 30 or a multiple of 60/],
    ['an unknown statistic', {}, { Stat: 'Mean' }, /Mean for parameter Stat/],
    ['no query', { MetricDataQueries: [] }, {}, /at least one/],
    ['a query of nothing', { MetricDataQueries: [{ Id: 'm0' }] }, {}, /MetricStat and Expression/],
  ] as const)('is refused: %s', async (_, over, stat, message) => {
    await expect(ask(over as never, stat)).rejects.toMatchObject({
      Error: { Code: 'ValidationError', Type: 'Sender' },
      message: expect.stringMatching(message),
    });
  });

  test('is refused for a token that nobody gave', async () => {
    await expect(ask({ NextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidNextToken' });
  });
});

describe('a training job', () => {
  const own = metricOf('validation:loss', { TrainingJobName: 'churn' });

  test('has the metrics that its log tells, and its last is the one that Describe tells', async () => {
    const values = (await curve({}, { Metric: own, Stat: 'Average' })).map(([, value]) => value as number);
    const { FinalMetricDataList: [final] = [] } = await sagemaker.send(
      new DescribeTrainingJobCommand({ TrainingJobName: 'churn' }),
    );
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: '/aws/sagemaker/TrainingJobs', logStreamNamePrefix: 'churn/algo-1' }),
    );
    const told = events.flatMap(({ message }) => / val=([0-9.]+)/.exec(message ?? '')?.[1] ?? []).map(Number);
    expect(Math.max(...values)).toBeLessThanOrEqual(Math.max(...told));
    expect(values[0]).toBeGreaterThan(values.at(-1) ?? Infinity);
    const { MetricDataResults: [last] = [] } = await ask({}, { Metric: own, Stat: 'Minimum', Period: 3_600 });
    expect(Math.abs((last?.Values?.[0] ?? 0) - (final?.Value ?? 0))).toBeLessThan(0.02);
  });

  test('is measured on each of its instances, and on its cards where it has them', async () => {
    for (const name of ['CPUUtilization', 'GPUUtilization', 'MemoryUtilization'])
      for (const Host of ['churn/algo-1', 'churn/algo-2'])
        expect((await curve({}, { Metric: metricOf(name, { Host }), Stat: 'Average' })).length).toBeGreaterThan(1);
    expect(await curve({}, { Metric: metricOf('CPUUtilization', { Host: 'churn/algo-3' }) })).toEqual([]);
  });
});
