/**
 * What a spec names: other resources, by their AWS names or, where they are objects beside it, by `<field>Ref: {from: {name}}`. The
 * operator waits for those objects, takes from them what the field needs, and keeps what a live object still uses.
 */
import { refsByPath } from '../kinds/references.ts';
import type { Fields, Json, KindDescriptor, KubeObject, Phase, Reference } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { crPath, refField } from '../model/refs.ts';
import { conditionOf, isTrue } from './conditions.ts';
import { Fault } from './fault.ts';
import { allAt, phaseOf } from './phase.ts';
import { nameIn, referencesOf, refIn, valuesOf, type Ref, type Use } from './handles.ts';
import { type Cluster, keyIn, type Target } from './ports.ts';
import { isFinished } from './status.ts';

/** `kubectl apply -f dir/` sends an endpoint before its config is there: so long after a spec is first seen, a name may turn up as an object. */
const NEIGHBOURS_MS = 2_000;
/** So long while objects of its kind are there that AWS has not made yet: then the apply is under way, and may be a large one. */
const ARRIVING_MS = 15_000;
const RECHECK_MS = 5_000;
/** Where AWS gives the value by which it is meant, an object that is not made yet may be the one. */
const UNMADE_MS = 60_000;

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
  const object = around.cluster.get(keyIn(rule.to, namespace, ref.name));
  if (!object) return noSuchObject(rules, rule, { ...ref, namespace }, around);
  // What exists goes on using it, however the other stands by now, and also when both leave.
  const exists = user.status?.ackResourceMetadata?.arn !== undefined;
  const usable = isUsable(rule, object, around);
  const value = exists || usable ? taken(rule.take, object, around.kinds.get(rule.to)) : undefined;
  if (value !== undefined) return value;
  return usable ? nothingToTake(rule, object) : notReady(object);
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
  return new Fault('invalid', 'UnknownReference', `${kind} ${name} is referred to: this field takes a ${kindsOf(rules)}`);
}

function taken(take: Reference['take'], object: KubeObject, kind: KindDescriptor | undefined): Json | undefined {
  if (take === 'arn') return object.status?.ackResourceMetadata?.arn;
  if (take === undefined) return kind && valuesOf(kind, object)[0];
  return allAt((object.status ?? {}) as Fields, crPath(take.status))[0];
}

/**
 * Throws a Fault that says what is waited for. A name that no object has is left to AWS to judge, except in the first moments.
 * `knownMs`: for how long the spec is known as it is.
 */
export function requireReferences({ kind, object, desired }: Target, around: Surroundings, knownMs: () => number): void {
  // Of a kind that is not served there are no objects to wait for.
  const rules = kind.references.filter(({ take, to }) => typeof take !== 'object' && around.kinds.has(to));
  // Any of several kinds may stand for the same part of a field.
  const parts = Map.groupBy(rules, ({ path, within = '' }) => `${path} ${within}`);
  for (const alternatives of parts.values()) {
    const [rule] = alternatives;
    const names = rule ? allAt(desired, rule.path).flatMap((value) => nameIn(rule, value)) : [];
    for (const name of new Set(names)) requireOne(alternatives, { name, namespace: object.metadata.namespace }, around, knownMs);
  }
}

function requireOne(
  rules: readonly Reference[],
  { name, namespace }: { readonly name: string; readonly namespace: string },
  around: Surroundings,
  knownMs: () => number,
): void {
  const found = rules.flatMap((rule) => around.cluster.named(rule.to, namespace, name).map((object) => ({ rule, object })));
  if (found.some(({ rule, object }) => isUsable(rule, object, around))) return;
  if (found[0]) throw notReady(found[0].object);
  const unmade = rules.filter(({ to }) => around.cluster.hasUnmade(to, namespace));
  const mayBeUnmade = unmade.some((rule) => isGiven(rule, around));
  const patienceMs = mayBeUnmade ? UNMADE_MS : unmade.length > 0 ? ARRIVING_MS : NEIGHBOURS_MS;
  waitForNeighbours(`${kindsOf(rules)} ${name}`, knownMs(), patienceMs);
}

/** Whether a reference goes by what AWS gives, and not by a name that a spec tells from the start. */
const isGiven = ({ take, to }: Reference, { kinds }: Surroundings): boolean => take === 'arn' || kinds.get(to)?.id !== undefined;

