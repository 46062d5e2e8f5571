/**
 * The work queue: a set of keys, each with a time and a priority.
 *
 * Guarantees: a key is in it once, however often it is added, with the earliest time and the highest priority it was added with; a key
 * that a worker holds is not handed out again before `done`, and is handed out right then if it was added meanwhile. So a worker may
 * fetch the latest state of its key and be sure that nobody else works on it and that no later change goes unseen. Among keys of one
 * priority lanes are served in turn: the five thousand keys of one namespace don't hold up the one of another. What is least urgent gets
 * a turn now and then, once it has waited long: it is late then, and not forgotten.
 *
 * An entry is in one place at a time: `delayed` until its time comes, then `ready`, or `held` while a worker has its key.
 */
import type { Clock } from '../engine/ports.ts';
import { FairOrder } from '../engine/fair-order.ts';
import { Heap } from '../engine/heap.ts';
import { fullJitter, type Backoff } from './timing.ts';

/** What was there before us waits behind what users do now, and so does what can be told later; a deletion, that somebody waits for, goes first. */
export const PRIORITY = { initial: -100, afterwards: -10, normal: 0, deletion: 10 } as const;

export interface AddOptions {
  /** Milliseconds from now. */
  readonly after?: number;
  readonly priority?: number;
  /** Wait longer with every failure of this key, until `forget`. Replaces `after`. */
  readonly rateLimited?: boolean;
}

export interface Taken<K> {
  readonly key: K;
  readonly priority: number;
  /** Milliseconds that the key was ready before a worker took it. */
  readonly waitedMs: number;
}

export interface QueueMetrics {
  depth(ready: number): void;
  added(): void;
  retried(): void;
  /** Milliseconds that a key was ready before a worker took it. */
  waited(ms: number): void;
  /** Milliseconds from `take` to `done`. */
  worked(ms: number): void;
}

export interface QueueOptions<K> {
  /** A monotonic one: a wall clock that is set back would put off every delayed key. */
  readonly clock: Clock;
  readonly backoff?: Backoff;
  /** Whose key it is. Absent: all are one's. */
  readonly laneOf?: (key: K) => string;
  readonly metrics?: Partial<QueueMetrics>;
}

interface Entry<K> {
  readonly key: K;
  priority: number;
  readyAt: number;
  /** In which it is served, and then first come, first served. */
  round: number;
  order: number;
}

/** Those of one priority that are ready. */
interface Level<K> {
  readonly priority: number;
  readonly ready: Heap<Entry<K>>;
  readonly fair: FairOrder;
}

interface Waiter<K> {
  readonly give: (taken: Taken<K>) => void;
}

/** Node fires a longer timer at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** What has waited for so long gets each eighth turn, however much is more urgent. Milliseconds. */
const LATE_MS = 10_000;
const LATE_TURN = 8;
const BACKOFF: Backoff = { baseMs: 1_000, capMs: 300_000 };

export class WorkQueue<K> {
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #laneOf: (key: K) => string;
  readonly #metrics: Partial<QueueMetrics>;
  readonly #entries = new Map<K, Entry<K>>();
  /** The most urgent first; a few, for there are few priorities. */
  readonly #levels: Level<K>[] = [];
  readonly #delayed = new Heap<Entry<K>>((a, b) => a.readyAt < b.readyAt);
  readonly #held = new Set<Entry<K>>();
  /** Keys that workers have, since when. */
  readonly #working = new Map<K, number>();
  readonly #failures = new Map<K, number>();
  readonly #waiters = new Set<Waiter<K>>();
  #cancelTimer: (() => void) | undefined;
  #order = 0;
  #turn = 0;

  constructor(options: QueueOptions<K>) {
    this.#clock = options.clock;
    this.#backoff = options.backoff ?? BACKOFF;
    this.#laneOf = options.laneOf ?? (() => '');
    this.#metrics = options.metrics ?? {};
  }

  /** Keys whose time has come and that no worker has taken. */
  get size(): number {
    return this.#levels.reduce((sum, { ready }) => sum + ready.size, this.#held.size);
  }

  /** Whether a key of this priority or a higher one is ready. */
  waits(priority: number): boolean {
    return this.#levels.some((level) => level.priority >= priority && level.ready.size > 0);
  }

  get delayed(): number {
    return this.#delayed.size;
  }

  /** Milliseconds for which a worker has had its key, at most. */
  get longestMs(): number {
    const now = this.#clock.now();
    return this.#working.values().reduce((longest, since) => Math.max(longest, now - since), 0);
  }

