/**
 * The engine's door to Kubernetes. Reads come from the stores; the answer of every write is put into them at once, so that the engine
 * reads what it wrote. Every failure is a `ClusterFault`.
 */
import { ClusterFault } from '../engine/fault.ts';
import { keyOf, kindOf, type Cluster, type Key } from '../engine/ports.ts';
import { handlesOf, type Handle, UNMADE } from '../engine/handles.ts';
import type { Directory } from '../engine/tenancy.ts';
import type { KindDescriptor, KindStatus, KubeObject, Reason } from '../kinds/types.ts';
import type { EventRecorder } from './events.ts';
import { annotate, type Annotations } from './annotations.ts';
import { claim, release, type Claim } from './finalizer.ts';
import { namespaceFacts, type RoleDirectory } from './roles.ts';
import type { ApiObject, ResourceClient } from './rest.ts';
import { writeStatus } from './status.ts';
import type { ObjectStore } from './store.ts';

/** What the cluster needs of one kind. */
export interface KindAccess {
  readonly client: ResourceClient<KubeObject>;
  /** Absent for what is no resource of AWS's: nothing refers to it. */
  readonly kind?: KindDescriptor;
  /** With the indexes `BY_HANDLE` and `BY_REFERENCE`, where it has a descriptor. */
  readonly store: ObjectStore<KubeObject>;
}

/** The index that leads from a handle to the objects that it means, and the one that leads to those that refer by it. */
export const BY_HANDLE = 'handle';
export const BY_REFERENCE = 'reference';
export const handleEntry = (namespace: string, handle: Handle): string => `${namespace}/${handle}`;
export const referenceEntry = (namespace: string, kind: string, handle: Handle): string => `${namespace}/${kind}/${handle}`;

export interface ClusterOptions {
  readonly kinds: ReadonlyMap<string, KindAccess>;
  readonly recorder: EventRecorder;
  /** Absent where the operator may not read namespaces: then they carry no annotations. */
  readonly namespaces?: ObjectStore<ApiObject>;
  /** Absent: every object uses the operator's own identity. */
  readonly roles?: RoleDirectory;
  /** Told of each status that was written. Must not throw. */
  readonly onStatus?: (before: KubeObject, written: KubeObject) => void;
}

const NO_ROLES: RoleDirectory = () => ({});

export class KubeCluster implements Cluster {
  readonly #options: ClusterOptions;

  constructor(options: ClusterOptions) {
    this.#options = options;
  }

  get(key: Key): KubeObject | undefined {
    return this.#options.kinds.get(kindOf(key))?.store.get(key);
  }

  named(kind: string, namespace: string, name: string): readonly KubeObject[] {
    return this.#options.kinds.get(kind)?.store.by(BY_HANDLE, handleEntry(namespace, `value ${name}`)) ?? [];
  }

  hasUnmade(kind: string, namespace: string): boolean {
    return (this.#options.kinds.get(kind)?.store.by(BY_HANDLE, handleEntry(namespace, UNMADE)).length ?? 0) > 0;
  }

  users(object: KubeObject): readonly KubeObject[] {
    const { kinds } = this.#options;
    const kind = kinds.get(object.kind)?.kind;
    if (kind === undefined) return [];
    const entries = handlesOf(kind, object).map((handle) => referenceEntry(object.metadata.namespace, object.kind, handle));
    const stores = [...kinds.values()].flatMap(({ kind: descriptor, store }) => (descriptor ? [store] : []));
    const users = stores.flatMap((store) => entries.flatMap((entry) => store.by(BY_REFERENCE, entry)));
    return [...new Map(users.map((user) => [keyOf(user), user])).values()];
  }

  namespaceAnnotations(namespace: string): Readonly<Record<string, string>> {
    return this.#options.namespaces?.get(`Namespace//${namespace}` as Key)?.metadata.annotations ?? {};
  }

  directory(namespace: string): Directory {
    const { namespaces, roles = NO_ROLES } = this.#options;
    return { ...roles(), namespace: namespaceFacts(namespace, namespaces?.get(`Namespace//${namespace}` as Key)) };
  }

  async claim(object: KubeObject, finalizer: string, annotations: Claim['annotations'] = {}): Promise<KubeObject> {
    return this.#write(object, (client, latest) => claim(client, latest, { finalizer, annotations }));
  }

  async release(object: KubeObject, finalizer: string): Promise<void> {
    await this.#write(object, async (client, latest) => (await release(client, latest, finalizer)) ?? latest);
  }

  async annotate(object: KubeObject, annotations: Annotations): Promise<KubeObject> {
    return this.#write(object, (client, latest) => annotate(client, latest, annotations));
  }

  async writeStatus(object: KubeObject, next: KindStatus): Promise<KubeObject> {
    const written = await this.#write(object, (client, latest) => writeStatus(client, latest, next));
    if (written !== object) this.#options.onStatus?.(object, written);
    return written;
  }

  event(object: KubeObject, type: 'Normal' | 'Warning', why: Reason): void {
    this.#options.recorder.record(object, type, why);
  }

  /** Starts from the latest version that the store has of the very same object: each version in between would be a lost race. */
  async #write(
    object: KubeObject,
    write: (client: KindAccess['client'], latest: KubeObject) => Promise<KubeObject>,
  ): Promise<KubeObject> {
    const access = this.#options.kinds.get(object.kind);
    if (access === undefined) throw new ClusterFault('refused', `the kind ${object.kind} is not served`);
    const stored = access.store.get(keyOf(object));
    const latest = stored?.metadata.uid === object.metadata.uid ? stored : object;
    const written = await write(access.client, latest);
    return access.store.write(written);
  }
}
