/**
 * Turns to call AWS. AWS's rates differ by operation, are rarely published, and are shared with everything else in the account, so each
 * (scope, service, operation) has a bucket that learns: it begins slowly and doubles its rate several times a second while AWS agrees, takes what
 * AWS really did in the last second for its limit when AWS says it is too much, and from then on climbs as TCP CUBIC does: fast when far
 * below that limit, slowly near it, fast again beyond, for the limit may be gone.
 *
 * Guarantees: what leaves goes first, then what users have just asked for, then the rest; among those each namespace has its turn, however
 * much another has waiting, and within a namespace first come, first served; a waiter leaves at once when its signal aborts; nobody waits
 * much longer than `maxWaitMs` (it gets a `throttled` Fault and keeps its place, and is called when its turn comes, so that no worker is
 * held up for minutes); the rate never falls below the floor, so there is always progress.
 */
import type { Clock, Key } from '../engine/ports.ts';
import { Bucket, type Party, type Turn } from './bucket.ts';
import { createRate, type RateOptions } from './rate.ts';

export interface LimitOptions {
  readonly clock: Clock;
  /** By operation, in place of the defaults. */
  readonly rates?: Readonly<Record<string, Partial<RateOptions>>>;
  /** Longest wait for a turn, in milliseconds. */
  readonly maxWaitMs?: number;
  /** There is a turn for an object that was sent away. Must not throw. Absent: it comes back when its Fault says. */
  readonly onFree?: (key: Key) => void;
}

export interface Limits {
  /** Resolves when the call may be made. Throws a `throttled` Fault with `retryAfterMs` when that would take too long. */
  turn(line: Line, signal: AbortSignal): Promise<Turn>;
}
/** What one bucket is for, and who asks. */
export interface Line {
  readonly scope: string;
  readonly service: string;
  readonly operation: string;
  /** A sweep's List, whose quota is known and low. */
  readonly sweeps: boolean;
  /** Absent: it is asked for all. */
  readonly party?: Party | undefined;
}

const DEFAULT: RateOptions = { start: 20, burst: 5, max: 1000 };
/** ListTrainingJobs is limited to 2 a second for the account, and the limit can't be raised. */
const LIST: RateOptions = { start: 2, burst: 5, max: 2 };
const MAX_WAIT_MS = 2_000;

export function createLimits({ clock, rates = {}, maxWaitMs = MAX_WAIT_MS, onFree }: LimitOptions): Limits {
  const buckets = new Map<string, Bucket>();
  return {
    turn: ({ scope, service, operation, sweeps, party }, signal) => {
      const id = `${service}.${operation} ${scope}`;
      const rate = { ...(sweeps ? LIST : DEFAULT), ...rates[operation] };
      const bucket = buckets.get(id) ?? new Bucket({ operation, clock, rate: createRate(rate), maxWaitMs, onFree });
      buckets.set(id, bucket);
      return bucket.turn(party, signal);
    },
  };
}
