import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../simulator.ts';

const logGroupName = '/aws/sagemaker/TrainingJobs';
let simulator: Simulator;
let client: CloudWatchLogsClient;
beforeEach(async () => {
  simulator = await startSimulator();
  client = new CloudWatchLogsClient({
    region: 'us-east-1',
    endpoint: simulator.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const write = (stream: string, times: readonly number[]): void =>
    simulator.control.writeLog(
      logGroupName,
      stream,
      times.map((at) => ({ at, message: `${stream} ${at}` })),
    );
  write('a/1', [10, 30, 50]);
  write('a/2', [20, 40]);
  write('ab/1', [25]);
});
afterEach(async () => {
  client.destroy();
  await simulator.stop();
});

const told = (events: readonly { message?: string | undefined }[] = []): readonly (string | undefined)[] =>
  events.map(({ message }) => message);

test('a group without streams is absent', async () => {
  const answer = client.send(new FilterLogEventsCommand({ logGroupName: '/aws/sagemaker/TransformJobs' }));
  await expect(answer).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('streams of a prefix are told as one, by time, page by page', async () => {
  const query = { logGroupName, logStreamNamePrefix: 'a/', startTime: 20, limit: 2 };
  const first = await client.send(new FilterLogEventsCommand(query));
  const second = await client.send(
    new FilterLogEventsCommand({ ...query, ...(first.nextToken === undefined ? {} : { nextToken: first.nextToken }) }),
  );
  expect([told(first.events), told(second.events)]).toEqual([
    ['a/2 20', 'a/1 30'],
    ['a/2 40', 'a/1 50'],
  ]);
  expect(second.nextToken).toBeUndefined();
});

test('an event is the same one, whatever was asked for and however far one has read', async () => {
  const ids = async (query: { startTime?: number; logStreamNames?: string[] }): Promise<ReadonlyMap<unknown, unknown>> => {
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName, ...query }));
    return new Map(events.map(({ message, eventId }) => [message, eventId]));
  };
  const all = await ids({});
  expect(new Set(all.values()).size).toBe(6);
  for (const [message, id] of [...(await ids({ startTime: 30 })), ...(await ids({ logStreamNames: ['a/2'] }))])
    expect(id).toBe(all.get(message));
});

test('an answer has a megabyte at most, and goes on in the next', async () => {
  const lines = Array.from({ length: 5 }, (_, at) => ({ at, message: 'x'.repeat(400_000) }));
  simulator.control.writeLog(logGroupName, 'large', lines);
  const query = { logGroupName, logStreamNames: ['large'] };
  const sizes: number[] = [];
  let nextToken: string | undefined;
  do {
    const answer = await client.send(new FilterLogEventsCommand({ ...query, ...(nextToken === undefined ? {} : { nextToken }) }));
    sizes.push(answer.events?.length ?? 0);
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  expect(sizes).toEqual([2, 2, 1]);
});

test('a stream is read from its end, and further back', async () => {
  const query = { logGroupName, logStreamName: 'a/1', limit: 2, startFromHead: false };
  const last = await client.send(new GetLogEventsCommand(query));
  const before = await client.send(new GetLogEventsCommand({ ...query, nextToken: last.nextBackwardToken }));
  const none = await client.send(new GetLogEventsCommand({ ...query, nextToken: before.nextBackwardToken }));
  expect([told(last.events), told(before.events), told(none.events)]).toEqual([['a/1 30', 'a/1 50'], ['a/1 10'], []]);
  expect(none.nextBackwardToken).toBe(before.nextBackwardToken);
});

test('streams are listed by name, or the latest first', async () => {
  const byName = await client.send(new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: 'a/' }));
  const byTime = await client.send(new DescribeLogStreamsCommand({ logGroupName, orderBy: 'LastEventTime', descending: true }));
  const names = (streams: readonly { logStreamName?: string | undefined }[] = []) =>
    streams.map(({ logStreamName }) => logStreamName);
  expect([names(byName.logStreams), names(byTime.logStreams)]).toEqual([
    ['a/1', 'a/2'],
    ['a/1', 'a/2', 'ab/1'],
  ]);
});
