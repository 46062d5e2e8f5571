/**
 * Which resources this process has made moments ago. AWS may not show them yet, and «not found» is no proof then. What is forgotten
 * with the process is guessed from the conditions, on the careful side.
 */
import type { Clock } from '../engine/ports.ts';
import { conditionOf } from '../engine/conditions.ts';
import { NOT_SHOWN_YET } from '../engine/decide.ts';
import { REPLY_LOST } from '../engine/verdict.ts';
import type { KindStatus, KubeObject } from '../kinds/types.ts';
import { crName } from '../model/names.ts';

/** What was created this long ago may not be visible yet. Milliseconds. */
const RECENT_MS = 60_000;
/** Reasons of an object of which nobody knows whether it was made. */
const IN_DOUBT: ReadonlySet<string> = new Set([REPLY_LOST, NOT_SHOWN_YET]);
const CREATION_TIME = crName('CreationTime');
/** Beyond this many the old ones are looked for. */
const MANY = 1_000;

interface Birth {
  readonly at: number;
  /** When the resource was born that stood in its place before, as far as status told: that one has been seen, this one not. */
  readonly predecessor: unknown;
}
const LONG_AGO: Birth = { at: Number.NEGATIVE_INFINITY, predecessor: undefined };
const bornAt = (status: KindStatus | undefined): unknown => status?.[CREATION_TIME];

export class Births {
  readonly #clock: Clock;
  readonly #begun: number;
  readonly #births = new Map<string, Birth>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#begun = clock.now();
  }

  made({ metadata, status }: KubeObject): void {
    if (this.#births.size > MANY)
      for (const [uid, { at }] of this.#births) if (this.#since(at) > RECENT_MS) this.#births.delete(uid);
    this.#births.set(metadata.uid, { at: this.#clock.now(), predecessor: bornAt(status) });
  }

  /** AWS has shown it: from now on not being there means that it is gone. */
  seen({ metadata }: KubeObject): void {
    if (this.#births.has(metadata.uid)) this.#births.set(metadata.uid, LONG_AGO);
  }

  /** AWS has accepted its end: not being there is what it should be. */
  ended({ metadata }: KubeObject): void {
    this.#births.set(metadata.uid, LONG_AGO);
  }

  /**
   * It was made not long ago, and nobody has seen it yet. What this process has made counts also where status does not tell: the write
   * may have failed, and letting the object go then would leave its resource running with nobody to stop it.
   */
  isRecent({ metadata, status }: KubeObject): boolean {
    const birth = this.#births.get(metadata.uid);
    if (birth) return this.#since(birth.at) < RECENT_MS && bornAt(status) === birth.predecessor;
    return bornAt(status) === undefined && this.#since(this.#begun) < RECENT_MS && this.#mayHaveBeenMade(status);
  }

  /** By a process that came before this one: its Create was answered moments ago, or nobody knows what became of it. */
  #mayHaveBeenMade(status: KindStatus | undefined): boolean {
    const ready = conditionOf(status?.conditions, 'Ready');
    if (status?.ackResourceMetadata?.arn === undefined) return ready === undefined || IN_DOUBT.has(ready.reason);
    const turns = (status.conditions ?? [])
      .map(({ lastTransitionTime }) => Date.parse(lastTransitionTime))
      .filter((at) => !Number.isNaN(at));
    return turns.length > 0 && this.#since(Math.max(...turns)) < RECENT_MS;
  }

  #since(at: number): number {
    return this.#clock.now() - at;
  }
}
