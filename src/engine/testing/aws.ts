/** SageMaker in memory, as the port `Remote` shows it: resources with a status and tags, names that are taken, faults on demand. */
import type { Fields, Json, KindDescriptor, KubeObject, Phase } from '../../kinds/types.ts';
import { mutablePaths } from '../../kinds/mutable.ts';
import { crName } from '../../model/names.ts';
import { isHeld } from '../policy.ts';
import { driftOf } from '../drift.ts';
import { Fault } from '../fault.ts';
import { at, MOVING, phaseOf, statusOf } from '../phase.ts';
import type { Clock, Depth, Key, Mutation, Observation, Remote, Scope, TagDrift, Target } from '../ports.ts';
import { Gate } from './gate.ts';

export interface Resource {
  readonly kind: KindDescriptor;
  readonly name: string;
  /** Uid of the object that made it. */
  readonly owner: string;
  readonly fields: Fields;
  readonly tags: Readonly<Record<string, string>>;
}
type Verb = Mutation['do'] | 'describe';
interface Failure {
  readonly fault: Fault;
  /** `after`: the effect happened, and only its reply is lost. */
  readonly when: 'before' | 'after';
}
interface Options {
  readonly clock: Clock;
  readonly gate?: Gate;
}

export class MemoryAws implements Remote {
  /** Each call that reached AWS, in order. */
  readonly calls: Verb[] = [];
  /** How closely each `describe` looked. */
  readonly depths: Depth[] = [];
  /** Uids of the owners, one for each resource that was made. */
  readonly births: string[] = [];
  readonly tracked = new Set<string>();
  /** The account that the operator itself belongs to. */
  identity = '111122223333';
  readonly #clock: Clock;
  readonly #gate: Gate;
  readonly #resources = new Map<string, Resource>();
  readonly #usedNames = new Set<string>();
  readonly #failures = new Map<Verb, Failure[]>();
  /** AWS's name of each field. */
  readonly #members = new Map<KindDescriptor, ReadonlyMap<string, string>>();

  constructor({ clock, gate = new Gate() }: Options) {
    this.#clock = clock;
    this.#gate = gate;
  }

  /** The next call of this sort fails. */
  fail(verb: Verb, fault: Fault, when: Failure['when'] = 'before'): void {
    this.#failures.set(verb, [...(this.#failures.get(verb) ?? []), { fault, when }]);
  }

  calmDown(): void {
    this.#failures.clear();
  }

