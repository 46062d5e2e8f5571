import { validationError } from '../errors.ts';
import { arnOf } from '../identity.ts';
import type { JsonObject } from '../json.ts';
import { pick, text, withDefaults } from '../json.ts';
import { outputOf, outputShape, recordShape, shapeNamed, told } from '../shapes.ts';
import type { World } from '../world.ts';
import type { Call, Handler, Kind, Resource } from './kind.ts';
import { touch, wireTime } from './kind.ts';
import { listResources } from './list.ts';
import { tagsFrom } from './tags.ts';

export function arnFor(kind: Kind, scope: Call['scope'], name: string): string {
  const type = kind.address?.arnPrefix ?? kind.type;
  const tail = kind.arnTail?.(name) ?? (kind.arnCase === 'lower' ? name.toLowerCase() : name);
  return arnOf('sagemaker', scope, `${type}/${tail}`);
}

/** The resource that the request names, or the kind's own «not found». */
export function named(world: World, kind: Kind, call: Call, member: string = kind.nameMember): Resource {
  const name = kind.address?.path(call.input) ?? text(call.input, member) ?? '';
  const resource = world.store.seen(call.scope, kind.type, name, call.at);
  if (resource === undefined) throw kind.absent(name, arnFor(kind, call.scope, name));
  return resource;
}

/** Brings a resource into the world as Create does, without asking whether it may. */
export function bring(world: World, kind: Kind, call: Call): Resource {
  const name = kind.address?.born(call) ?? text(call.input, kind.nameMember) ?? '';
  const described = recordShape(world.model, kind.describe, kind.record).members;
  const resource: Resource = {
    kind,
    scope: call.scope,
    name,
    arn: arnFor(kind, call.scope, name),
    seq: world.store.nextSeq(),
    createdAt: call.at,
    visibleAt: call.at + world.lagMs,
    modifiedAt: call.at,
    tags: tagsFrom(call.input['Tags']),
    document: {
      ...withDefaults(pick(call.input, Object.keys(described)), kind.defaults(call.input)),
      ...kind.address?.facts?.(name),
    },
  };
  resource.document[kind.arnMember] = resource.arn;
  if ('CreationTime' in described) resource.document['CreationTime'] = wireTime(call.at);
  touch(resource, call.at);
  world.store.add(resource);
  kind.created?.(resource, call);
  return resource;
}

function create(world: World, kind: Kind, call: Call): ReturnType<Handler> {
  kind.check?.(call);
  return once(world, kind, call, () => {
    const name = kind.address?.path(call.input) ?? text(call.input, kind.nameMember) ?? '';
    const existing = world.store.get(call.scope, kind.type, name);
    if (existing !== undefined && kind.isGone?.(existing) !== true) throw kind.taken(name, existing.arn);
    kind.admit?.(call);
    const { document } = bring(world, kind, call);
    // Some tell nothing, not even the ARN.
    const output = outputOf(world.model, kind.create);
    return output && told(world.model, output, document);
  });
}

/** A token answers for the request that carried it first: nothing is made twice. */
function once(world: World, kind: Kind, { input, scope, operation }: Call, make: () => ReturnType<Handler>): ReturnType<Handler> {
  const token = kind.token === undefined ? undefined : text(input, kind.token);
  if (token === undefined) return make();
  const key = JSON.stringify([scope.account, scope.region, operation, token]);
  const answer = world.answers.get(key) ?? make();
  if (answer !== undefined) world.answers.set(key, answer);
  return answer;
}

function describe(world: World, kind: Kind, call: Call): JsonObject {
  const { document } = named(world, kind, call);
  if (kind.record === undefined) return document;
  const output = outputShape(world.model, kind.describe);
  const isList = shapeNamed(world.model, output.members[kind.record] ?? '').type === 'list';
  return { [kind.record]: isList ? [document] : document };
}

function remove(world: World, kind: Kind, call: Call): undefined {
  const resource = named(world, kind, call);
  if (kind.deleted === undefined) world.store.remove(resource);
  else kind.deleted(resource, call.at);
}

function stop(world: World, kind: Kind, call: Call): undefined {
  const resource = named(world, kind, call);
  if (kind.stopped === undefined) throw validationError(`${call.operation} is not supported`);
  kind.stopped(resource, call.at);
}

function start(world: World, kind: Kind, call: Call): undefined {
  const resource = named(world, kind, call);
  if (kind.started === undefined) throw validationError(`${call.operation} is not supported`);
  kind.started(resource, call.at);
}

/** The operations that a kind's data asks for. */
export function handlersOf(world: World, kind: Kind): Map<string, Handler> {
  const handlers = new Map<string, Handler>([
    [kind.create, (call) => create(world, kind, call)],
    [kind.describe, (call) => describe(world, kind, call)],
    ...Object.entries(kind.operations ?? {}),
  ]);
  const { list } = kind;
  if (list !== undefined) handlers.set(list.operation, (call) => listResources(world, kind, { rule: list, call }));
  if (kind.delete !== undefined) handlers.set(kind.delete, (call) => remove(world, kind, call));
  if (kind.stop !== undefined) handlers.set(kind.stop, (call) => stop(world, kind, call));
  if (kind.start !== undefined) handlers.set(kind.start, (call) => start(world, kind, call));
  return handlers;
}
