/** One store and one watch for each kind, and what their news put into the queue. */
import type { Key } from '../engine/ports.ts';
import { keyOf } from '../engine/ports.ts';
import type { KindDescriptor, KubeObject } from '../kinds/types.ts';
import { handlesOf, referenceReader } from '../engine/handles.ts';
import { letGo } from '../engine/references.ts';
import { FieldExportWatch } from '../fieldexport/watch.ts';
import { BY_HANDLE, BY_REFERENCE, handleEntry, type KindAccess, referenceEntry } from '../kube/cluster.ts';
import { isApiError } from '../kube/api-error.ts';
import type { Log } from '../kube/log.ts';
import { isNewsToUsers, isRelabelled, isRelevant } from '../kube/predicate.ts';
import { PRIORITY, type WorkQueue } from '../kube/queue.ts';
import { reflect } from '../kube/reflector.ts';
import { ResourceClient } from '../kube/rest.ts';
import { type Delta, ObjectStore } from '../kube/store.ts';
import { monotonicClock, systemClock } from '../kube/timing.ts';
import type { Transport } from '../kube/transport.ts';
import { wellFormed } from '../kube/well-formed.ts';
import { type TenancyRules, TenancyWatch } from './tenancy.ts';

export interface WatchingOptions {
  readonly kinds: readonly KindDescriptor[];
  readonly transport: Transport;
  readonly queue: WorkQueue<Key>;
  readonly log: Log;
  /** Empty: the whole cluster. */
  readonly namespaces: readonly string[];
  readonly labelSelector: string;
  readonly tenancy: TenancyRules;
  /** Whether FieldExports are served. */
  readonly fieldExports: boolean;
}

export class Watching {
  readonly access: ReadonlyMap<string, KindAccess>;
  readonly tenancy: TenancyWatch;
  readonly fieldExports: FieldExportWatch | undefined;
  readonly #options: WatchingOptions;
  /** Kinds whose CRD is not installed: there can be no object of theirs, and the others must not wait for them. */
  #settled = false;
  readonly #uninstalled = new Map<string, PromiseWithResolvers<void>>();
  readonly #leaving = new Set<Key>();
  /** When the apiserver last spoke, by kind and namespace. */
  readonly #heard = new Map<string, Map<string | undefined, number>>();

