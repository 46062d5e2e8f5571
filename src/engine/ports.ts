/**
 * The engine's only doors to the outside. Each port is narrow, idempotent where it says so, and throws a `Fault` (AWS) or a
 * `ClusterFault` (Kubernetes) and nothing else.
 */
import type { Fields, KindDescriptor, KindStatus, KubeObject, Phase, Reason } from '../kinds/types.ts';
import type { Directory, Selected } from './tenancy.ts';

declare const brand: unique symbol;
export type Brand<T, B extends string> = T & { readonly [brand]: B };

/** `<Kind>/<namespace>/<name>`: the only thing that the queue holds. */
export type Key = Brand<string, 'Key'>;
export const keyOf = (object: Pick<KubeObject, 'kind' | 'metadata'>): Key =>
  keyIn(object.kind, object.metadata.namespace, object.metadata.name);
export const keyIn = (kind: string, namespace: string, name: string): Key => `${kind}/${namespace}/${name}` as Key;
export const kindOf = (key: Key): string => key.slice(0, key.indexOf('/'));
export const namespaceOf = (key: Key): string => key.slice(key.indexOf('/') + 1, key.lastIndexOf('/'));

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `fire` once after `ms`; returns how to cancel it. */
  timer(ms: number, fire: () => void): () => void;
  /** In [0, 1): jitter is random, and a test's clock is not. */
  random(): number;
}

/** Which AWS an object lives in. */
export interface Scope {
  readonly region: string;
  readonly endpointUrl?: string;
  /** Role to assume for the calls; the operator's own identity when absent. */
  readonly roleArn?: string;
  /** The IAMRoleSelector that gave the role. It is told in a condition; no call depends on it. */
  readonly selectedBy?: Selected;
}

/** One object and all that AWS must know of it. Made by `Remote.target`, pure. */
export interface Target {
  readonly kind: KindDescriptor;
  readonly object: KubeObject;
  readonly scope: Scope;
  /** The AWS name in effect: the spec's, the one held in status, or the one derived from the object's uid; the object's where AWS knows none. */
  readonly name: string;
  /** What addresses the resource: the name, or the id that AWS gave it. Undefined as long as AWS has not told. */
  readonly id: string | undefined;
  /** The create input without tags and token, AWS-cased; members set to "", [] or {} count as unset and are not in it. */
  readonly desired: Fields;
  /** The user's tags and the default tags. Ownership tags are added by Remote. */
  readonly tags: Readonly<Record<string, string>>;
}

export type Observation =
  /** Nothing of this name is in AWS. `recent`: we made it moments ago and AWS may not show it yet. */
  | { readonly state: 'absent'; readonly recent: boolean }
  | {
      readonly state: 'present';
      /** Describe's output with the facts of `hooks.enrich`, AWS-cased; only the carried members when `partial`. */
      readonly remote: Fields;
      /** A List summary stands for Describe: what it does not carry is unchanged as far as anyone knows. */
      readonly partial: boolean;
      readonly status: string | undefined;
      readonly phase: Phase;
      /** Watched paths whose value in the spec is not AWS's. */
      readonly drift: readonly string[];
      /** Tags to add or change, and keys to remove. Absent: not looked at in this pass, or equal. */
      readonly tagDrift?: TagDrift;
      /** It carries this object's mark, or its ARN is the one in status. */
      readonly owned: boolean;
    };
export interface TagDrift {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

/** How closely to look: `hint` takes a fresh List summary for an answer, `full` asks Describe, `tags` also compares the tags. */
export type Depth = 'hint' | 'full' | 'tags';

export type Mutation =
  | { readonly do: 'create' }
  | { readonly do: 'update'; readonly operation: string; readonly drift: readonly string[]; readonly remote: Fields }
  | { readonly do: 'tag'; readonly tags: TagDrift; readonly arn: string }
  | { readonly do: 'stop'; readonly for?: 'update' }
  | { readonly do: 'start' }
  | { readonly do: 'delete' };

/** AWS, for any kind. Every method throws `Fault` only. */
export interface Remote {
  /** Encodes the spec. Pure; throws an `invalid` Fault that names the field when a value cannot be expressed. */
  target(kind: KindDescriptor, object: KubeObject, scope: Scope): Target;
  /** Fields that making the resource takes, or finding it, and that nobody has told. Pure. */
  lacks(target: Target, to: 'create' | 'find'): readonly string[];
  observe(target: Target, depth: Depth, signal: AbortSignal): Promise<Observation>;
  /** Performs exactly one AWS mutation. Returns the output (Create's with the id, where AWS gives one). Stop and Delete of what is gone already succeed. */
  perform(target: Target, mutation: Mutation, signal: AbortSignal): Promise<Fields>;
  /** AWS-cased facts to CR-cased status members, bounded as the descriptor says. Pure. */
  statusOf(kind: KindDescriptor, remote: Fields): Fields;
  /** Whether a shared List loop can watch this target while it is busy, so that the object need not be asked on its own. */
  sweeps(target: Target): boolean;
  /**
   * Joins the shared List loop of its scope and kind: what moves comes back through the queue. Idempotent. `untold`: the object's status is what
   * is still to be written; that AWS knows more of the same status is no news then.
   */
  track(target: Target, untold?: boolean): void;
  /** Leaves it. A loop with nobody to watch for stops, and costs no call. */
  untrack(key: Key): void;
  /** The account that the scope's calls are made in. Asks AWS at most once while it answers. */
  account(scope: Scope, signal: AbortSignal): Promise<string>;
}

export interface Cluster {
  /** From the store, never the network. */
  get(key: Key): KubeObject | undefined;
  /** Objects of a kind in a namespace for which `name` stands in AWS: their name, id or ARN. */
  named(kind: string, namespace: string, name: string): readonly KubeObject[];
  /** Whether a kind has objects in a namespace that AWS has not made yet. */
  hasUnmade(kind: string, namespace: string): boolean;
  /** Objects of the same namespace that refer to this one. */
  users(object: KubeObject): readonly KubeObject[];
  namespaceAnnotations(namespace: string): Readonly<Record<string, string>>;
  /** What decides whose role is used in a namespace. */
  directory(namespace: string): Directory;
  /** Adds the finalizer, and the annotations in the same write. Idempotent. */
  claim(object: KubeObject, finalizer: string, annotations?: Readonly<Record<string, string>>): Promise<KubeObject>;
  /** Removes the finalizer. An object that is gone already is released. */
  release(object: KubeObject, finalizer: string): Promise<void>;
  annotate(object: KubeObject, annotations: Readonly<Record<string, string | null>>): Promise<KubeObject>;
  /** Writes the difference, or nothing when nothing differs. */
  writeStatus(object: KubeObject, next: KindStatus): Promise<KubeObject>;
  /** Never throws, never blocks. */
  event(object: KubeObject, type: 'Normal' | 'Warning', why: Reason): void;
}

/** When to look at a key again. `retry`: the queue's backoff decides. `afterwards`: when what users have just asked for is done. */
export type Outcome = { readonly after: number } | 'done' | 'retry' | 'afterwards';
/** Why it is a key's turn: someone called for it, or it came `afterwards`, as it had asked. */
export type Turn = 'called' | 'afterwards';
export type Reconcile = (key: Key, signal: AbortSignal, turn: Turn) => Promise<Outcome>;
