/**
 * What the cluster holds, in memory. A watch fills it; our own writes are put in as soon as the apiserver has answered them, so that
 * the next pass over an object reads what the last one wrote, however late the watch is.
 *
 * Guarantees: a reader never sees a half-filled store after a fresh list (the swap happens at `init-done`, and reports what was
 * deleted unseen); an object never goes back to an older version of itself.
 */
import type { Key } from '../engine/ports.ts';
import type { ApiObject } from './rest.ts';
import { compareVersions } from './versions.ts';
import type { WatchEvent } from './watch.ts';

export type Delta<T> = (
  | { readonly type: 'added'; readonly old?: undefined; readonly now: T }
  | { readonly type: 'changed'; readonly old: T; readonly now: T }
  | { readonly type: 'removed'; readonly old: T; readonly now?: undefined }
) & {
  /** Part of the first fill: it was there before we were. */
  readonly initial: boolean;
};

export type IndexFunction<T> = (object: T) => readonly string[];

export interface StoreOptions<T> {
  /** One watch each. `undefined`: one watch for the whole cluster. */
  readonly namespaces?: readonly (string | undefined)[];
  readonly indexes?: Readonly<Record<string, IndexFunction<T>>>;
  /** Completes what the apiserver may leave out. Returns the object itself where nothing is missing. */
  readonly complete?: (object: T) => T;
}

export class ObjectStore<T extends ApiObject> {
  /** Settles when every namespace has been listed once. */
  readonly synced: Promise<void>;
  readonly #synced = Promise.withResolvers<void>();
  readonly #objects = new Map<Key, T>();
  readonly #indexes: ReadonlyMap<string, Index<T>>;
  readonly #complete: (object: T) => T;
  readonly #listeners = new Set<(delta: Delta<T>) => void>();
  /** Namespaces that were never listed to the end. */
  readonly #awaited: Set<string | undefined>;
  /** Lists under way: what they have named so far, and what we wrote meanwhile. */
  readonly #lists = new Map<string | undefined, Listing<T>>();

  constructor(options: StoreOptions<T> = {}) {
    this.synced = this.#synced.promise;
    this.#awaited = new Set(options.namespaces ?? [undefined]);
    this.#complete = options.complete ?? ((object) => object);
    this.#indexes = new Map(Object.entries(options.indexes ?? {}).map(([name, values]) => [name, new Index(values)]));
  }

  get(key: Key): T | undefined {
    return this.#objects.get(key);
  }

  /** Objects for which the named index gives `value`. */
  by(index: string, value: string): readonly T[] {
    const found = this.#indexes.get(index);
    if (found === undefined) throw new Error(`the store has no index ${index}`);
    return found.get(value);
  }

  get size(): number {
    return this.#objects.size;
  }

  get isSynced(): boolean {
    return this.#awaited.size === 0;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#objects.values();
  }

