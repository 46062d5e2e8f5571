import { kinds as registry } from '../../kinds/index.ts';
import { AwsError } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { number, text } from '../json.ts';
import type { Call, Handler } from '../resources/kind.ts';
import type { World } from '../world.ts';
import { type Line, type Stream, streamsOf } from './lines.ts';

/** Streams that a test writes by itself: `<group>` to stream to lines. They join what resources write. */
export type Written = Map<string, Map<string, Line[]>>;

/** CloudWatch Logs: what the programs of resources have written so far. */
export function logOperations(world: World, written: Written): Map<string, Handler> {
  const streams = (call: Call): readonly Stream[] => streamsIn(world, written, call);
  return new Map<string, Handler>([
    ['DescribeLogStreams', (call) => describe(call, streams(call))],
    ['FilterLogEvents', (call) => filter(call, streams(call))],
    ['GetLogEvents', (call) => get(call, streams(call))],
  ]);
}

function streamsIn(world: World, written: Written, { scope, input, at }: Call): readonly Stream[] {
  const group = text(input, 'logGroupName') ?? '';
  const own = registry.flatMap((kind) => {
    const simulated = kind.logs && [...world.kinds.values()].find(({ describe }) => describe === kind.operations.describe);
    if (!simulated) return [];
    return [...world.store.all(scope, simulated.type)].flatMap((resource) => streamsOf(world, kind, resource, at));
  });
  const others = [...(written.get(group) ?? [])].map(([name, lines]) => ({ group, name, lines }));
  const found = [...own.filter((stream) => stream.group === group), ...others];
  if (found.length === 0) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function describe({ input }: Call, streams: readonly Stream[]): JsonObject {
  const prefix = text(input, 'logStreamNamePrefix') ?? '';
  if (prefix !== '' && text(input, 'orderBy') === 'LastEventTime')
    throw new AwsError('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.');
  const mine = streams.filter(({ name }) => name.startsWith(prefix));
  const sorted = text(input, 'orderBy') === 'LastEventTime' ? mine.toSorted((a, b) => lastOf(a) - lastOf(b)) : mine;
  const ordered = input['descending'] === true ? sorted.toReversed() : sorted;
  const { page, next } = paged(ordered, number(input, 'limit') ?? 50, text(input, 'nextToken'));
  return { logStreams: page.map((stream) => ({ logStreamName: stream.name, lastEventTimestamp: lastOf(stream) })), ...next };
}

const lastOf = ({ lines }: Stream): number => lines.at(-1)?.at ?? 0;

/** Not a copy of the line: a long log is gone through for each page of it. */
interface Event {
  readonly stream: string;
  readonly line: Line;
  /** Of the lines of its stream: what was asked for and how far one has read do not change which event it is. */
  readonly nth: number;
}

function filter({ input }: Call, streams: readonly Stream[]): JsonObject {
  const { logStreamNames: names, logStreamNamePrefix: prefix } = input;
  if (names !== undefined && prefix !== undefined)
    throw new AwsError('InvalidParameterException', 'logStreamNames and logStreamNamePrefix exclude each other.');
  const isWanted = ({ name }: Stream): boolean =>
    Array.isArray(names) ? names.includes(name) : name.startsWith(typeof prefix === 'string' ? prefix : '');
  const isAsked = within(input);
  const events = streams
    .filter(isWanted)
    .flatMap(({ name, lines }) =>
      lines.map((line, nth): Event => ({ stream: name, line, nth })).filter(({ line }) => isAsked(line)),
    )
    .toSorted((a, b) => a.line.at - b.line.at);
  const from = Number(text(input, 'nextToken') ?? 0);
  const until = from + fitting(events.slice(from, from + (number(input, 'limit') ?? 10_000)));
  return {
    events: events.slice(from, until).map(({ line: { at, message }, stream, nth }) => ({
      eventId: `${at}-${stream}-${nth}`,
      timestamp: at,
      ingestionTime: at,
      logStreamName: stream,
      message,
    })),
    searchedLogStreams: [],
    ...(until < events.length ? { nextToken: String(until) } : {}),
  };
}

/** What an answer holds at most, whatever the limit; and what CloudWatch counts for an event besides its text. Bytes. */
const MAX_ANSWER = 1_048_576;
const EVENT_BYTES = 26;

/** How many of them an answer has room for: one at least, or a reader would never get on. */
function fitting(events: readonly Event[]): number {
  let left = MAX_ANSWER;
  const full = events.findIndex(({ line: { message } }) => (left -= Buffer.byteLength(message) + EVENT_BYTES) < 0);
  return full === -1 ? events.length : Math.max(1, full);
}

function get({ input }: Call, streams: readonly Stream[]): JsonObject {
  const stream = streams.find(({ name }) => name === text(input, 'logStreamName'));
  if (!stream) throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  const lines = stream.lines.filter(within(input));
  const limit = number(input, 'limit') ?? 10_000;
  const [, direction, at] = /^([fb])\/(\d+)$/.exec(text(input, 'nextToken') ?? '') ?? [];
  const backward = direction === 'b' || (direction === undefined && input['startFromHead'] !== true);
  const from = direction === undefined ? (backward ? lines.length : 0) : Number(at);
  const [start, end] = backward ? [Math.max(0, from - limit), from] : [from, Math.min(lines.length, from + limit)];
  return {
    events: lines.slice(start, end).map((line) => ({ timestamp: line.at, ingestionTime: line.at, message: line.message })),
    nextForwardToken: `f/${end}`,
    nextBackwardToken: `b/${start}`,
  };
}

function within(input: JsonObject): (line: Line) => boolean {
  const [start, end] = [number(input, 'startTime') ?? 0, number(input, 'endTime') ?? Number.POSITIVE_INFINITY];
  return ({ at }) => at >= start && at < end;
}

function paged<T>(
  all: readonly T[],
  limit: number,
  token: string | undefined,
): { page: readonly T[]; next: Record<string, Json> } {
  const from = Number(token ?? 0);
  const page = all.slice(from, from + limit);
  return { page, next: from + limit < all.length ? { nextToken: String(from + limit) } : {} };
}
