/**
 * The engine's door to Kubernetes. Reads come from the stores; the answer of every write is put into them at once, so that the engine
 * reads what it wrote. Every failure is a `ClusterFault`.
 */
import { ClusterFault } from '../engine/fault.ts';
import { kindOf, type Cluster, type Key } from '../engine/ports.ts';
import type { KindStatus, KubeObject, Reason } from '../kinds/types.ts';
import type { EventRecorder } from './events.ts';
import { clusterFault } from './faults.ts';
import { again, claim, release, type Claim } from './finalizer.ts';
import { isApiError } from './api-error.ts';
import type { ApiObject, ResourceClient } from './rest.ts';
import { writeStatus } from './status.ts';
import type { ObjectStore } from './store.ts';

/** What the cluster needs of one kind. */
export interface KindAccess {
  readonly client: ResourceClient<KubeObject>;
  /** With the index `BY_NAME`. */
  readonly store: ObjectStore<KubeObject>;
}

/** The index that leads from an AWS name to the objects that stand for it; its values are made by `nameEntry`. */
export const BY_NAME = 'name';
export const nameEntry = (namespace: string, awsName: string): string => `${namespace}/${awsName}`;

export interface ClusterOptions {
  readonly kinds: ReadonlyMap<string, KindAccess>;
  readonly recorder: EventRecorder;
  /** Absent where the operator may not read namespaces: then they carry no annotations. */
  readonly namespaces?: ObjectStore<ApiObject>;
}

export class KubeCluster implements Cluster {
  readonly #options: ClusterOptions;

  constructor(options: ClusterOptions) {
    this.#options = options;
  }

  get(key: Key): KubeObject | undefined {
    return this.#options.kinds.get(kindOf(key))?.store.get(key);
  }

  named(kind: string, namespace: string, name: string): readonly KubeObject[] {
    return this.#options.kinds.get(kind)?.store.by(BY_NAME, nameEntry(namespace, name)) ?? [];
  }

  namespaceAnnotations(namespace: string): Readonly<Record<string, string>> {
    return this.#options.namespaces?.get(`Namespace//${namespace}` as Key)?.metadata.annotations ?? {};
  }

  async claim(object: KubeObject, finalizer: string, annotations?: Claim['annotations']): Promise<KubeObject> {
    const { client, store } = this.#access(object);
    return through(store, await claim(client, object, { finalizer, ...(annotations === undefined ? {} : { annotations }) }));
  }

  async release(object: KubeObject, finalizer: string): Promise<void> {
    const { client, store } = this.#access(object);
    const released = await release(client, object, finalizer);
    if (released !== undefined) through(store, released);
  }

  async annotate(object: KubeObject, annotations: Readonly<Record<string, string | null>>): Promise<KubeObject> {
    const { client, store } = this.#access(object);
    const held = object.metadata.annotations ?? {};
    if (Object.entries(annotations).every(([name, value]) => (held[name] ?? null) === value)) return object;
    const body = { metadata: { uid: object.metadata.uid, annotations } };
    try {
      return through(store, await client.patch(object.metadata, { type: 'merge', body }));
    } catch (error) {
      if (isApiError(error, 409)) await again(client, object);
      throw clusterFault(error);
    }
  }

  async writeStatus(object: KubeObject, next: KindStatus): Promise<KubeObject> {
    const { client, store } = this.#access(object);
    return through(store, await writeStatus(client, object, next));
  }

  event(object: KubeObject, type: 'Normal' | 'Warning', why: Reason): void {
    this.#options.recorder.record(object, type, why);
  }

  #access(object: KubeObject): KindAccess {
    const access = this.#options.kinds.get(object.kind);
    if (access === undefined) throw new ClusterFault('refused', `the kind ${object.kind} is not served`);
    return access;
  }
}

function through(store: ObjectStore<KubeObject>, object: KubeObject): KubeObject {
  store.write(object);
  return object;
}
