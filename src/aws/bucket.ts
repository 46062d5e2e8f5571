/** The line before one operation of AWS's: who is next, who must go away for now, and when those are called back. */
import { FairOrder } from '../engine/fair-order.ts';
import { Fault, NO_TURN } from '../engine/fault.ts';
import { Heap } from '../engine/heap.ts';
import { type Clock, type Key, keyOf } from '../engine/ports.ts';
import type { KubeObject } from '../kinds/types.ts';
import type { Rate } from './rate.ts';

/** Leave to make one call; whoever has it tells how the call went. */
export interface Turn {
  succeeded(): void;
  throttled(): void;
}

/** Whose call it is. */
export interface Party {
  readonly key: Key;
  readonly namespace: string;
  readonly urgency: Urgency;
}
/** `leaving`: somebody waits for the end of it, and it may cost money. `asked`: the user has just asked for it. `routine`: all else. */
export type Urgency = 'leaving' | 'asked' | 'routine';

export function partyOf(object: KubeObject): Party {
  const { metadata, status } = object;
  const isAsked = status?.observedGeneration !== metadata.generation || status?.ackResourceMetadata?.arn === undefined;
  const urgency = metadata.deletionTimestamp !== undefined ? 'leaving' : isAsked ? 'asked' : 'routine';
  return { key: keyOf(object), namespace: metadata.namespace, urgency };
}

export interface BucketOptions {
  readonly operation: string;
  readonly clock: Clock;
  readonly rate: Rate;
  readonly maxWaitMs: number;
  /** There is a turn for an object that was sent away. Must not throw. */
  readonly onFree?: ((key: Key) => void) | undefined;
}

interface Place {
  readonly rank: number;
  readonly round: number;
  readonly order: number;
}
interface Waiter {
  readonly place: Place;
  readonly party: Party | undefined;
  readonly grant: (turn: Turn) => void;
  readonly sendAway: (fault: Fault) => void;
}
interface Parked {
  readonly place: Place;
  readonly key: Key;
}
interface Reserved {
  readonly place: Place;
  readonly until: number;
}

const RANK: Readonly<Record<Urgency, number>> = { leaving: 0, asked: 1, routine: 2 };
/** Whoever was called and does not come in this time does not come. Milliseconds. */
const RESERVED_MS = 5_000;
/** Those who were sent away come by themselves after this time at most: a call may have been lost. Milliseconds. */
const AWAY_MS = { min: 5_000, max: 300_000 };
/** Who can't be called is not sent away for longer: by then the rate may be another. Milliseconds. */
const UNCALLED_MS = 30_000;

const before = (a: { readonly place: Place }, b: { readonly place: Place }): boolean =>
  a.place.rank !== b.place.rank
    ? a.place.rank < b.place.rank
    : a.place.round !== b.place.round
      ? a.place.round < b.place.round
      : a.place.order < b.place.order;

export class Bucket {
  readonly #options: BucketOptions;
  readonly #clock: Clock;
  readonly #rate: Rate;
  readonly #waiters = new Heap<Waiter>(before);
  /** Sent away, with the places that they keep. */
  readonly #parked = new Heap<Parked>(before);
  readonly #parkedByKey = new Map<Key, Parked>();
  /** Called, or refused by AWS itself, and on their way here. */
  readonly #reserved = new Map<Key, Reserved>();
  readonly #fair = new Map<number, FairOrder>();
  #order = 0;
  #tokens: number;
  #filledAt: number;
  #cancelTimer: (() => void) | undefined;

  constructor(options: BucketOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#rate = options.rate;
    this.#tokens = this.#rate.burst();
    this.#filledAt = this.#clock.now();
  }

  turn(party: Party | undefined, signal: AbortSignal): Promise<Turn> {
    if (signal.aborted) return Promise.reject(abandoned());
    const { promise, resolve, reject } = Promise.withResolvers<Turn>();
    const waiter: Waiter = { place: this.#placeOf(party), party, grant: resolve, sendAway: reject };
    const leave = (): void => {
      if (this.#waiters.remove(waiter)) reject(abandoned());
    };
    signal.addEventListener('abort', leave, { once: true });
    this.#waiters.push(waiter);
    this.#serve();
    this.#sendAway();
    this.#schedule();
    return promise.finally(() => signal.removeEventListener('abort', leave));
  }

  /** The place that was kept for it, or the next one for its namespace. */
  #placeOf(party: Party | undefined): Place {
    const rank = RANK[party?.urgency ?? 'routine'];
    const kept = party && this.#leaveAway(party.key);
    if (kept && kept.rank <= rank) return kept;
    return { rank, round: this.#fairness(rank).next(party?.namespace ?? ''), order: this.#order++ };
  }

  #leaveAway(key: Key): Place | undefined {
    const reserved = this.#reserved.get(key);
    const parked = this.#parkedByKey.get(key);
    this.#reserved.delete(key);
    this.#parkedByKey.delete(key);
    if (parked) this.#parked.remove(parked);
    return reserved?.place ?? parked?.place;
  }

  #fairness(rank: number): FairOrder {
    const fair = this.#fair.get(rank) ?? new FairOrder();
    this.#fair.set(rank, fair);
    return fair;
  }

