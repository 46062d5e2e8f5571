/**
 * Which resources this process has made moments ago. AWS may not show them yet, and «not found» is no proof then. What is forgotten
 * with the process is guessed from the conditions, on the careful side.
 */
import type { Clock } from '../engine/ports.ts';
import type { KubeObject } from '../kinds/types.ts';
import { crName } from '../model/names.ts';

/** What was created this long ago may not be visible yet. Milliseconds. */
const RECENT_MS = 60_000;
const CREATION_TIME = 'CreationTime';
/** Beyond this many the old ones are looked for. */
const MANY = 1_000;

export class Births {
  readonly #clock: Clock;
  readonly #begun: number;
  readonly #madeAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#begun = clock.now();
  }

  made(uid: string): void {
    if (this.#madeAt.size > MANY)
      for (const [other, at] of this.#madeAt) if (this.#since(at) > RECENT_MS) this.#madeAt.delete(other);
    this.#madeAt.set(uid, this.#clock.now());
  }

  /** AWS has accepted its end: not being there is what it should be. */
  ended(uid: string): void {
    this.#madeAt.set(uid, Number.NEGATIVE_INFINITY);
  }

  /**
   * It was made not long ago, and nobody has seen it yet. What this process has made counts also where status does not tell: the write
   * may have failed, and letting the object go then would leave its resource running with nobody to stop it.
   */
  isRecent({ metadata, status }: KubeObject): boolean {
    if (status?.[crName(CREATION_TIME)] !== undefined) return false;
    const madeAt = this.#madeAt.get(metadata.uid);
    if (madeAt !== undefined) return this.#since(madeAt) < RECENT_MS;
    if (status?.ackResourceMetadata?.arn === undefined) return false;
    const turns = (status.conditions ?? [])
      .map(({ lastTransitionTime }) => Date.parse(lastTransitionTime))
      .filter((at) => !Number.isNaN(at));
    return turns.length > 0 && this.#since(this.#begun) < RECENT_MS && this.#since(Math.max(...turns)) < RECENT_MS;
  }

  #since(at: number): number {
    return this.#clock.now() - at;
  }
}
