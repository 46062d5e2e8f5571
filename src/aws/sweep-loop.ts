/** The loop of one (scope, kind): when to sweep, how many pages, and what the pages say of the objects that are watched. */
import type { Fault } from '../engine/fault.ts';
import { MOVING, phaseOf, statusOf } from '../engine/phase.ts';
import type { Clock, Key, Observation, Scope, Target } from '../engine/ports.ts';
import type { Fields, KindDescriptor, ListRule } from '../kinds/types.ts';
import type { Caller } from './caller.ts';
import { Watched, type Mirror } from './watched.ts';

export interface SweepOptions {
  readonly clock: Clock;
  readonly call: Caller;
  readonly mirror: Mirror;
  /** Told of each object that has moved, or that the List does not show, and when to look, if not now. Must not throw. */
  readonly onMove: (key: Key, afterMs?: number) => void;
  /** Milliseconds between the beginnings of two sweeps, before jitter. */
  readonly intervalMs: number;
}
export interface SweepPlace {
  readonly kind: KindDescriptor;
  readonly scope: Scope;
  readonly list: ListRule;
}

export const arnOf = ({ object }: Target): string | undefined => object.status?.ackResourceMetadata?.arn;

const NEWEST_FIRST = { SortBy: 'CreationTime', SortOrder: 'Descending' };
const PAGE_SIZE = 100;
/** Pages beyond what the watched objects fill: others, newer than ours, lie between. */
const SPARE_PAGES = 2;
/** AWS's times are AWS's, but one server is not the other. Milliseconds. */
const MARGIN_MS = 60_000;
const MAX_BACKOFF_MS = 60_000;
/** A summary is believed for this many intervals. */
const FRESH_INTERVALS = 3;

export class SweepLoop {
  readonly #options: SweepOptions;
  readonly #place: SweepPlace;
  readonly #onRefused: () => void;
  readonly #watched = new Map<Key, Watched>();
  readonly #controller = new AbortController();
  #cancelTimer: (() => void) | undefined;
  #sweeping = false;
  /** When the last whole sweep began, or the first object came. */
  #toldAt = 0;
  #failures = 0;

  /** `onRefused`: AWS does not let us list this kind here, and asking again soon would not help. */
  constructor(options: SweepOptions, place: SweepPlace, onRefused: () => void) {
    this.#options = options;
    this.#place = place;
    this.#onRefused = onRefused;
  }