  add(key: K, options: AddOptions = {}): void {
    const after = options.rateLimited === true ? this.#penalty(key) : Math.max(0, options.after ?? 0);
    const readyAt = this.#clock.now() + after;
    const priority = options.priority ?? PRIORITY.normal;
    this.#metrics.added?.();
    const known = this.#entries.get(key);
    if (known === undefined) return this.#enter({ key, priority, readyAt, round: 0, order: 0 });
    if (known.readyAt <= readyAt && known.priority >= priority) return;
    this.#leave(known);
    known.readyAt = Math.min(known.readyAt, readyAt);
    known.priority = Math.max(known.priority, priority);
    this.#enter(known);
  }

  /** The next key, as soon as there is one. Rejects with the signal's reason when that aborts. */
  async take(signal: AbortSignal): Promise<Taken<K>> {
    signal.throwIfAborted();
    // Nobody waits while a key is ready, so this overtakes no one; and a busy queue is spared the listeners.
    const entry = this.#next();
    return entry === undefined ? this.#wait(signal) : this.#hand(entry);
  }

  #wait(signal: AbortSignal): Promise<Taken<K>> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiters.delete(waiter);
        reject(signal.reason);
      };
      const waiter: Waiter<K> = {
        give: (taken) => {
          signal.removeEventListener('abort', onAbort);
          resolve(taken);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiters.add(waiter);
    });
  }

  /** The worker is through with the key; what was added meanwhile is due now. */
  done(key: K): void {
    const since = this.#working.get(key);
    if (since === undefined) return;
    this.#working.delete(key);
    this.#metrics.worked?.(this.#clock.now() - since);
    const entry = this.#entries.get(key);
    if (entry !== undefined && this.#held.delete(entry)) this.#enter(entry);
  }

  /** The key is well again: its next failure waits the shortest time. */
  forget(key: K): void {
    this.#failures.delete(key);
  }

  #penalty(key: K): number {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.#metrics.retried?.();
    return fullJitter(failures, this.#backoff, this.#clock);
  }

  #enter(entry: Entry<K>): void {
    this.#entries.set(entry.key, entry);
    if (entry.readyAt > this.#clock.now()) {
      this.#delayed.push(entry);
      if (this.#delayed.peek() === entry) this.#schedule();
      return;
    }
    if (this.#working.has(entry.key)) this.#held.add(entry);
    else {
      entry.order = this.#order++;
      const { fair, ready } = this.#level(entry.priority);
      entry.round = fair.next(this.#laneOf(entry.key));
      ready.push(entry);
    }
    this.#serve();
  }

  #level(priority: number): Level<K> {
    const known = this.#levels.find((level) => level.priority === priority);
    if (known) return known;
    const level: Level<K> = { priority, ready: new Heap(isBefore), fair: new FairOrder() };
    this.#levels.push(level);
    this.#levels.sort((a, b) => b.priority - a.priority);
    return level;
  }

  #leave(entry: Entry<K>): void {
    if (!this.#held.delete(entry) && !this.#level(entry.priority).ready.remove(entry)) this.#delayed.remove(entry);
  }

  #next(): Entry<K> | undefined {
    const isSome = ({ ready }: Level<K>): boolean => ready.size > 0;
    this.#turn += 1;
    const late = this.#turn % LATE_TURN === 0 ? this.#levels.findLast(isSome)?.ready : undefined;
    const since = late?.peek()?.readyAt ?? Number.POSITIVE_INFINITY;
    return since + LATE_MS <= this.#clock.now() ? late?.pop() : this.#levels.find(isSome)?.ready.pop();
  }

  #serve(): void {
    for (const waiter of this.#waiters) {
      const entry = this.#next();
      if (entry === undefined) break;
      this.#waiters.delete(waiter);
      waiter.give(this.#hand(entry));
    }
    this.#metrics.depth?.(this.size);
  }

  #hand(entry: Entry<K>): Taken<K> {
    const { key, priority, readyAt } = entry;
    const now = this.#clock.now();
    this.#level(priority).fair.served(entry.round);
    this.#entries.delete(key);
    this.#working.set(key, now);
    this.#metrics.waited?.(now - readyAt);
    this.#metrics.depth?.(this.size);
    return { key, priority, waitedMs: now - readyAt };
  }

  /** One timer, for the entry that is due first. It may fire early (that entry has left, or the wait is too long for a timer). */
  #schedule(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const first = this.#delayed.peek();
    if (first === undefined) return;
    const wait = Math.min(first.readyAt - this.#clock.now(), LONGEST_TIMER_MS);
    this.#cancelTimer = this.#clock.timer(Math.max(0, wait), () => this.#ripen());
  }

  #ripen(): void {
    const now = this.#clock.now();
    for (let first = this.#delayed.peek(); first !== undefined && first.readyAt <= now; first = this.#delayed.peek()) {
      this.#delayed.remove(first);
      this.#enter(first);
    }
    this.#schedule();
  }
}

function isBefore<K>(a: Entry<K>, b: Entry<K>): boolean {
  return a.round === b.round ? a.order < b.order : a.round < b.round;
}