  constructor(options: WatchingOptions) {
    this.#options = options;
    const { transport, tenancy: rules, queue, namespaces } = options;
    this.tenancy = new TenancyWatch({ transport, rules, onNews: (namespace) => this.#wakeTenants(namespace) });
    this.access = new Map(options.kinds.map((kind) => [kind.kind, this.#accessTo(kind)]));
    const sources = this.#stores();
    this.fieldExports = options.fieldExports ? new FieldExportWatch({ transport, queue, namespaces, sources }) : undefined;
  }

  /** Settles when every store is filled, and it is known whose roles to use. */
  async synced(): Promise<void> {
    const kinds = [...this.access].map(([kind, { store }]) => Promise.race([store.synced, this.#uninstalledOf(kind).promise]));
    await Promise.all([this.tenancy.settled(), ...kinds]);
    this.#settled = true;
  }

  get isSynced(): boolean {
    return this.#settled;
  }

  /** Kinds that are not served, because their CRD is not installed (yet). They are as soon as it is. */
  get uninstalled(): readonly string[] {
    return [...this.access].flatMap(([kind, { store }]) => (store.isSynced ? [] : [kind]));
  }

  /** Watches until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, namespaces, labelSelector } = this.#options;
    const common = { clock: systemClock, log, signal };
    const scopes = namespaces.length === 0 ? [undefined] : namespaces;
    const selector = labelSelector === '' ? {} : { labelSelector };
    await Promise.all([
      this.tenancy.run(common),
      this.fieldExports?.run(common),
      ...[...this.access].map(([kind, { client, store }]) =>
        reflect({
          ...common,
          ...selector,
          client,
          store,
          namespaces: scopes,
          onHeartbeat: (namespace) => this.#hear(kind, namespace),
          onFailure: (error) => isApiError(error, 404) && this.#uninstalledOf(kind).resolve(),
        }),
      ),
    ]);
  }

  #hear(kind: string, namespace: string | undefined): void {
    const heard = this.#heard.get(kind) ?? new Map<string | undefined, number>();
    this.#heard.set(kind, heard.set(namespace, monotonicClock.now()));
  }

  /** Milliseconds since the apiserver last spoke, on each watch that it ever spoke on. */
  *silences(): Generator<readonly [kind: string, ms: number]> {
    const now = monotonicClock.now();
    for (const [kind, heard] of this.#heard) for (const at of heard.values()) yield [kind, now - at];
  }

  #uninstalledOf(kind: string): PromiseWithResolvers<void> {
    const known = this.#uninstalled.get(kind) ?? Promise.withResolvers<void>();
    this.#uninstalled.set(kind, known);
    return known;
  }

  *objects(): Generator<KubeObject> {
    for (const store of this.#stores()) yield* store;
  }

  *#stores(): Generator<ObjectStore<KubeObject>> {
    for (const { store } of this.access.values()) yield store;
  }

  #accessTo(kind: KindDescriptor): KindAccess {
    const { transport, namespaces } = this.#options;
    const usesIn = referenceReader(kind);
    const store = new ObjectStore<KubeObject>({
      ...(namespaces.length === 0 ? {} : { namespaces }),
      complete: wellFormed,
      indexes: {
        [BY_HANDLE]: (object) => handlesOf(kind, object).map((handle) => handleEntry(object.metadata.namespace, handle)),
        [BY_REFERENCE]: (object) => usesIn(object).map((to) => referenceEntry(object.metadata.namespace, to.kind, to.handle)),
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
    const { queue, tenancy } = this.#options;
    if (isRelevant(delta) || (tenancy.selectors && isRelabelled(delta)))
      queue.add(keyOf(delta.now ?? delta.old), { priority: priorityOf(delta) });
    if (delta.now && !delta.initial && isNewsToUsers(delta.old, delta.now)) this.#wakeUsers(kind, delta.now);
    if (this.#noteLeaving(delta) && delta.old && !delta.initial) this.#wakeUsed(kind, delta.old, delta.now);
  }

  /** Whether anything at all is leaving: mostly nothing is, and then no change needs to be searched for what it lets go of. */
  #noteLeaving({ old, now }: Delta<KubeObject>): boolean {
    if (now?.metadata.deletionTimestamp !== undefined) this.#leaving.add(keyOf(now));
    else if (old?.metadata.deletionTimestamp !== undefined) this.#leaving.delete(keyOf(old));
    return this.#leaving.size > 0;
  }

  /** Behind what users do now: there may be thousands, and most of them only see that nothing has changed for them. */
  #wakeTenants(namespace: string | undefined): void {
    for (const object of this.objects()) {
      if (namespace !== undefined && object.metadata.namespace !== namespace) continue;
      this.#options.queue.add(keyOf(object), { priority: PRIORITY.initial });
    }
  }

  /** They may have waited for it. */
  #wakeUsers(kind: KindDescriptor, object: KubeObject): void {
    for (const handle of handlesOf(kind, object)) {
      const entry = referenceEntry(object.metadata.namespace, kind.kind, handle);
      for (const store of this.#stores()) for (const user of store.by(BY_REFERENCE, entry)) this.#options.queue.add(keyOf(user));
    }
  }

  /** What is leaving may have waited for this object to let go of it. */
  #wakeUsed(kind: KindDescriptor, before: KubeObject, now: KubeObject | undefined): void {
    for (const { kind: to, handle } of letGo(kind, before, now))
      for (const used of this.access.get(to)?.store.by(BY_HANDLE, handleEntry(before.metadata.namespace, handle)) ?? [])
        if (used.metadata.deletionTimestamp !== undefined) this.#options.queue.add(keyOf(used));
  }
}

function priorityOf(delta: Delta<KubeObject>): number {
  if (delta.initial) return PRIORITY.initial;
  return delta.now?.metadata.deletionTimestamp === undefined ? PRIORITY.normal : PRIORITY.deletion;
}
