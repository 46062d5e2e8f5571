/** Changing one resource: one mutation, sent once, with the input that the descriptor asks for. */
import { growthOf, surplusOf } from '../engine/drift.ts';
import { Fault } from '../engine/fault.ts';
import { at, MOVING, phaseOf, statusOf } from '../engine/phase.ts';
import { keyOf, type Mutation, type TagDrift, type Target } from '../engine/ports.ts';
import type { Fields, Json, UpdateContext, UpdateRule } from '../kinds/types.ts';
import type { Site } from './descriptor.ts';
import { describe } from './observe.ts';
import { createToken } from './identity.ts';
import { madeArn } from './record.ts';
import { ownTags, tagMember } from './tags.ts';

type Update = Extract<Mutation, { do: 'update' }>;
type Ending = 'stop' | 'delete';

export async function perform(site: Site, target: Target, mutation: Mutation, signal: AbortSignal): Promise<Fields> {
  try {
    const output = await send(site, target, mutation, signal);
    if (mutation.do === 'create') site.births.made(target.object);
    if (mutation.do === 'stop' || mutation.do === 'delete') site.births.ended(target.object);
    return output;
  } catch (error) {
    // It may have been made, and AWS may not show it yet: the object must not be let go as if there were nothing.
    if (mutation.do === 'create' && error instanceof Fault && error.kind === 'ambiguous') site.births.made(target.object);
    throw error;
  } finally {
    // Also when it failed: it may have happened.
    site.sweeper.touched(keyOf(target.object));
  }
}

function send(site: Site, target: Target, mutation: Mutation, signal: AbortSignal): Promise<Fields> {
  switch (mutation.do) {
    case 'create':
      return create(site, target, signal);
    case 'update':
      return change(site, target, { operation: mutation.operation, input: updateInput(site, target, mutation) }, signal);
    case 'tag':
      return tag(site, target, mutation, signal);
    case 'start':
      return start(site, target, signal);
    case 'stop':
    case 'delete':
      return end(site, target, mutation.do, signal);
    default:
      return mutation satisfies never;
  }
}

async function create({ call, shapes }: Site, target: Target, signal: AbortSignal): Promise<Fields> {
  const { kind, scope, object, desired, tags } = target;
  const { member, form } = kind.service.tags;
  const input = {
    ...(kind.token === undefined ? {} : { [kind.token]: createToken(object) }),
    ...desired,
    ...(shapes.taggable(target) ? { [member]: tagMember(form, { ...tags, ...ownTags(target) }) } : {}),
  };
  const request = {
    scope,
    object,
    service: kind.service.id,
    operation: kind.operations.create,
    input,
    does: 'create',
    absent: kind.absent,
    taken: kind.taken,
  } as const;
  const told = await call(request, signal);
  const output = { ...told, ...madeArn(kind, { ...input, ...told }) };
  return { ...output, ...shapes.given(kind, output) };
}

function start(site: Site, target: Target, signal: AbortSignal): Promise<Fields> {
  const operation = target.kind.operations.start;
  if (operation === undefined) throw new Fault('bug', 'NoOperation', `${target.kind.kind} has no operation to start it`);
  return change(site, target, { operation, input: site.shapes.address(target, operation) }, signal);
}

function change(
  { call }: Site,
  { kind, scope, object }: Target,
  what: { operation: string; input: Fields },
  signal: AbortSignal,
): Promise<Fields> {
  return call(
    { scope, object, service: kind.service.id, ...what, does: 'change', absent: kind.absent, taken: kind.taken },
    signal,
  );
}

/** Removes before it sets: the tag that remembers what was set is written last, so an interruption in between is seen and mended. */
async function tag(
  site: Site,
  target: Target,
  { tags, arn }: { tags: TagDrift; arn: string },
  signal: AbortSignal,
): Promise<Fields> {
  const { member, form, remove, set } = target.kind.service.tags;
  if (tags.remove.length > 0) {
    const input = { [remove.arn]: arn, [remove.keys]: tags.remove };
    await change(site, target, { operation: remove.operation, input }, signal);
  }
  const input = { [set.arn]: arn, [member]: tagMember(form, { ...tags.set, ...ownTags(target) }) };
  return change(site, target, { operation: set.operation, input }, signal);
}

