/**
 * Values that are costly to make and costly to keep: made at first use, kept while they are used. At most so many of them, and none that
 * was not used for so long, so that what belongs to a tenant who has left does not stay in memory.
 */
import type { Clock } from '../engine/ports.ts';

export interface RecentOptions {
  readonly clock: Clock;
  readonly max: number;
  readonly idleMs: number;
}

interface Entry<V> {
  readonly value: V;
  usedAt: number;
}

export class Recent<V> {
  readonly #options: RecentOptions;
  /** In order of last use: the first is the one to forget. */
  readonly #entries = new Map<string, Entry<V>>();
  #cancel: (() => void) | undefined;

  constructor(options: RecentOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string, make: () => V): V {
    const entry = this.#entries.get(key) ?? { value: make(), usedAt: 0 };
    entry.usedAt = this.#options.clock.now();
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#options.max && oldest !== undefined) this.#entries.delete(oldest);
    this.#watch();
    return entry.value;
  }

  clear(): void {
    this.#entries.clear();
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** One timer, for the entry that was used least recently. */
  #watch(): void {
    const [oldest] = this.#entries.values();
    if (this.#cancel || !oldest) return;
    const { clock, idleMs } = this.#options;
    this.#cancel = clock.timer(oldest.usedAt + idleMs - clock.now(), () => this.#forgetIdle());
  }

  #forgetIdle(): void {
    this.#cancel = undefined;
    const { clock, idleMs } = this.#options;
    for (const [key, { usedAt }] of this.#entries) {
      if (usedAt + idleMs > clock.now()) break;
      this.#entries.delete(key);
    }
    this.#watch();
  }
}
