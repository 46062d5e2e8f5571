/**
 * What a spec names: other resources, by their AWS names or, where they are objects beside it, by `<field>Ref: {from: {name}}`. The
 * operator waits for those objects, takes from them what the field needs, and keeps what a live object still uses.
 */
import { refsByPath } from '../kinds/references.ts';
import type { Fields, Json, KindDescriptor, KubeObject, Reference } from '../kinds/types.ts';
import { crPath, refField } from '../model/refs.ts';
import { conditionOf, isTrue } from './conditions.ts';
import { Fault } from './fault.ts';
import { allAt } from './phase.ts';
import { nameIn, refIn, valuesOf, type Ref } from './handles.ts';
import { type Clock, type Cluster, keyIn, type Target } from './ports.ts';
import { isFinished } from './status.ts';

/** `kubectl apply -f dir/` sends an endpoint before its config is there: so long a name may still turn up as an object. */
const NEIGHBOURS_MS = 2_000;

/** Where other objects are found. */
export interface Surroundings {
  readonly cluster: Cluster;
  readonly kinds: ReadonlyMap<string, KindDescriptor>;
}

export interface Resolved {
  /** With each Ref replaced by the value that it stands for; one that stands for nothing yet is left out. */
  readonly object: KubeObject;
  /** Why the first of those that are left out is: what to wait for, or what is wrong with it. None when all is ready. */
  readonly awaited?: Fault;
}

/** Fills in every Ref of the spec, in a copy: the spec itself is the user's. */
export function resolve(kind: KindDescriptor, object: KubeObject, around: Surroundings): Resolved {
  const faults: Fault[] = [];
  const fill = (rules: readonly Reference[], ref: Ref): Json | undefined => {
    const found = valueOf(rules, ref, object, around);
    if (!(found instanceof Fault)) return found;
    faults.push(found);
    return undefined;
  };
  const spec = [...refsByPath(kind)].reduce<Json>(
    (node, [path, rules]) => replaced(node, crPath(path).split('.'), (ref) => fill(rules, ref)),
    object.spec,
  );
  return { object: { ...object, spec: spec as Fields }, ...(faults[0] ? { awaited: faults[0] } : {}) };
}

type Fill = (ref: Ref) => Json | undefined;

function replaced(node: Json, [step = '', ...rest]: readonly string[], fill: Fill): Json {
  if (!isStructure(node)) return node;
  if (rest.length === 0) return filled(node, step, fill);
  const field = step.replace('[]', '');
  const inner = node[field];
  if (inner === undefined) return node;
  const next = isList(inner) ? inner.map((item) => replaced(item, rest, fill)) : replaced(inner, rest, fill);
  return { ...node, [field]: next };
}

function filled(holder: Fields, field: string, fill: Fill): Fields {
  const { [refField(field)]: given, ...others } = holder;
  const ref = refIn(given);
  const value = ref && fill(ref);
  return value === undefined ? others : { ...others, [field]: value };
}

function valueOf(rules: readonly Reference[], ref: Ref, user: KubeObject, around: Surroundings): Json | Fault {
  const { namespace } = user.metadata;
  const rule = ruleFor(rules, ref, namespace);
  if (rule instanceof Fault) return rule;
  const { to, take } = rule;
  const object = around.cluster.get(keyIn(to, namespace, ref.name));
  if (!object) return missing(`waiting for ${to} ${ref.name}: no such object is in this namespace`);
  // What exists goes on using it, however the other stands by now, and also when both leave.
  const exists = user.status?.ackResourceMetadata?.arn !== undefined;
  const value = exists || isUsable(object) ? taken(take, object, around.kinds.get(to)) : undefined;
  if (value !== undefined) return value;
  return isUsable(object)
    ? missing(`waiting for ${to} ${ref.name}: it does not tell what is referred to`)
    : notReady(to, ref.name, object);
}

function ruleFor(rules: readonly Reference[], { kind, name, namespace }: Ref, own: string): Reference | Fault {
  if (namespace !== undefined && namespace !== '' && namespace !== own)
    return new Fault(
      'invalid',
      'CrossNamespaceReference',
      `${namespace}/${name} is referred to: only objects of the same namespace can be`,
    );
  const rule = rules.find(({ to }) => kind === undefined || to === kind);
  if (rule) return rule;
  const kinds = rules.map(({ to }) => to).join(' or ');
  return new Fault('invalid', 'UnknownReference', `${kind} ${name} is referred to: this field takes a ${kinds}`);
}

function taken(take: Reference['take'], object: KubeObject, kind: KindDescriptor | undefined): Json | undefined {
  if (take === 'arn') return object.status?.ackResourceMetadata?.arn;
  if (take === undefined) return kind && valuesOf(kind, object)[0];
  return allAt((object.status ?? {}) as Fields, crPath(take.status))[0];
}

/** Throws a `missing` Fault that says what is waited for. A name that no object has is left to AWS to judge. */
export function requireReferences({ kind, object, desired }: Target, cluster: Cluster, clock: Clock): void {
  for (const rule of kind.references.filter(({ take }) => typeof take !== 'object')) {
    for (const name of allAt(desired, rule.path).flatMap((value) => nameIn(rule, value))) {
      const named = cluster.named(rule.to, object.metadata.namespace, name);
      if (!named[0]) waitForNeighbours(object.metadata.creationTimestamp, `${rule.to} ${name}`, clock);
      else if (!named.some(isUsable)) throw notReady(rule.to, name, named[0]);
    }
  }
}

const isUsable = ({ status, metadata }: KubeObject): boolean =>
  isTrue(status?.conditions, 'Ready') && metadata.deletionTimestamp === undefined;

function waitForNeighbours(createdAt: string, what: string, clock: Clock): void {
  const left = Date.parse(createdAt) + NEIGHBOURS_MS - clock.now();
  if (left <= 0) return;
  throw new Fault('missing', 'ReferenceNotFound', `waiting for ${what}`, { retryAfterMs: Math.min(left, NEIGHBOURS_MS) });
}

const missing = (message: string): Fault => new Fault('missing', 'ReferenceNotFound', message);

function notReady(to: string, name: string, { status, metadata }: KubeObject): Fault {
  const leaving = metadata.deletionTimestamp !== undefined;
  const why = leaving ? 'it is being deleted' : (conditionOf(status?.conditions, 'Ready')?.message ?? '');
  return new Fault('missing', 'ReferenceNotReady', `waiting for ${to} ${name} to be ready${why === '' ? '' : `: ${why}`}`);
}

/** Live objects that use this one: what they stand for in AWS needs it. A job that has ended uses nothing any more. */
export function usersOf(object: KubeObject, { cluster, kinds }: Surroundings): readonly string[] {
  const live = cluster.users(object).filter((user) => {
    const kind = kinds.get(user.kind);
    return kind && user.status?.ackResourceMetadata?.arn !== undefined && !isFinished(kind, user);
  });
  return live.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isStructure = (value: Json): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