  get all(): readonly Resource[] {
    return [...this.#resources.values()];
  }

  of(uid: string): readonly Resource[] {
    return this.all.filter(({ owner }) => owner === uid);
  }

  /** What somebody made without us. */
  put(resource: Resource): void {
    this.#resources.set(resource.name, resource);
    this.#usedNames.add(resource.name);
  }

  remove(name: string): void {
    this.#resources.delete(name);
  }

  /** Lays members over what Describe says. */
  patch(name: string, members: Fields): void {
    const resource = this.#resources.get(name);
    if (resource) this.#resources.set(name, { ...resource, fields: { ...resource.fields, ...members } });
  }

  /** Everything that is under way comes to its end. */
  progress(): void {
    for (const { kind, name, fields } of this.all) {
      const phase = phaseOf(kind, statusOf(kind, fields));
      if (phase === 'busy') this.#turn(kind, name, kind.lifetime === 'job' ? 'succeeded' : 'ready');
      if (phase === 'stopping') this.#turn(kind, name, 'stopped');
      if (phase === 'deleting') this.remove(name);
    }
  }

  target(kind: KindDescriptor, object: KubeObject, scope: Scope): Target {
    const member = nameOf(kind);
    const field = crName(member);
    const given = object.spec[field] ?? object.status?.[field];
    const name = typeof given === 'string' ? given : `${object.metadata.name}-${object.metadata.uid}`;
    const { tags, ...spec } = object.spec;
    const pairs = (tags ?? []) as unknown as readonly { readonly key: string; readonly value: string }[];
    return {
      kind,
      object,
      scope,
      name,
      id: name,
      desired: { ...(awsCased(this.#membersOf(kind), spec) as Fields), [member]: name },
      tags: Object.fromEntries(pairs.map(({ key, value }) => [key, value])),
    };
  }

  lacks({ kind, desired }: Target, to: 'create' | 'find'): readonly string[] {
    const needed = to === 'create' ? (kind.crd.required ?? []) : (kind.beside ?? []);
    return needed.filter((member) => desired[member] === undefined).map(crName);
  }

  observe(target: Target, depth: Depth, signal: AbortSignal): Promise<Observation> {
    return this.#call('describe', signal, () => {
      this.depths.push(depth);
      return this.#see(target, depth);
    });
  }

  perform(target: Target, mutation: Mutation, signal: AbortSignal): Promise<Fields> {
    return this.#call(mutation.do, signal, () => this.#act(target, mutation));
  }

  statusOf(kind: KindDescriptor, remote: Fields): Fields {
    return Object.fromEntries(
      kind.status.flatMap(({ member }) => (remote[member] === undefined ? [] : [[crName(member), remote[member]]])),
    );
  }

  /** A List tells of what moves; the object's status says whether it does. */
  sweeps({ kind, object }: Target): boolean {
    const status = kind.statuses && object.status?.[crName(kind.statuses.member)];
    return kind.operations.list !== undefined && (typeof status !== 'string' || MOVING.has(phaseOf(kind, status)));
  }

  track({ object }: Target): void {
    this.tracked.add(object.metadata.name);
  }

  account(): Promise<string> {
    return Promise.resolve(this.identity);
  }

  untrack(key: Key): void {
    this.tracked.delete(key.slice(key.lastIndexOf('/') + 1));
  }

  #membersOf(kind: KindDescriptor): ReadonlyMap<string, string> {
    const members = this.#members.get(kind) ?? new Map(membersOf(kind).map((member) => [crName(member), member]));
    this.#members.set(kind, members);
    return members;
  }

  async #call<T>(verb: Verb, signal: AbortSignal, effect: () => T): Promise<T> {
    signal.throwIfAborted();
    return this.#gate.through(() => {
      this.calls.push(verb);
      const [failure, ...later] = this.#failures.get(verb) ?? [];
      this.#failures.set(verb, later);
      if (failure?.when === 'before') throw failure.fault;
      const result = effect();
      if (failure) throw failure.fault;
      return result;
    });
  }

  #see({ kind, object, name, desired, tags }: Target, depth: Depth): Observation {
    const resource = this.#resources.get(name);
    if (!resource) return { state: 'absent', recent: false };
    const remote = resource.fields;
    const status = statusOf(kind, remote);
    const same = isHeld(kind, object) && object.status?.ackResourceMetadata?.arn === remote[kind.arnMember];
    const tagDrift = depth === 'tags' ? tagDriftOf(resource.tags, tags) : undefined;
    return {
      state: 'present',
      remote,
      partial: false,
      status,
      phase: phaseOf(kind, status),
      drift: driftOf(kind, desired, remote),
      owned: same || resource.owner === object.metadata.uid,
      ...(tagDrift ? { tagDrift } : {}),
    };
  }

  #act(target: Target, mutation: Mutation): Fields {
    const { kind, name, tags } = target;
    if (mutation.do === 'create') return this.#create(target);
    const resource = this.#resources.get(name);
    if (!resource) return {};
    const phase = phaseOf(kind, statusOf(kind, resource.fields));
    if (mutation.do === 'tag') this.#resources.set(name, { ...resource, tags });
    if (mutation.do === 'stop' && (phase === 'busy' || phase === 'ready')) this.#turn(kind, name, 'stopping');
    if (mutation.do === 'start' && phase === 'stopped') this.#turn(kind, name, 'busy');
    if (mutation.do === 'update') this.#update(target, mutation);
    if (mutation.do === 'delete') {
      if (MOVING.has(phase)) throw new Fault('conflict', 'ValidationException', `cannot delete ${name} in ${phase} state`);
      if (kind.statuses) this.#turn(kind, name, 'deleting');
      else this.remove(name);
    }
    return {};
  }

  #create({ kind, name, object, desired, tags }: Target): Fields {
    if (this.#resources.has(name) || (kind.lifetime === 'job' && this.#usedNames.has(name)))
      throw new Fault('taken', 'ResourceInUse', `${name} already exists`);
    const arn = `arn:aws:sagemaker:eu-west-1:111122223333:${kind.kind.toLowerCase()}/${name}`;
    const born = { [kind.arnMember]: arn, CreationTime: new Date(this.#clock.now()).toISOString() };
    const status = kind.statuses ? { [kind.statuses.member]: kind.statuses.initial } : {};
    this.put({ kind, name, owner: object.metadata.uid, fields: { ...desired, ...born, ...status }, tags });
    this.births.push(object.metadata.uid);
    return { [kind.arnMember]: arn };
  }

  #update({ kind, name, desired }: Target, { operation, drift }: Extract<Mutation, { do: 'update' }>): void {
    const rule = kind.updates.find((each) => each.operation === operation && each.watches.some((path) => drift.includes(path)));
    if (!rule) throw new Fault('invalid', 'ValidationException', `${operation} makes no sense`);
    const members = (rule.sends ?? rule.watches).flatMap((path) => {
      const [member = ''] = path.split('.');
      return at(desired, member) === undefined ? [] : [[member, at(desired, member)] as const];
    });
    this.patch(name, Object.fromEntries(members) as Fields);
    if (rule.becomes !== undefined && kind.statuses) this.patch(name, { [kind.statuses.member]: rule.becomes });
  }

  #turn(kind: KindDescriptor, name: string, to: Phase): void {
    const status = Object.entries(kind.statuses?.phases ?? {}).find(([, phase]) => phase === to)?.[0];
    if (kind.statuses && status !== undefined) this.patch(name, { [kind.statuses.member]: status });
  }
}

function tagDriftOf(there: Resource['tags'], wanted: Resource['tags']): TagDrift | undefined {
  const set = Object.fromEntries(Object.entries(wanted).filter(([key, value]) => there[key] !== value));
  const remove = Object.keys(there).filter((key) => !Object.hasOwn(wanted, key));
  return Object.keys(set).length + remove.length === 0 ? undefined : { set, remove };
}

/** Fields as members, as far as the descriptor names them; the rest stays as it is. */
function awsCased(members: ReadonlyMap<string, string>, value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => awsCased(members, item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, part]) => [members.get(field) ?? field, awsCased(members, part)]));
}

const membersOf = (kind: KindDescriptor): readonly string[] =>
  [nameOf(kind), ...mutablePaths(kind), ...kind.references.map(({ path }) => path)].flatMap((path) =>
    path.replaceAll('[]', '').split('.'),
  );
const nameOf = ({ name }: KindDescriptor): string => name?.member ?? '';
