/**
 * Which lines have been shown. Lines of different streams reach CloudWatch out of order, so the last seconds are read again and again; this
 * keeps the lines of those seconds, and of no more. Equal lines of the same millisecond are counted, for each of them was written.
 */
import type { LogEvent } from '../../engine/logs.ts';

export class Seen {
  readonly #overlapMs: number;
  #latest: number;
  #counts = new Map<string, { readonly at: number; count: number }>();
  /** What this round has met so far. */
  #met = new Map<string, number>();

  constructor(overlapMs: number, from: number) {
    this.#overlapMs = overlapMs;
    this.#latest = from;
  }

  /** From when on to read in the next round. */
  get since(): number {
    return Math.max(0, this.#latest - this.#overlapMs);
  }

  /** Lines that are kept. */
  get size(): number {
    return this.#counts.size;
  }

  begin(): void {
    this.#met = new Map();
    for (const [key, { at }] of this.#counts) if (at < this.since) this.#counts.delete(key);
  }

  /** Whether a line of this round is new; it is then known. */
  isNew({ at, stream, message }: LogEvent): boolean {
    const key = `${at} ${stream} ${message}`;
    const met = (this.#met.get(key) ?? 0) + 1;
    this.#met.set(key, met);
    const known = this.#counts.get(key);
    if (known && met <= known.count) return false;
    if (known) known.count = met;
    else this.#counts.set(key, { at, count: met });
    this.#latest = Math.max(this.#latest, at);
    this.#forget();
    return true;
  }

  /** Lines come in the order of time: one that is far older than the latest is not met again, however long the round. */
  #forget(): void {
    for (const [key, { at }] of this.#counts) {
      if (at >= this.since - this.#overlapMs) return;
      this.#counts.delete(key);
      this.#met.delete(key);
    }
  }
}
