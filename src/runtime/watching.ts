/** One store and one watch for each kind, and what their news put into the queue. */
import type { Key } from '../engine/ports.ts';
import { keyOf } from '../engine/ports.ts';
import type { KindDescriptor, KubeObject } from '../kinds/types.ts';
import { isApiError } from '../kube/api-error.ts';
import { handlesOf, referencesOf } from '../engine/handles.ts';
import { BY_HANDLE, BY_REFERENCE, handleEntry, type KindAccess, referenceEntry } from '../kube/cluster.ts';
import type { Log } from '../kube/log.ts';
import { becameAvailable, isRelevant } from '../kube/predicate.ts';
import { PRIORITY, type WorkQueue } from '../kube/queue.ts';
import { reflect } from '../kube/reflector.ts';
import { type ApiObject, ResourceClient } from '../kube/rest.ts';
import { type Delta, ObjectStore } from '../kube/store.ts';
import { systemClock } from '../kube/timing.ts';
import type { Transport } from '../kube/transport.ts';

export interface WatchingOptions {
  readonly kinds: readonly KindDescriptor[];
  readonly transport: Transport;
  readonly queue: WorkQueue<Key>;
  readonly log: Log;
  /** Empty: the whole cluster. */
  readonly namespaces: readonly string[];
  readonly labelSelector: string;
}

export class Watching {
  readonly access: ReadonlyMap<string, KindAccess>;
  readonly namespaces = new ObjectStore<ApiObject>();
  readonly #options: WatchingOptions;
  readonly #namespacesForbidden = Promise.withResolvers<void>();

  constructor(options: WatchingOptions) {
    this.#options = options;
    this.access = new Map(options.kinds.map((kind) => [kind.kind, this.#accessTo(kind)]));
  }

  /** Settles when every store is filled. Where namespaces may not be read, they are taken to carry no annotations. */
  async synced(): Promise<void> {
    const namespaces = Promise.race([this.namespaces.synced, this.#namespacesForbidden.promise]);
    await Promise.all([namespaces, ...[...this.#stores()].map(({ synced }) => synced)]);
  }

  get isSynced(): boolean {
    return [...this.#stores()].every((store) => store.isSynced);
  }

  /** Watches until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { transport, log, namespaces, labelSelector } = this.#options;
    const common = { clock: systemClock, log, signal };
    const scopes = namespaces.length === 0 ? [undefined] : namespaces;
    const selector = labelSelector === '' ? {} : { labelSelector };
    await Promise.all([
      reflect({
        ...common,
        client: new ResourceClient<ApiObject>(transport, { group: '', version: 'v1', plural: 'namespaces' }),
        store: this.namespaces,
        onFailure: (error) => isApiError(error, 403) && this.#namespacesForbidden.resolve(),
      }),
      ...[...this.access.values()].map(({ client, store }) =>
        reflect({ ...common, ...selector, client, store, namespaces: scopes }),
      ),
    ]);
  }

  *objects(): Generator<KubeObject> {
    for (const store of this.#stores()) yield* store;
  }

  *#stores(): Generator<ObjectStore<KubeObject>> {
    for (const { store } of this.access.values()) yield store;
  }

  #accessTo(kind: KindDescriptor): KindAccess {
    const { transport, namespaces } = this.#options;
    const store = new ObjectStore<KubeObject>({
      ...(namespaces.length === 0 ? {} : { namespaces }),
      indexes: {
        [BY_HANDLE]: (object) => handlesOf(kind, object).map((handle) => handleEntry(object.metadata.namespace, handle)),
        [BY_REFERENCE]: (object) =>
          referencesOf(kind, object).map((to) => referenceEntry(object.metadata.namespace, to.kind, to.handle)),
      },
    });
    store.subscribe((delta) => this.#heed(kind, delta));
    return {
      kind,
      client: new ResourceClient(transport, { group: kind.service.group, version: kind.service.version, plural: kind.plural }),
      store,
    };
  }

  #heed(kind: KindDescriptor, delta: Delta<KubeObject>): void {
    const { queue } = this.#options;
    if (isRelevant(delta)) queue.add(keyOf(delta.now ?? delta.old), { priority: priorityOf(delta) });
    if (delta.now && !delta.initial && becameAvailable(delta.old, delta.now)) this.#wakeUsers(kind, delta.now);
    if (delta.old && !delta.initial) this.#wakeUsed(kind, delta.old);
  }

  /** They may have waited for it. */
  #wakeUsers(kind: KindDescriptor, object: KubeObject): void {
    for (const handle of handlesOf(kind, object)) {
      const entry = referenceEntry(object.metadata.namespace, kind.kind, handle);
      for (const store of this.#stores()) for (const user of store.by(BY_REFERENCE, entry)) this.#options.queue.add(keyOf(user));
    }
  }

  /** What is leaving may have waited for this object to let go of it. */
  #wakeUsed(kind: KindDescriptor, user: KubeObject): void {
    for (const { kind: to, handle } of referencesOf(kind, user))
      for (const used of this.access.get(to)?.store.by(BY_HANDLE, handleEntry(user.metadata.namespace, handle)) ?? [])
        if (used.metadata.deletionTimestamp !== undefined) this.#options.queue.add(keyOf(used));
  }
}

function priorityOf(delta: Delta<KubeObject>): number {
  if (delta.initial) return PRIORITY.initial;
  return delta.now?.metadata.deletionTimestamp === undefined ? PRIORITY.normal : PRIORITY.deletion;
}