/** A clock that was set back makes the known time negative: that ends the wait too. */
function waitForNeighbours(what: string, knownMs: number, patienceMs: number): void {
  const left = patienceMs - knownMs;
  if (left <= 0 || left > patienceMs) return;
  // Nothing tells when the last of those that were on their way is made, and was another.
  const retryAfterMs = Math.min(left, RECHECK_MS);
  throw new Fault('pending', 'ReferenceNotFound', `waiting for ${what}`, { retryAfterMs });
}

/** As it should be, or ended in another way that will do here. */
function isUsable({ accepts = [] }: Reference, { kind, status, metadata }: KubeObject, { kinds }: Surroundings): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  if (isTrue(status?.conditions, 'Ready')) return true;
  const descriptor = kinds.get(kind);
  return descriptor !== undefined && accepts.includes(phaseTold(descriptor, status));
}

function phaseTold(kind: KindDescriptor, status: KubeObject['status']): Phase {
  const told = kind.statuses && status?.[crName(kind.statuses.member)];
  return phaseOf(kind, typeof told === 'string' ? told : undefined);
}

const kindsOf = (rules: readonly Reference[]): string => rules.map(({ to }) => to).join(' or ');
const missing = (code: string, message: string): Fault => new Fault('missing', code, message);

function noSuchObject(
  rules: readonly Reference[],
  { to }: Reference,
  { name, namespace, kind }: Ref & { readonly namespace: string },
  { cluster }: Surroundings,
): Fault {
  const other = kind === undefined ? rules.find((rule) => cluster.get(keyIn(rule.to, namespace, name))) : undefined;
  const advice = other ? `set kind to refer to the ${other.to} of that name` : 'create it, or refer to another';
  return missing('ReferenceNotFound', `waiting for ${to} ${name}: no such object is in this namespace; ${advice}`);
}

/** An object that has ended badly will not get better by itself: what helps comes first, before the other's own words. */
function notReady({ kind, status, metadata }: KubeObject): Fault {
  const what = `${kind} ${metadata.name}`;
  const ready = conditionOf(status?.conditions, 'Ready');
  const why = ready?.message ? `: ${ready.message}` : '';
  if (metadata.deletionTimestamp !== undefined)
    return missing('ReferenceNotReady', `waiting for ${what}: it is being deleted; create it anew, or refer to another`);
  if (!isTrue(status?.conditions, 'ACK.Terminal')) {
    return new Fault('pending', 'ReferenceNotReady', `waiting for ${what} to be ready${why}`);
  }
  const hasEnded = isTrue(status?.conditions, 'ACK.ResourceSynced');
  const state = hasEnded ? `ended as ${ready?.reason}; create it anew` : 'cannot be had as it is; mend it';
  return missing('ReferenceFailed', `${what} ${state}, or refer to another${why}`);
}

function nothingToTake({ take }: Reference, { kind, metadata }: KubeObject): Fault {
  const fact = typeof take === 'object' ? `status.${crPath(take.status)}` : (take ?? 'its name');
  return missing(
    'ReferenceNotReady',
    `waiting for ${kind} ${metadata.name}: it does not tell ${fact}; give the value itself, or refer to another`,
  );
}

/** Live objects that use this one: what they stand for in AWS needs it. */
export function usersOf(object: KubeObject, { cluster, kinds }: Surroundings): readonly string[] {
  const live = cluster.users(object).filter((user) => {
    const kind = kinds.get(user.kind);
    return kind && isUsing(kind, user);
  });
  return live.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

/** Whether there is something in AWS that needs what the object refers to. A job that has ended needs nothing any more. */
export const isUsing = (kind: KindDescriptor, user: KubeObject): boolean =>
  user.status?.ackResourceMetadata?.arn !== undefined && !isFinished(kind, user);

/** What an object used and does not use any more, now that it is another or gone. */
export function letGo(kind: KindDescriptor, before: KubeObject, now: KubeObject | undefined): readonly Use[] {
  if (!isUsing(kind, before)) return [];
  const kept = new Set((now && isUsing(kind, now) ? referencesOf(kind, now) : []).map(textOf));
  return referencesOf(kind, before).filter((use) => !kept.has(textOf(use)));
}
const textOf = ({ kind, handle }: Use): string => `${kind} ${handle}`;

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isStructure = (value: Json): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
