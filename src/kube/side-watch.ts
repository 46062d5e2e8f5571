/**
 * A watch over something that the operator can do without: its CRD may not be installed, or its rights may not reach so far. Either is
 * found out once, holds up no start, and is asked about again now and then.
 */
import { isApiError } from './api-error.ts';
import { type ReflectOptions, reflect } from './reflector.ts';
import type { ApiObject, ResourceClient } from './rest.ts';
import { ObjectStore, type StoreOptions } from './store.ts';

export interface SideWatchOptions<T extends ApiObject> {
  readonly client: ResourceClient<T>;
  /** Absent: the whole cluster. */
  readonly namespaces?: readonly string[];
  /** Only the object of this name. */
  readonly name?: string;
  readonly indexes?: StoreOptions<T>['indexes'];
  readonly complete?: StoreOptions<T>['complete'];
}

/** Slower than a watch that cannot be done without: what is not installed stays so for long, and each try is a line in the log. */
const BACKOFF = { baseMs: 250, capMs: 30_000 };

export class SideWatch<T extends ApiObject> {
  readonly client: ResourceClient<T>;
  readonly store: ObjectStore<T>;
  readonly #options: SideWatchOptions<T>;
  readonly #refused = Promise.withResolvers<void>();
  #isForbidden = false;

  constructor(options: SideWatchOptions<T>) {
    const { client, namespaces, indexes, complete } = options;
    this.#options = options;
    this.client = client;
    this.store = new ObjectStore<T>({
      ...(namespaces ? { namespaces } : {}),
      ...(indexes ? { indexes } : {}),
      ...(complete ? { complete } : {}),
    });
  }

  /** The store is filled, or it is known that it cannot be for now. */
  get settled(): Promise<void> {
    return Promise.race([this.store.synced, this.#refused.promise]);
  }

  /** Never filled, for want of rights. What was filled once holds good until a watch says otherwise. */
  get isUnreadable(): boolean {
    return this.#isForbidden && !this.store.isSynced;
  }

  /** Watches until the signal aborts. */
  async run(common: Pick<ReflectOptions<T>, 'clock' | 'log' | 'signal'>): Promise<void> {
    const { client, namespaces, name } = this.#options;
    await reflect({
      ...common,
      client,
      store: this.store,
      backoff: BACKOFF,
      ...(namespaces ? { namespaces } : {}),
      ...(name === undefined ? {} : { fieldSelector: `metadata.name=${name}` }),
      onFailure: (error) => this.#refuse(error),
    });
  }

  #refuse(error: unknown): void {
    if (!isApiError(error, 403, 404)) return;
    this.#isForbidden = error.status === 403;
    this.#refused.resolve();
  }
}