/** What is gone, or has ended already, needs no ending: that is success. */
async function end(site: Site, target: Target, how: Ending, signal: AbortSignal): Promise<Fields> {
  const operation = target.kind.operations[how];
  if (operation === undefined) throw new Fault('bug', 'NoOperation', `${target.kind.kind} has no operation to ${how} it`);
  try {
    return await change(site, target, { operation, input: endInput(site, target, operation) }, signal);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (await isEnded(site, target, { how, fault: error }, signal)) return {};
    // No spec can be wrong here: whatever AWS says, it is about the state of the resource, and that may change.
    throw error.kind === 'invalid' ? new Fault('conflict', error.code, error.message, { cause: error }) : error;
  }
}

function endInput({ shapes }: Site, target: Target, operation: string): Fields {
  const { kind, object, desired } = target;
  const input = { ...shapes.address(target, operation), ...shapes.extra(target, operation) };
  return kind.hooks?.shape?.(operation, input, { object, desired, remote: {}, drift: [] }) ?? input;
}

interface Refusal {
  readonly how: Ending;
  readonly fault: Fault;
}

async function isEnded(site: Site, target: Target, { how, fault }: Refusal, signal: AbortSignal): Promise<boolean> {
  if (fault.kind === 'absent' || fault.kind === 'missing') return true;
  // «The request was rejected because the training job is in status Stopped»: its wording is AWS's to change, so the status decides.
  if (how !== 'stop' || (fault.kind !== 'invalid' && fault.kind !== 'conflict')) return false;
  const remote = await describe(site, target, signal);
  if (!remote) return true;
  const phase = phaseOf(target.kind, statusOf(target.kind, remote));
  return phase === 'stopping' || !MOVING.has(phase);
}

function updateInput({ shapes }: Site, target: Target, { operation, drift, remote }: Update): Fields {
  const { kind, object, desired } = target;
  const rule = kind.updates.find((each) => each.operation === operation && drift.some((path) => each.watches.includes(path)));
  if (!rule) throw new Fault('bug', 'NoUpdateRule', `${kind.kind} has no rule to send ${operation} for ${drift.join(', ')}`);
  const paths = (rule.sends ?? rule.watches).filter((path) => drift.includes(path) || !rule.edited?.includes(path));
  const sent = paths.flatMap((path) => valueAt(toSend(rule, path, desired, remote), rule.writes?.[path] ?? path));
  const undone = [...removals(rule, desired, drift), dropped(rule, desired, remote)];
  const input = merge([shapes.address(target, operation, remote), rule.defaults ?? {}, ...sent, ...undone]);
  const context: UpdateContext = { object, desired, remote, drift };
  return kind.hooks?.shape?.(operation, input, context) ?? input;
}

/** The value that the operation is told: of a list that only grows, what AWS lacks. */
function toSend(rule: UpdateRule, path: string, desired: Fields, remote: Fields): Json | undefined {
  if (rule.grows?.[path] === undefined) return at(desired, path);
  const { added } = growthOf(rule, path, desired, remote);
  return added.length > 0 ? added : undefined;
}

/** The value as it is sent: as `A.B`, `{ A: { B: value } }`; nothing where there is none. */
function valueAt(value: Json | undefined, as: string): readonly Fields[] {
  if (value === undefined) return [];
  return [as.split('.').reduceRight<Json>((inner, member) => ({ [member]: inner }), value) as Fields];
}

const dropped = (rule: UpdateRule, desired: Fields, remote: Fields): Fields =>
  Object.fromEntries(
    Object.entries(rule.drops ?? {}).flatMap(([path, member]) => {
      const keys = surplusOf(rule, path, desired, remote);
      return keys.length > 0 ? [[member, keys] as const] : [];
    }),
  );

const removals = (rule: UpdateRule, desired: Fields, drift: readonly string[]): readonly Fields[] =>
  (rule.whenRemoved ?? []).filter(({ path }) => drift.includes(path) && at(desired, path) === undefined).map(({ send }) => send);

/** Later parts win; structures are merged member by member. */
const merge = (parts: readonly Fields[]): Fields => parts.reduce(mergeTwo, {});
function mergeTwo(into: Fields, part: Fields): Fields {
  const members = Object.entries(part).map(([member, value]) => {
    const before = into[member];
    return [member, isStructure(before) && isStructure(value) ? mergeTwo(before, value) : value] as const;
  });
  return { ...into, ...Object.fromEntries(members) };
}
const isStructure = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