  add(key: Key, target: Target, untold: boolean): void {
    const known = this.#watched.get(key);
    if (this.#watched.size === 0) this.#toldAt = this.#options.clock.now();
    const watched =
      known?.uid === target.object.metadata.uid ? known : new Watched(target, this.#options.mirror, this.#options.clock.now());
    watched.stands(target, untold);
    this.#watched.set(key, watched);
    if (!this.#sweeping && !this.#cancelTimer) this.#schedule(this.#options.intervalMs);
  }

  remove(key: Key): void {
    this.#watched.delete(key);
    if (this.#watched.size === 0) this.#unschedule();
  }

  /** Milliseconds by which what is known of the watched objects is old; undefined while there are none. */
  lag(): number | undefined {
    return this.#watched.size === 0 ? undefined : this.#options.clock.now() - this.#toldAt;
  }

  touched(key: Key): void {
    this.#watched.get(key)?.touch(this.#options.clock.now());
  }

  *arns(): Iterable<readonly [Key, arn: string | undefined]> {
    for (const [key, { target }] of this.#watched) yield [key, arnOf(target)];
  }

  /** Someone says that it has moved; whether that is worth a look of its own. What it looks like is asked of AWS, by Describe. */
  heard(key: Key, detail: Fields): boolean {
    const watched = this.#watched.get(key);
    if (!watched || isProgress(this.#place.kind, detail)) return false;
    this.#options.onMove(key, watched.alarm(this.#options.clock.now()));
    return true;
  }

  hint(key: Key, target: Target): Observation | undefined {
    const { clock, intervalMs } = this.#options;
    return this.#watched.get(key)?.hint(target, this.#place.list, clock.now() - FRESH_INTERVALS * intervalMs);
  }

  /** Ends the loop; gives the keys that were watched. */
  close(): readonly Key[] {
    const keys = [...this.#watched.keys()];
    this.#watched.clear();
    this.#unschedule();
    this.#controller.abort();
    return keys;
  }

  #schedule(ms: number): void {
    const jittered = ms * (0.9 + 0.2 * this.#options.clock.random());
    this.#cancelTimer = this.#options.clock.timer(jittered, () => {
      this.#cancelTimer = undefined;
      void this.#sweep();
    });
  }

  #unschedule(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** Never rejects: what fails is tried again, more and more slowly. */
  async #sweep(): Promise<void> {
    const { clock, intervalMs } = this.#options;
    const startedAt = clock.now();
    this.#sweeping = true;
    let waitMs = intervalMs;
    try {
      await this.#scan(startedAt);
      this.#failures = 0;
      this.#toldAt = startedAt;
      waitMs = Math.max(intervalMs / 5, intervalMs - (clock.now() - startedAt));
    } catch (error) {
      waitMs = this.#failed(error as Fault);
    }
    this.#sweeping = false;
    if (this.#watched.size > 0 && !this.#cancelTimer) this.#schedule(waitMs);
  }

  #failed({ kind, retryAfterMs }: Fault): number {
    this.#failures += 1;
    if (kind === 'denied' || kind === 'invalid' || kind === 'bug') this.#onRefused();
    return Math.max(retryAfterMs ?? 0, Math.min(MAX_BACKOFF_MS, this.#options.intervalMs * 2 ** this.#failures));
  }

  /** Newest first, until all are found, the list ends, or the budget does: a page is never asked for to no purpose. */
  async #scan(startedAt: number): Promise<void> {
    const scan = [...this.#watched].filter(([, watched]) => watched.since < startedAt);
    const missing = byArn(scan);
    const budget = Math.ceil(scan.length / PAGE_SIZE) + SPARE_PAGES;
    let token: string | undefined;
    for (let page = 0; page < budget && missing.size > 0; page += 1) {
      const output = await this.#page(scan, token);
      this.#read(output, missing, startedAt);
      const next = output['NextToken'];
      if (typeof next !== 'string' || next === '' || next === token) break;
      token = next;
    }
    for (const watched of [...missing.values()].flat()) if (watched.missed()) this.#tell(watched);
  }

  #page(scan: readonly (readonly [Key, Watched])[], token: string | undefined): Promise<Fields> {
    const after = oldest(scan);
    const input = {
      ...(this.#place.list.newestFirst ?? NEWEST_FIRST),
      MaxResults: PAGE_SIZE,
      ...(after === undefined ? {} : { CreationTimeAfter: new Date(after - MARGIN_MS).toISOString() }),
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const { kind, list, scope } = this.#place;
    return this.#options.call(
      { scope, service: kind.service.id, operation: list.operation, input, does: 'list' },
      this.#controller.signal,
    );
  }

  #read(output: Fields, missing: Map<string, Watched[]>, startedAt: number): void {
    const { list, kind } = this.#place;
    for (const summary of (output[list.items] ?? []) as readonly Fields[]) {
      const arn = summary[kind.arnMember] as string;
      for (const watched of missing.get(arn) ?? []) if (watched.saw(summary, list, startedAt)) this.#tell(watched);
      missing.delete(arn);
    }
  }

  #tell(watched: Watched): void {
    // It may have been let go, or replaced, while the page was on its way.
    if (this.#watched.get(watched.key) === watched) this.#options.onMove(watched.key);
  }
}

/**
 * Whether it is said to be on its way still: of that the next sweep tells for all objects in one call, and Describe in one for each. An
 * untrue word costs nothing but the time until then, and a word that is not known here is no progress.
 */
function isProgress(kind: KindDescriptor, detail: Fields): boolean {
  const said = statusOf(kind, detail);
  const status = Object.keys(kind.statuses?.phases ?? {}).find((known) => said !== undefined && spelt(known) === spelt(said));
  return status !== undefined && MOVING.has(phaseOf(kind, status));
}

/** Events spell the statuses of some kinds in another way than all else does: IN_SERVICE. */
const spelt = (status: string): string => status.replaceAll('_', '').toLowerCase();

function byArn(scan: readonly (readonly [Key, Watched])[]): Map<string, Watched[]> {
  return Map.groupBy(
    scan.map(([, watched]) => watched),
    ({ target }) => arnOf(target) ?? '',
  );
}

/** When the oldest was created, by AWS's clock; undefined as long as any has not told. */
function oldest(scan: readonly (readonly [Key, Watched])[]): number | undefined {
  const times = scan.map(([, watched]) => watched.createdAt());
  return times.every((time) => time !== undefined) && times.length > 0 ? Math.min(...times) : undefined;
}
