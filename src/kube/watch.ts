/**
 * Follows one resource type for as long as the process lives, as a state machine:
 *
 *     empty ──watch-list──▶ priming ──────────┐
 *       │                                     ▼
 *       └──paged list──▶ listing ──▶ resting ⇄ watching
 *
 * `step` takes one state one turn further; `recover` is the one place that says, for any error in any state, where to go on and how
 * loudly to complain. Nothing ends the watch but its signal.
 *
 * Guarantees: changes come in the order in which they were made, each once. Between `init` and `init-done` come all objects that exist; after `init-done` no change is missed, or another `init`
 * comes (the history was compacted, or the server lost it), and what was deleted in between is what it does not name.
 */
import type { Clock } from '../engine/ports.ts';
import { ApiError, isApiError, isExpired } from './api-error.ts';
import type { Log } from './log.ts';
import type { ApiObject, Page, ResourceClient, Selection } from './rest.ts';
import { isUnreadable, openStream, type WatchStream } from './stream.ts';
import { fullJitter, sleep, type Backoff } from './timing.ts';
import { compareVersions } from './versions.ts';

export type WatchEvent<T> =
  | { readonly type: 'init' }
  | { readonly type: 'apply'; readonly object: T }
  | { readonly type: 'delete'; readonly object: T }
  | { readonly type: 'init-done' };

export interface WatchOptions<T extends ApiObject> {
  readonly client: ResourceClient<T>;
  readonly selection?: Selection;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Above the minute between two bookmarks. */
  readonly silenceMs?: number;
  readonly backoff?: Backoff;
  /** The server spoke: for liveness. */
  readonly onHeartbeat?: () => void;
  readonly onFailure?: (error: unknown) => void;
}

type State<T> =
  /** Nothing is known. */
  | { readonly at: 'empty' }
  /** Some pages of a list are known. */
  | { readonly at: 'listing'; readonly from: string }
  /** A watch-list is open, its initial objects are coming. */
  | { readonly at: 'priming'; readonly stream: WatchStream<T> }
  /** All is known up to a version; no watch is open. */
  | { readonly at: 'resting'; readonly version: string }
  | { readonly at: 'watching'; readonly version: string; readonly stream: WatchStream<T>; readonly spoke: boolean };

interface Turn<T> {
  readonly next: State<T>;
  readonly events: readonly WatchEvent<T>[];
}

const SILENCE_MS = 75_000;
/** The cap is what a healed apiserver waits for us at most. */
const BACKOFF: Backoff = { baseMs: 250, capMs: 8_000 };

export async function* watch<T extends ApiObject>(options: WatchOptions<T>): AsyncGenerator<WatchEvent<T>, undefined> {
  const watcher = new Watcher(options);
  try {
    while (!options.signal.aborted) yield* await watcher.advance();
  } finally {
    watcher.close();
  }
  return undefined;
}

class Watcher<T extends ApiObject> {
  readonly #options: WatchOptions<T>;
  readonly #selection: Selection;
  #state: State<T> = { at: 'empty' };
  /** Not asked for again once it failed: a paged list does the same with some more requests. */
  #watchList = true;
  #failures = 0;

  constructor(options: WatchOptions<T>) {
    this.#options = options;
    this.#selection = options.selection ?? {};
  }

  /** One turn, or one recovery. */
  async advance(): Promise<readonly WatchEvent<T>[]> {
    try {
      const { next, events } = await this.#step(this.#state);
      this.#state = next;
      return events;
    } catch (error) {
      if (!this.#options.signal.aborted) await this.#recover(error);
      return [];
    }
  }

  close(): void {
    if ('stream' in this.#state) this.#state.stream.close();
  }

  async #step(state: State<T>): Promise<Turn<T>> {
    switch (state.at) {
      case 'empty':
        return this.#watchList ? this.#prime() : this.#list();
      case 'listing':
        return this.#list(state.from);
      case 'priming':
        return this.#primed(state);
      case 'resting': {
        const stream = await this.#open({ resourceVersion: state.version });
        return { next: { at: 'watching', version: state.version, stream, spoke: false }, events: [] };
      }
      case 'watching':
        return this.#watched(state);
      default:
        return state satisfies never;
    }
  }

  async #prime(): Promise<Turn<T>> {
    const stream = await this.#open({ sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' });
    return { next: { at: 'priming', stream }, events: [{ type: 'init' }] };
  }