  /** Whether one more would be served in time. */
  #hasRoom(withinMs: number, more = 1): boolean {
    return this.#rate.msFor(this.#waiters.size + this.#reserved.size + more - this.#fill()) <= withinMs;
  }

  /** Nobody holds up a worker for long: the last in line, and whoever comes before his turn, go away, and keep their places. */
  #sendAway(): void {
    const first = this.#parked.peek();
    const early = first ? this.#waiters.items().filter((waiter) => before(first, waiter)) : [];
    for (const waiter of early) this.#park(waiter);
    while (this.#waiters.size > 0 && !this.#hasRoom(this.#options.maxWaitMs, 0)) {
      const last = this.#waiters.items().reduce((latest, each) => (before(latest, each) ? each : latest));
      this.#park(last);
    }
  }

  #park(waiter: Waiter): void {
    this.#waiters.remove(waiter);
    const key = this.#options.onFree && waiter.party?.key;
    if (key !== undefined) {
      const parked = { place: waiter.place, key };
      this.#parked.push(parked);
      this.#parkedByKey.set(key, parked);
    }
    waiter.sendAway(this.#later(key !== undefined));
  }

  #later(isCalled: boolean): Fault {
    const { operation } = this.#options;
    const ms = this.#rate.msFor(this.#waiters.size + this.#parked.size + this.#reserved.size + 1);
    const retryAfterMs = isCalled
      ? Math.min(AWAY_MS.max, Math.max(AWAY_MS.min, 1.5 * ms))
      : Math.min(UNCALLED_MS, ms) * (0.5 + 0.5 * this.#clock.random());
    return new Fault('throttled', NO_TURN, `waiting for a turn to call ${operation}: AWS limits its rate`, {
      retryAfterMs,
    });
  }

  /** Calls those whose turn comes soon, so that the line is never empty while somebody is away. */
  #callBack(): void {
    for (const [key, { until }] of this.#reserved) if (until <= this.#clock.now()) this.#reserved.delete(key);
    for (let next = this.#parked.peek(); next && this.#hasRoom(this.#options.maxWaitMs); next = this.#parked.peek()) {
      this.#leaveAway(next.key);
      this.#reserve(next.key, next.place);
      this.#options.onFree?.(next.key);
    }
  }

  #reserve(key: Key, place: Place): void {
    this.#reserved.set(key, { place, until: this.#clock.now() + RESERVED_MS });
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
    while (this.#fill() >= 1) {
      const waiter = this.#waiters.pop();
      if (!waiter) break;
      this.#tokens -= 1;
      this.#fairness(waiter.place.rank).served(waiter.place.round);
      waiter.grant(this.#turn(waiter));
    }
    this.#callBack();
  }

  #turn({ party, place }: Waiter): Turn {
    const number = this.#rate.granted(this.#clock.now());
    return {
      succeeded: () => {
        this.#rate.succeeded(this.#clock.now());
        this.#schedule();
      },
      throttled: () => {
        this.#fill();
        // It comes again by itself, and has waited long enough for its place.
        if (party) this.#reserve(party.key, place);
        if (this.#rate.throttled(number, this.#clock.now())) this.#tokens = Math.min(this.#tokens, 0);
      },
    };
  }

  /** One timer, for the next token. It is set anew when the rate has grown. */
  #schedule(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#waiters.size === 0 && this.#parked.size === 0) return;
    const waitMs = Math.max(0, ((1 - this.#fill()) / this.#rate.perSecond()) * 1000);
    // With nobody in line it is for those who were called and do not come.
    const atLeastMs = this.#waiters.size === 0 ? RESERVED_MS / 10 : 0;
    this.#cancelTimer = this.#clock.timer(Math.max(atLeastMs, waitMs * (1 + 0.1 * this.#clock.random())), () => {
      this.#cancelTimer = undefined;
      this.#serve();
      this.#schedule();
    });
  }
}

const abandoned = (): Fault => new Fault('transient', 'Aborted', 'the call was abandoned before it was made');
