/**
 * Turns to call AWS. AWS's rates differ by operation, are rarely published, and are shared with everything else in the account, so each
 * (scope, service, operation) has a bucket that learns: it begins slowly and doubles its rate several times a second while AWS agrees, takes what
 * AWS really did in the last second for its limit when AWS says it is too much, and from then on climbs as TCP CUBIC does: fast when far
 * below that limit, slowly near it, fast again beyond, for the limit may be gone.
 *
 * Guarantees: turns are given in the order they were asked for; a waiter leaves at once when its signal aborts; nobody waits longer
 * than `maxWaitMs` (it gets a `throttled` Fault that says when to come back, so that no worker is held up for minutes); the rate never
 * falls below the floor, so there is always progress.
 */
import { Fault } from '../engine/fault.ts';
import type { Clock } from '../engine/ports.ts';
import { createRate, type Rate, type RateOptions } from './rate.ts';

export interface LimitOptions {
  readonly clock: Clock;
  /** By operation, in place of the defaults. */
  readonly rates?: Readonly<Record<string, Partial<RateOptions>>>;
  /** Longest wait for a turn, in milliseconds. */
  readonly maxWaitMs?: number;
}

export interface Limits {
  /** Resolves when the call may be made. Throws a `throttled` Fault with `retryAfterMs` when that would take too long. */
  turn(line: Line, signal: AbortSignal): Promise<Turn>;
}
/** What one bucket is for. */
export interface Line {
  readonly scope: string;
  readonly service: string;
  readonly operation: string;
  /** A sweep's List, whose quota is known and low. */
  readonly sweeps: boolean;
}
/** Leave to make one call; whoever has it tells how the call went. */
export interface Turn {
  succeeded(): void;
  throttled(): void;
}

const DEFAULT: RateOptions = { start: 20, burst: 5, max: 1000 };
/** ListTrainingJobs is limited to 2 a second for the account, and the limit can't be raised. */
const LIST: RateOptions = { start: 2, burst: 5, max: 2 };
const MAX_WAIT_MS = 2_000;
/** Nobody is sent away for longer: by then the rate may be another. */
const MAX_RETRY_MS = 30_000;

export function createLimits(options: LimitOptions): Limits {
  const buckets = new Map<string, Bucket>();
  return {
    turn: (line, signal) => {
      const key = `${line.service}.${line.operation} ${line.scope}`;
      const bucket = buckets.get(key) ?? new Bucket(line, options);
      buckets.set(key, bucket);
      return bucket.turn(signal);
    },
  };
}

interface Waiter {
  readonly grant: (turn: Turn) => void;
}

class Bucket {
  readonly #clock: Clock;
  readonly #operation: string;
  readonly #maxWaitMs: number;
  readonly #rate: Rate;
  readonly #waiters = new Set<Waiter>();
  #tokens: number;
  #filledAt: number;
  /** How many were told to come back, by the second. */
  readonly #promised = new Map<number, number>();
  #cancelTimer: (() => void) | undefined;

  constructor({ operation, sweeps }: Line, { clock, rates = {}, maxWaitMs = MAX_WAIT_MS }: LimitOptions) {
    this.#clock = clock;
    this.#operation = operation;
    this.#maxWaitMs = maxWaitMs;
    this.#rate = createRate({ ...(sweeps ? LIST : DEFAULT), ...rates[operation] });
    this.#tokens = this.#rate.burst();
    this.#filledAt = clock.now();
  }

  turn(signal: AbortSignal): Promise<Turn> {
    const inLine = this.#waiters.size + 1 - this.#fill();
    if (this.#rate.msFor(inLine) > this.#maxWaitMs) return Promise.reject(this.#later(inLine));
    if (signal.aborted) return Promise.reject(abandoned());
    const { promise, resolve, reject } = Promise.withResolvers<Turn>();
    const waiter: Waiter = { grant: resolve };
    const leave = (): void => {
      this.#waiters.delete(waiter);
      reject(abandoned());
    };
    signal.addEventListener('abort', leave, { once: true });
    this.#waiters.add(waiter);
    this.#serve();
    return promise.finally(() => signal.removeEventListener('abort', leave));
  }

  /** All who are away are told times over the span that serving them takes: they come back a little faster than they can be served. */
  #later(inLine: number): Fault {
    const spanMs = Math.min(MAX_RETRY_MS, this.#rate.msFor(inLine + this.#away()));
    const retryAfterMs = spanMs * (0.5 + 0.5 * this.#clock.random());
    const second = Math.ceil((this.#clock.now() + retryAfterMs) / 1000);
    this.#promised.set(second, (this.#promised.get(second) ?? 0) + 1);
    return new Fault('throttled', 'LocalRateLimit', `waiting for a turn to call ${this.#operation}: AWS limits its rate`, {
      retryAfterMs,
    });
  }

  #away(): number {
    let away = 0;
    for (const [second, count] of this.#promised) {
      if (second * 1000 <= this.#clock.now()) this.#promised.delete(second);
      else away += count;
    }
    return away;
  }

  #fill(): number {
    const now = this.#clock.now();
    // A clock that is set back must not take tokens away.
    const elapsed = Math.max(0, now - this.#filledAt) / 1000;
    this.#tokens = Math.min(this.#rate.burst(), this.#tokens + elapsed * this.#rate.perSecond());
    this.#filledAt = now;
    return this.#tokens;
  }

  #serve(): void {
    this.#fill();
    for (const waiter of this.#waiters) {
      if (this.#tokens < 1) break;
      this.#tokens -= 1;
      this.#waiters.delete(waiter);
      waiter.grant(this.#turn());
    }
    this.#schedule();
  }

  #turn(): Turn {
    const number = this.#rate.granted(this.#clock.now());
    return {
      succeeded: () => {
        this.#rate.succeeded(this.#clock.now());
        this.#schedule();
      },
      throttled: () => {
        this.#fill();
        if (this.#rate.throttled(number, this.#clock.now())) this.#tokens = Math.min(this.#tokens, 0);
      },
    };
  }

  /** One timer for the first in line. It is set anew when the rate has grown. */
  #schedule(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#waiters.size === 0) return;
    const waitMs = ((1 - this.#fill()) / this.#rate.perSecond()) * 1000;
    this.#cancelTimer = this.#clock.timer(Math.max(0, waitMs) * (1 + 0.1 * this.#clock.random()), () => this.#serve());
  }
}

const abandoned = (): Fault => new Fault('transient', 'Aborted', 'the call was abandoned before it was made');
