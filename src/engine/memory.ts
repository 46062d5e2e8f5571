/**
 * What one process remembers of an object between passes. All of it may be lost: it only saves calls and writes, and is never the
 * reason for an act.
 */
import type { KubeObject } from '../kinds/types.ts';
import type { Untold } from './engine.ts';
import type { Clock, Key } from './ports.ts';

interface Entry {
  readonly uid: string;
  /** When the next look for drift is due. */
  dueAt?: number;
  /** When the present trouble began. */
  troubledSince?: number;
  /** When status was last written. */
  toldAt?: number;
  /** The generation that was last asked about, and when it first was. */
  met?: { readonly generation: number; readonly at: number };
  /** Generation that was about to be created when there was no turn to call AWS. */
  unsent?: number;
}

/** Endings that wait to be told, at most: each keeps what was sent to AWS. */
const MOST_UNTOLD = 1_000;

export class Memory {
  readonly #entries = new Map<Key, Entry>();
  readonly #untold = new Map<Key, Untold>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  #entry(key: Key, object: KubeObject): Entry {
    const known = this.#entries.get(key);
    if (known?.uid === object.metadata.uid) return known;
    const fresh: Entry = { uid: object.metadata.uid };
    this.#entries.set(key, fresh);
    return fresh;
  }

  /**
   * Milliseconds until the next look for drift; 0 when it is due. An object met for the first time (a restart) gets a moment within one
   * whole interval, so that a thousand endpoints are not asked at once.
   */
  untilDue(key: Key, object: KubeObject, intervalMs: number): number {
    const entry = this.#entry(key, object);
    entry.dueAt ??= this.#clock.now() + this.#clock.random() * intervalMs;
    return Math.max(0, entry.dueAt - this.#clock.now());
  }

  setDue(key: Key, object: KubeObject, afterMs: number): void {
    this.#entry(key, object).dueAt = this.#clock.now() + afterMs;
  }

  /** Milliseconds since the present trouble was first met. */
  troubledFor(key: Key, object: KubeObject): number {
    const entry = this.#entry(key, object);
    entry.troubledSince ??= this.#clock.now();
    return this.#clock.now() - entry.troubledSince;
  }

  /**
   * Milliseconds since the present generation of the object was first asked about: by this process's clock alone, so that it does not matter
   * what the apiserver's says.
   */
  knownFor(key: Key, object: KubeObject): number {
    const entry = this.#entry(key, object);
    const { generation } = object.metadata;
    if (entry.met?.generation !== generation) entry.met = { generation, at: this.#clock.now() };
    return this.#clock.now() - entry.met.at;
  }

  told(key: Key, object: KubeObject): void {
    this.#entry(key, object).toldAt = this.#clock.now();
  }

  /** Milliseconds since status was last written by this process; for ever, when it never was. */
  sinceTold(key: Key, object: KubeObject): number {
    return this.#clock.now() - (this.#entry(key, object).toldAt ?? Number.NEGATIVE_INFINITY);
  }

  unsent(key: Key, object: KubeObject): void {
    this.#entry(key, object).unsent = object.metadata.generation;
  }

  isUnsent(key: Key, object: KubeObject): boolean {
    return this.#entry(key, object).unsent === object.metadata.generation;
  }

  sent(key: Key): void {
    const entry = this.#entries.get(key);
    if (entry) delete entry.unsent;
  }

  /** Keeps how a pass ended until it is told. */
  putOff(key: Key, untold: Untold): void {
    this.#untold.set(key, untold);
  }

  /** Whether one more ending may be kept. */
  get hasRoom(): boolean {
    return this.#untold.size < MOST_UNTOLD;
  }

  /** What is still to be told of this generation of the object. */
  takeUntold(key: Key, { metadata }: KubeObject): Untold | undefined {
    const untold = this.#untold.get(key);
    this.#untold.delete(key);
    const then = untold?.ending.object.metadata;
    return then?.uid === metadata.uid && then.generation === metadata.generation ? untold : undefined;
  }

  calm(key: Key): void {
    const entry = this.#entries.get(key);
    if (entry) delete entry.troubledSince;
  }

  forget(key: Key): void {
    this.#entries.delete(key);
    this.#untold.delete(key);
  }
}
