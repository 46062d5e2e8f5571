/** One watch over FieldExports, and what their news and those of their sources put into the queue. */
import { isTrue } from '../engine/conditions.ts';
import { type Key, keyOf } from '../engine/ports.ts';
import type { KubeObject } from '../kinds/types.ts';
import type { KindAccess } from '../kube/cluster.ts';
import { isRelevant } from '../kube/predicate.ts';
import { PRIORITY, type WorkQueue } from '../kube/queue.ts';
import { ResourceClient } from '../kube/rest.ts';
import { SideWatch } from '../kube/side-watch.ts';
import type { ObjectStore } from '../kube/store.ts';
import type { Transport } from '../kube/transport.ts';
import { wellFormed } from '../kube/well-formed.ts';
import { sourceOf } from './plan.ts';

export const FIELD_EXPORT = 'FieldExport';

/** The index that leads from a source to the FieldExports that name it. */
const BY_SOURCE = 'source';
const sourceEntry = (namespace: string, kind: string, name: string): string => `${namespace}/${kind.toLowerCase()}/${name}`;

export interface FieldExportWatchOptions {
  readonly transport: Transport;
  readonly queue: WorkQueue<Key>;
  /** Empty: the whole cluster. */
  readonly namespaces: readonly string[];
  readonly sources: Iterable<ObjectStore<KubeObject>>;
}

export class FieldExportWatch {
  readonly run: SideWatch<KubeObject>['run'];
  readonly access: KindAccess;

  constructor({ transport, queue, namespaces, sources }: FieldExportWatchOptions) {
    const type = { group: 'services.k8s.aws', version: 'v1alpha1', plural: 'fieldexports' };
    const watch = new SideWatch<KubeObject>({
      client: new ResourceClient(transport, type),
      ...(namespaces.length === 0 ? {} : { namespaces }),
      complete: wellFormed,
      indexes: {
        [BY_SOURCE]: (object) => {
          const { kind, name } = sourceOf(object);
          return [sourceEntry(object.metadata.namespace, kind, name)];
        },
      },
    });
    this.access = { client: watch.client, store: watch.store };
    this.run = (common) => watch.run(common);
    watch.store.subscribe((delta) => {
      if (delta.now && isRelevant(delta)) queue.add(keyOf(delta.now), { priority: PRIORITY.initial });
    });
    // Nothing is copied from what is in motion, so only what has come to rest is news.
    for (const source of sources)
      source.subscribe(({ now }) => {
        if (!now || !isTrue(now.status?.conditions, 'ACK.ResourceSynced')) return;
        const entry = sourceEntry(now.metadata.namespace, now.kind, now.metadata.name);
        for (const one of watch.store.by(BY_SOURCE, entry)) queue.add(keyOf(one));
      });
  }
}