  /** Returns how to unsubscribe. */
  subscribe(listener: (delta: Delta<T>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** One event of the watch over `namespace`. */
  accept(event: WatchEvent<T>, namespace?: string): void {
    const list = this.#lists.get(namespace);
    switch (event.type) {
      case 'init':
        this.#lists.set(namespace, { named: new Map(), written: new Set() });
        return;
      case 'apply':
        if (list === undefined) this.#put(event.object);
        else list.named.set(keyOf(event.object), this.#admitted(event.object));
        return;
      case 'delete':
        if (list === undefined) this.#remove(event.object);
        else list.named.delete(keyOf(event.object));
        return;
      case 'init-done':
        if (list !== undefined) this.#swap(namespace, list);
        return;
      default:
        event satisfies never;
    }
  }

  /**
   * The apiserver's answer to a write of ours. Ignored for an object that the store does not hold (any more): the watch has seen its
   * end, and an answer that comes late must not bring it back. Returns it complete.
   */
  write(object: T): T {
    const key = keyOf(object);
    if (this.#objects.get(key)?.metadata.uid === object.metadata.uid) {
      for (const list of this.#lists.values()) list.written.add(key);
      if (isLetGo(object)) this.#set(this.#admitted(object), false);
      else this.#put(object);
    }
    return this.#complete(object);
  }

  #admitted(object: T): T {
    return this.#complete(stripped(object));
  }

  #put(object: T): void {
    const old = this.#objects.get(keyOf(object));
    if (old !== undefined && compareVersions(object.metadata.resourceVersion, old.metadata.resourceVersion) <= 0) return;
    this.#set(this.#admitted(object), false);
  }

  /** A late event about an object that was made again since must not remove the new one. */
  #remove(object: T): void {
    const old = this.#objects.get(keyOf(object));
    if (old === undefined) return;
    const sameOrNewer = compareVersions(object.metadata.resourceVersion, old.metadata.resourceVersion) >= 0;
    if (old.metadata.uid === object.metadata.uid || sameOrNewer) this.#unset(old, false);
  }

  /** Makes the list's word the truth for its namespace. Only what we wrote while it was read may be newer than it. */
  #swap(namespace: string | undefined, list: Listing<T>): void {
    const initial = this.#awaited.has(namespace);
    this.#lists.delete(namespace);
    for (const [key, old] of this.#objects) {
      if (isIn(old, namespace) && !list.named.has(key)) this.#unset(old, initial);
    }
    for (const [key, object] of list.named) {
      const old = this.#objects.get(key);
      if (old === undefined || !isAtLeast(old, object, list.written.has(key))) this.#set(object, initial);
    }
    if (this.#awaited.delete(namespace) && this.isSynced) this.#synced.resolve();
  }

  #set(object: T, initial: boolean): void {
    const key = keyOf(object);
    const old = this.#objects.get(key);
    if (old !== undefined && old.metadata.uid !== object.metadata.uid) {
      this.#unset(old, initial);
      return this.#set(object, initial);
    }
    this.#objects.set(key, object);
    for (const index of this.#indexes.values()) index.replace(key, old, object);
    this.#emit(old === undefined ? { type: 'added', now: object, initial } : { type: 'changed', old, now: object, initial });
  }

  #unset(old: T, initial: boolean): void {
    const key = keyOf(old);
    this.#objects.delete(key);
    for (const index of this.#indexes.values()) index.replace(key, old, undefined);
    this.#emit({ type: 'removed', old, initial });
  }

  #emit(delta: Delta<T>): void {
    for (const listener of this.#listeners) listener(delta);
  }
}

interface Listing<T> {
  readonly named: Map<Key, T>;
  readonly written: Set<Key>;
}

class Index<T> {
  readonly #values: IndexFunction<T>;
  readonly #entries = new Map<string, Map<Key, T>>();

  constructor(values: IndexFunction<T>) {
    this.#values = values;
  }

  get(value: string): readonly T[] {
    return [...(this.#entries.get(value)?.values() ?? [])];
  }

  replace(key: Key, old: T | undefined, now: T | undefined): void {
    for (const value of old === undefined ? [] : this.#values(old)) this.#drop(value, key);
    for (const value of now === undefined ? [] : this.#values(now)) if (now !== undefined) this.#bucket(value).set(key, now);
  }

  #bucket(value: string): Map<Key, T> {
    const bucket = this.#entries.get(value) ?? new Map<Key, T>();
    this.#entries.set(value, bucket);
    return bucket;
  }

  #drop(value: string, key: Key): void {
    const bucket = this.#entries.get(value);
    bucket?.delete(key);
    if (bucket?.size === 0) this.#entries.delete(value);
  }
}

/** `<Kind>/<namespace>/<name>`; cluster-scoped objects have an empty namespace. */
export const keyOf = (object: Pick<ApiObject, 'kind' | 'metadata'>): Key =>
  `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}` as Key;

/**
 * The answer to a write that took the last finalizer away: the object is deleted and was not written first, so its version is that of
 * before. Until the watch tells of the end, nobody must take it for one that is still held.
 */
const isLetGo = ({ metadata }: ApiObject): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length === 0;

const isIn = (object: ApiObject, namespace: string | undefined): boolean =>
  namespace === undefined || object.metadata.namespace === namespace;

/** Unchanged, or written by us after the list was read. A version that is newer for no reason of ours is from before a restore. */
function isAtLeast(old: ApiObject, listed: ApiObject, written: boolean): boolean {
  if (old.metadata.uid !== listed.metadata.uid) return false;
  const order = compareVersions(old.metadata.resourceVersion, listed.metadata.resourceVersion);
  return order === 0 || (written && order > 0);
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Field ownership and kubectl's copy of the manifest are most of an object's bytes, and nothing here reads them. */
export function stripped<T extends ApiObject>(object: T): T {
  const { managedFields: _, ...metadata } = object.metadata as T['metadata'] & { managedFields?: unknown };
  if (metadata.annotations?.[LAST_APPLIED] === undefined) return { ...object, metadata };
  const { [LAST_APPLIED]: __, ...annotations } = metadata.annotations;
  return { ...object, metadata: { ...metadata, annotations } };
}
