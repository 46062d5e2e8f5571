/** Kubernetes in memory: one version of each object, finalizers that hold a deletion up, optimistic locks on status. */
import type { KindDescriptor, KindStatus, KubeObject, Reason } from '../../kinds/types.ts';
import { ClusterFault } from '../fault.ts';
import { handlesOf, referencesOf, valuesOf } from '../handles.ts';
import { type Cluster, type Key, keyOf } from '../ports.ts';
import type { Directory } from '../tenancy.ts';
import { Gate } from './gate.ts';

type Write = 'claim' | 'release' | 'annotate' | 'writeStatus';
export type Told = Reason & { readonly type: 'Normal' | 'Warning' };

export class MemoryCluster implements Cluster {
  /** Each status that was written, in order. */
  readonly statuses: KindStatus[] = [];
  readonly writes: Write[] = [];
  readonly events: Told[] = [];
  readonly namespace: Record<string, string> = {};
  /** Kinds that its objects may be of. */
  readonly kinds = new Map<string, KindDescriptor>();
  /** What is known about roles beside the namespace's annotations. */
  roles: Omit<Directory, 'namespace'> = {};
  readonly #gate: Gate;
  readonly #objects = new Map<Key, KubeObject>();
  readonly #failures = new Map<Write, ClusterFault>();
  #version = 1;

  constructor(gate = new Gate()) {
    this.#gate = gate;
  }

  /** The next write of this sort fails. */
  fail(write: Write, fault: ClusterFault): void {
    this.#failures.set(write, fault);
  }

  apply(object: KubeObject): Key {
    this.#objects.set(keyOf(object), object);
    return keyOf(object);
  }

  /** What a user does to an object: an edit of the spec makes a new generation. */
  edit(key: Key, spec: KubeObject['spec']): void {
    const { metadata } = this.#must(key);
    this.#put({ ...this.#must(key), spec, metadata: { ...metadata, generation: metadata.generation + 1 } });
  }

  mark(key: Key, annotations: Readonly<Record<string, string>>): void {
    const object = this.#must(key);
    this.#put({ ...object, metadata: { ...object.metadata, annotations } });
  }

  delete(key: Key): void {
    const object = this.#must(key);
    this.#put({ ...object, metadata: { ...object.metadata, deletionTimestamp: '2026-01-01T00:02:00Z' } });
  }

  get(key: Key): KubeObject | undefined {
    return this.#objects.get(key);
  }

  named(kind: string, namespace: string, name: string): readonly KubeObject[] {
    const descriptor = this.kinds.get(kind);
    return this.#neighbours(namespace).filter(
      (object) => object.kind === kind && descriptor && valuesOf(descriptor, object).includes(name),
    );
  }

  hasUnmade(kind: string, namespace: string): boolean {
    return this.#neighbours(namespace).some(
      (object) => object.kind === kind && object.status?.ackResourceMetadata?.arn === undefined,
    );
  }

  users(object: KubeObject): readonly KubeObject[] {
    const kind = this.kinds.get(object.kind);
    const handles = new Set(kind ? handlesOf(kind, object) : []);
    return this.#neighbours(object.metadata.namespace).filter((user) => {
      const descriptor = this.kinds.get(user.kind);
      return descriptor && referencesOf(descriptor, user).some((to) => to.kind === object.kind && handles.has(to.handle));
    });
  }

  #neighbours(namespace: string): readonly KubeObject[] {
    return [...this.#objects.values()].filter(({ metadata }) => metadata.namespace === namespace);
  }

  namespaceAnnotations(): Readonly<Record<string, string>> {
    return this.namespace;
  }

  directory(name: string): Directory {
    return { ...this.roles, namespace: { name, labels: {}, annotations: this.namespace } };
  }

  claim(object: KubeObject, finalizer: string, annotations: Readonly<Record<string, string>> = {}): Promise<KubeObject> {
    return this.#write('claim', object, (latest) =>
      annotated(withFinalizers(latest, [...new Set([...(latest.metadata.finalizers ?? []), finalizer])]), annotations),
    );
  }

  async release(object: KubeObject, finalizer: string): Promise<void> {
    await this.#write('release', object, (latest) =>
      withFinalizers(latest, latest.metadata.finalizers?.filter((held) => held !== finalizer) ?? []),
    );
  }

  annotate(object: KubeObject, annotations: Readonly<Record<string, string | null>>): Promise<KubeObject> {
    return this.#write('annotate', object, (latest) => annotated(latest, annotations));
  }

  async writeStatus(object: KubeObject, next: KindStatus): Promise<KubeObject> {
    if (same(object.status, next)) return object;
    const written = await this.#write('writeStatus', object, (latest) => {
      if (!same(latest.status, object.status)) throw new ClusterFault('conflict', 'somebody else has written the status');
      this.statuses.push(next);
      return { ...latest, status: next };
    });
    return written;
  }

  event(_object: KubeObject, type: Told['type'], why: Reason): void {
    this.events.push({ type, ...why });
  }

  #write(how: Write, object: KubeObject, change: (latest: KubeObject) => KubeObject): Promise<KubeObject> {
    return this.#gate.through(() => {
      const failure = this.#failures.get(how);
      this.#failures.delete(how);
      if (failure) throw failure;
      const latest = this.#objects.get(keyOf(object));
      if (latest?.metadata.uid !== object.metadata.uid) throw new ClusterFault('gone', 'the object is gone');
      this.writes.push(how);
      return this.#put(change(latest));
    });
  }

  /** What is being deleted goes with its last finalizer. */
  #put(object: KubeObject): KubeObject {
    const { metadata } = object;
    const next = { ...object, metadata: { ...metadata, resourceVersion: String(++this.#version) } };
    const gone = metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length === 0;
    if (gone) this.#objects.delete(keyOf(object));
    else this.#objects.set(keyOf(object), next);
    return next;
  }

  #must(key: Key): KubeObject {
    const object = this.#objects.get(key);
    if (!object) throw new Error(`there is no ${key}`);
    return object;
  }
}

const withFinalizers = (object: KubeObject, finalizers: readonly string[]): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, finalizers: [...new Set(finalizers)] },
});
const same = (a: KindStatus | undefined, b: KindStatus | undefined): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

function annotated(object: KubeObject, annotations: Readonly<Record<string, string | null>>): KubeObject {
  const next = Object.entries({ ...object.metadata.annotations, ...annotations }).filter(([, value]) => value !== null);
  return { ...object, metadata: { ...object.metadata, annotations: Object.fromEntries(next) as Record<string, string> } };
}
