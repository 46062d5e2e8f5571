/**
 * Reading CloudWatch Logs. Forwards by FilterLogEvents, one call for all streams of a job, merged by time at AWS; the last lines by
 * GetLogEvents from the end of each stream, since a log may be far too long to be read through for them.
 */
import type { LogEvent, LogPage, LogQuery, LogSource } from '../engine/logs.ts';
import type { Scope } from '../engine/ports.ts';
import { type Clients, createClients } from './clients.ts';
import type * as LogsSdk from './logs-sdk.ts';
import { type Answer, reads, type ReadingOptions, type Send } from './reading.ts';

export interface LogReader {
  /** Throws a `Fault`: `absent` where the log group is not there. */
  page(scope: Scope, source: LogSource, query: LogQuery, signal: AbortSignal): Promise<LogPage>;
  close(): void;
}

type Sdk = typeof LogsSdk;
/** What a page holds at most, so that it goes through the apiserver in one piece and into memory here and there. */
const PAGE_EVENTS = 2_000;
/** Streams whose end is read for the last lines: the newest. A job of a hundred instances shows its last lines all the same. */
const TAIL_STREAMS = 20;
const MAX_TAIL = 10_000;
/** AWS may answer the end of a stream with an empty page and where to look further back. */
const TAIL_PAGES = 3;
const GROUP_ABSENT = { code: 'ResourceNotFoundException' } as const;

export function createLogReader(options: ReadingOptions): LogReader {
  let opened: Promise<{ readonly sdk: Sdk; readonly clients: Clients }> | undefined;
  const open = (): NonNullable<typeof opened> => {
    opened ??= import('./logs-sdk.ts').then((sdk) => ({
      sdk,
      clients: createClients({ ...options.clients, further: { logs: sdk.CloudWatchLogsClient } }),
    }));
    return opened;
  };
  return {
    page: async (scope, source, query, signal) => {
      const { sdk, clients } = await open();
      const send = reads(clients, { ...options, service: 'logs', absent: [GROUP_ABSENT] })(scope, signal);
      return query.tail === undefined ? forwards(sdk, send, source, query) : backwards(sdk, send, source, query);
    },
    close: () => void opened?.then(({ clients }) => clients.destroy()),
  };
}

interface WireEvent {
  readonly timestamp?: number;
  readonly logStreamName?: string;
  readonly message?: string;
}
const eventsOf = (answer: Answer, stream = ''): readonly LogEvent[] =>
  ((answer['events'] ?? []) as readonly WireEvent[]).map(({ timestamp = 0, logStreamName = stream, message = '' }) => ({
    at: timestamp,
    stream: logStreamName,
    message,
  }));

async function forwards(sdk: Sdk, send: Send, source: LogSource, { instance = '', since, next }: LogQuery): Promise<LogPage> {
  const { group, streams } = source;
  const prefix = 'prefix' in streams ? streams.prefix + instance : '';
  const answer = await send(
    new sdk.FilterLogEventsCommand({
      logGroupName: group,
      limit: PAGE_EVENTS,
      ...('name' in streams ? { logStreamNames: [streams.name] } : {}),
      ...(prefix === '' ? {} : { logStreamNamePrefix: prefix }),
      ...(since === undefined ? {} : { startTime: since }),
      ...(next === undefined ? {} : { nextToken: next }),
    }),
  );
  const token = answer['nextToken'];
  return { events: eventsOf(answer), ...(typeof token === 'string' && token !== '' ? { next: token } : {}) };
}

async function backwards(sdk: Sdk, send: Send, source: LogSource, query: LogQuery): Promise<LogPage> {
  const count = Math.min(query.tail ?? 0, MAX_TAIL);
  if (count === 0) return { events: [] };
  const names = await streamsOf(sdk, send, source, query.instance ?? '');
  const ends: LogEvent[] = [];
  for (const name of names) ends.push(...(await endOf(sdk, send, { group: source.group, name, count, since: query.since })));
  return { events: ends.toSorted((a, b) => a.at - b.at).slice(-count) };
}

async function streamsOf(sdk: Sdk, send: Send, { group, streams }: LogSource, instance: string): Promise<readonly string[]> {
  if ('name' in streams) return [streams.name];
  const prefix = streams.prefix + instance;
  // AWS sorts by time only where no prefix is given.
  const order = prefix === '' ? ({ orderBy: 'LastEventTime', descending: true } as const) : { logStreamNamePrefix: prefix };
  const answer = await send(new sdk.DescribeLogStreamsCommand({ logGroupName: group, limit: 50, ...order }));
  const found = (answer['logStreams'] ?? []) as readonly { logStreamName?: string; lastEventTimestamp?: number }[];
  return found
    .toSorted((a, b) => (b.lastEventTimestamp ?? 0) - (a.lastEventTimestamp ?? 0))
    .flatMap(({ logStreamName }) => (logStreamName === undefined ? [] : [logStreamName]))
    .slice(0, TAIL_STREAMS);
}

interface End {
  readonly group: string;
  readonly name: string;
  readonly count: number;
  readonly since: number | undefined;
}

async function endOf(sdk: Sdk, send: Send, { group, name, count, since }: End): Promise<readonly LogEvent[]> {
  let events: readonly LogEvent[] = [];
  let token: string | undefined;
  for (let page = 0; page < TAIL_PAGES && events.length < count; page += 1) {
    const answer = await send(
      new sdk.GetLogEventsCommand({
        logGroupName: group,
        logStreamName: name,
        limit: count - events.length,
        startFromHead: false,
        ...(since === undefined ? {} : { startTime: since }),
        ...(token === undefined ? {} : { nextToken: token }),
      }),
    );
    events = [...eventsOf(answer, name), ...events];
    const back = answer['nextBackwardToken'];
    // The same token again: this is the beginning.
    if (typeof back !== 'string' || back === token) break;
    token = back;
  }
  return events;
}