  async #primed(state: Extract<State<T>, { at: 'priming' }>): Promise<Turn<T>> {
    const event = await state.stream.next();
    if (event === undefined)
      throw new ApiError({ status: 0, reason: 'Cut', message: 'the watch ended before its initial objects did' });
    this.#alive();
    if (event.type !== 'BOOKMARK') return { next: state, events: [changeOf(event)] };
    if (!event.initialEnd) return { next: state, events: [] };
    return {
      next: { at: 'watching', version: event.resourceVersion, stream: state.stream, spoke: true },
      events: [{ type: 'init-done' }],
    };
  }

  async #list(from?: string): Promise<Turn<T>> {
    const { client, signal } = this.#options;
    const page = await client.page(this.#selection, from, { signal });
    this.#alive();
    return listed(page, from === undefined);
  }

  async #watched(state: Extract<State<T>, { at: 'watching' }>): Promise<Turn<T>> {
    const event = await state.stream.next();
    if (event === undefined) return this.#ended(state);
    this.#alive();
    if (event.type !== 'BOOKMARK') {
      const version = event.object.metadata.resourceVersion;
      if (compareVersions(version, state.version) <= 0) return { next: { ...state, spoke: true }, events: [] };
      return { next: { ...state, version, spoke: true }, events: [changeOf(event)] };
    }
    if (compareVersions(event.resourceVersion, state.version) < 0) throw wentBack(state.version, event.resourceVersion);
    return { next: { ...state, version: event.resourceVersion, spoke: true }, events: [] };
  }

  /** The server ends every watch in time. One that it ends without a word is a fault, or we would ask again in a tight loop. */
  #ended(state: Extract<State<T>, { at: 'watching' }>): Turn<T> {
    if (!state.spoke) throw new ApiError({ status: 0, reason: 'Ended', message: 'the watch ended without a word' });
    state.stream.close();
    return { next: { at: 'resting', version: state.version }, events: [] };
  }

  #open(query: Readonly<Record<string, string | boolean>>): Promise<WatchStream<T>> {
    const { client, clock, signal, silenceMs = SILENCE_MS } = this.#options;
    const timeoutSeconds = 300 + Math.floor(clock.random() * 300);
    const bookmarked = { ...query, allowWatchBookmarks: true, timeoutSeconds };
    return openStream({ client, selection: this.#selection, query: bookmarked, clock, silenceMs, signal });
  }

  #alive(): void {
    this.#failures = 0;
    this.#options.onHeartbeat?.();
  }

  async #recover(error: unknown): Promise<void> {
    const { client, clock, log, signal, onFailure, backoff = BACKOFF } = this.#options;
    const failed = this.#state;
    this.close();
    const plan = recovery(failed, error);
    this.#state = plan.next;
    if (plan.withoutWatchList) this.#watchList = false;
    const first = this.#failures === 0 && plan.atOnce;
    const waitMs = first ? 0 : retryAfter(error) + fullJitter(this.#failures, backoff, clock);
    this.#failures += 1;
    const fields = { resource: client.type.plural, namespace: this.#selection.namespace, state: failed.at, waitMs, err: error };
    log[plan.level](fields, plan.message);
    onFailure?.(error);
    await rest(clock, waitMs, signal);
  }
}

interface Recovery<T> {
  readonly next: State<T>;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  /** No wait, the first time: the cause is known and trying again cures it. */
  readonly atOnce: boolean;
  readonly withoutWatchList: boolean;
}

/** For any error in any state: where to go on. What is known stays known unless the error says that it is worthless. */
function recovery<T>(state: State<T>, error: unknown): Recovery<T> {
  const plan = { next: kept(state), level: 'warn', atOnce: false, withoutWatchList: state.at === 'priming' } as const;
  if (isExpired(error))
    return { ...plan, next: { at: 'empty' }, level: 'info', atOnce: true, message: 'the history is gone; listing again' };
  if (isUnreadable(error)) return { ...plan, next: { at: 'empty' }, level: 'error', message: 'unreadable watch; listing again' };
  if (isApiError(error, 404)) {
    return { ...plan, next: { at: 'empty' }, level: 'info', message: 'the resource type is not installed (yet); trying again' };
  }
  if (isApiError(error, 401, 403))
    return { ...plan, level: 'error', message: 'not allowed to list or watch; trying again: check the RBAC rules' };
  if (state.at === 'empty' && isApiError(error, 400, 422)) {
    return {
      ...plan,
      level: 'info',
      atOnce: true,
      withoutWatchList: true,
      message: 'no watch-list on this server; listing in pages',
    };
  }
  return { ...plan, message: 'watch interrupted; resuming' };
}

function kept<T>(state: State<T>): State<T> {
  switch (state.at) {
    case 'empty':
    case 'priming':
      return { at: 'empty' };
    case 'listing':
    case 'resting':
      return state;
    case 'watching':
      return { at: 'resting', version: state.version };
    default:
      return state satisfies never;
  }
}

/** A wait that an abort merely cuts short: the loop looks at the signal itself. */
async function rest(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(clock, ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const retryAfter = (error: unknown): number => (isApiError(error) ? (error.retryAfterMs ?? 0) : 0);

function changeOf<T>(event: { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }): WatchEvent<T> {
  return { type: event.type === 'DELETED' ? 'delete' : 'apply', object: event.object };
}

function listed<T>(page: Page<T>, first: boolean): Turn<T> {
  const objects = page.items.map((object): WatchEvent<T> => ({ type: 'apply', object }));
  const events: WatchEvent<T>[] = first ? [{ type: 'init' }, ...objects] : objects;
  if (page.next !== undefined) return { next: { at: 'listing', from: page.next }, events };
  return { next: { at: 'resting', version: page.resourceVersion }, events: [...events, { type: 'init-done' }] };
}

/** Versions only grow, unless etcd was restored from a backup: then what we hold may never have happened. */
const wentBack = (from: string, to: string): ApiError =>
  new ApiError({ status: 410, reason: 'Expired', message: `the server went back from version ${from} to ${to}` });
