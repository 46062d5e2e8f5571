/** Reads a log to its end, or follows it until nobody writes it any more. */
import type { LogEvent, LogQuery, LogSource } from '../../engine/logs.ts';
import type { Clock } from '../../engine/ports.ts';
import { sleep } from '../../kube/timing.ts';
import { isAbsence } from '../failures.ts';
import type { LogAccess } from './access.ts';
import { eventsOf, type Labelled, merged } from './merge.ts';
import { Seen } from './seen.ts';

export interface ReadOptions {
  readonly access: LogAccess;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly instance: string | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number | undefined;
  readonly tail: number | undefined;
  /** For what is asked again and again: a moment without an answer is no end. */
  readonly patiently?: <T>(ask: () => Promise<T>) => Promise<T>;
}

/** Who writes now, and whether anybody still does. Asked once a round. */
export interface Writers {
  readonly sources: readonly LogSource[];
  readonly ended: boolean;
}

/** CloudWatch shows lines seconds after they were written, and those of some streams later than those of others. */
const OVERLAP_MS = 10_000;
const PACE_MS = 1_000;
/** Rounds without a new line after the end of a job: what it wrote last is on its way for some seconds. */
const QUIET_ROUNDS = 4;

export const readLog = (options: ReadOptions, { sources }: Writers): AsyncGenerator<Labelled, void> =>
  options.tail === undefined ? round(options, sources, options.since) : lastLines(options, sources);

export async function* followLog(options: ReadOptions, writers: () => Promise<Writers>): AsyncGenerator<Labelled, void> {
  const { clock, signal, patiently = (ask) => ask(), ...once } = options;
  const first = await writers();
  const seen = new Seen(OVERLAP_MS, options.since ?? 0);
  seen.begin();
  for await (const event of readLog({ ...once, clock, signal }, first)) if (seen.isNew(event)) yield event;
  const from = options.tail === undefined ? options.since : Math.max(seen.since, options.since ?? 0);
  for (let quiet = 0; quiet < QUIET_ROUNDS;) {
    await sleep(clock, PACE_MS * (0.8 + 0.4 * clock.random()), signal);
    const { sources, ended } = await patiently(writers);
    let fresh = false;
    seen.begin();
    for await (const event of round(options, sources, later(seen.since, from))) {
      if (!seen.isNew(event)) continue;
      fresh = true;
      yield event;
    }
    quiet = ended && !fresh ? quiet + 1 : 0;
  }
}

const later = (a: number, b: number | undefined): number => Math.max(a, b ?? 0);

async function* round(
  options: ReadOptions,
  sources: readonly LogSource[],
  since: number | undefined,
): AsyncGenerator<Labelled, void> {
  const query = { ...narrowed(options), ...(since === undefined || since === 0 ? {} : { since }) };
  yield* merged(
    sources.map((source) =>
      eventsOf(source.label, (next) => pageOf(options, source, { ...query, ...(next === undefined ? {} : { next }) })),
    ),
  );
}

async function* lastLines(options: ReadOptions, sources: readonly LogSource[]): AsyncGenerator<Labelled, void> {
  const { tail = 0, since } = options;
  const query = { ...narrowed(options), tail, ...(since === undefined ? {} : { since }) };
  const ends = await Promise.all(
    sources.map(async (source) => {
      const { events } = await pageOf(options, source, query);
      return events.map((event: LogEvent): Labelled => ({ ...event, source: source.label }));
    }),
  );
  if (tail > 0)
    yield* ends
      .flat()
      .toSorted((a, b) => a.at - b.at)
      .slice(-tail);
}

const narrowed = ({ instance }: ReadOptions): LogQuery => (instance === undefined ? {} : { instance });

/** A log group comes into being with its first line. */
async function pageOf({ access, signal, patiently = (ask) => ask() }: ReadOptions, source: LogSource, query: LogQuery) {
  try {
    return await patiently(() => access.page(source, query, signal));
  } catch (error) {
    if (isAbsence(error)) return { events: [] };
    throw error;
  }
}
