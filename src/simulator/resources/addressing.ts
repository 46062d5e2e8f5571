/** How requests name a resource that has more than a name, and how such a resource gets its ARN. All of it is read from the descriptor. */
import type { KindDescriptor } from '../../kinds/types.ts';
import { digest } from '../chance.ts';
import type { JsonObject } from '../json.ts';
import { text } from '../json.ts';
import { recordShape, shapeNamed } from '../shapes.ts';
import type { World } from '../world.ts';
import type { Addressing, Call } from './kind.ts';

/** Undefined for a kind whose name says it all. */
export function addressingOf(world: World, descriptor: KindDescriptor, type: string): Addressing | undefined {
  if (descriptor.id) return byId(world, descriptor, type);
  const members = [...(descriptor.beside ?? []), descriptor.name?.member ?? ''];
  if (members.length === 1) return undefined;
  const path = (input: JsonObject): string => members.flatMap((member) => text(input, member) ?? []).join('/');
  return { path, born: ({ input }) => path(input) };
}

/** For a resource that requests call by its name although its ARN ends with an id: the model's pattern for the ARN tells. */
export function arnTailOf(world: World, { id, arnMember, operations, record }: KindDescriptor, type: string) {
  const shape = shapeNamed(world.model, recordShape(world.model, operations.describe, record?.in).members[arnMember] ?? '');
  const endsWithId = shape.type === 'string' && shape.pattern?.endsWith(`/[a-z0-9]{${ID_LENGTH}}`) === true;
  return id === undefined && endsWithId
    ? (name: string): string => digest(`${world.seed}/${type}/${name}`, ID_LENGTH)
    : undefined;
}

const PLACE = /\{(\w+)\}/g;

function byId(world: World, descriptor: KindDescriptor, type: string): Addressing {
  const { id, name, arnMember } = descriptor;
  const member = id?.member ?? '';
  const template = (id?.arn ?? `${type}/{${member}}`).replace(/^[^/]*\//, '');
  const [fresh = member] = [...template.matchAll(PLACE)].map(([, place = '']) => place).filter((place) => !takenByCreate(place));

  function takenByCreate(place: string): boolean {
    return place in inputShape(world, descriptor.operations.create);
  }
  const fill = (input: JsonObject, made: string): string =>
    template.replaceAll(PLACE, (_, place: string) => (place === fresh ? made : (text(input, place) ?? '')));
  const isNamed = (input: JsonObject): boolean => name?.member === member && text(input, member) !== undefined;

  function path(input: JsonObject): string {
    const given = input[member] ?? input[arnMember];
    const value = typeof given === 'number' ? String(given) : typeof given === 'string' ? given : '';
    if (value.startsWith('arn:')) return value.slice(value.indexOf('/') + 1);
    return isNamed(input) ? value : fill(input, value);
  }

  function born(call: Call): string {
    if (isNamed(call.input)) return text(call.input, member) ?? '';
    return fill(call.input, fresh.endsWith('Version') ? nextVersion(call) : newId());
  }

  /** A number is given once, also when the version that had it is gone: ids that AWS makes are never used again. */
  function nextVersion({ input, scope }: Call): string {
    const series = JSON.stringify([scope.account, scope.region, type, fill(input, '')]);
    const version = 1 + (world.versions.get(series) ?? 0);
    world.versions.set(series, version);
    return String(version);
  }

  function newId(): string {
    const shape = shapeNamed(world.model, inputShape(world, descriptor.operations.describe)[member] ?? '');
    const pattern = (shape.type === 'string' ? shape.pattern : undefined) ?? '';
    const prefix = /(?:^|\/)\^?([a-z]+-)[^/]*$/.exec(pattern)?.[1] ?? '';
    const made = digest(`${world.seed}/${type}/${world.store.nextSeq()}`, ID_LENGTH);
    return prefix + (pattern.endsWith('[A-Z0-9]{12}') ? made.toUpperCase() : made);
  }

  const facts = (made: string): JsonObject => {
    const record = recordShape(world.model, descriptor.operations.describe, descriptor.record?.in);
    const tail = made.slice(made.lastIndexOf('/') + 1);
    const places = Object.keys(record.members).filter((known) => known === fresh || known === `${descriptor.kind}${fresh}`);
    const isNumber = (known: string): boolean => shapeNamed(world.model, record.members[known] ?? '').type !== 'string';
    return Object.fromEntries(places.map((known) => [known, isNumber(known) ? Number(tail) : tail]));
  };
  return { path, born, facts, ...(id?.arn === undefined ? {} : { arnPrefix: id.arn.slice(0, id.arn.indexOf('/')) }) };
}

const ID_LENGTH = 12;

function inputShape({ model }: World, operation: string): Readonly<Record<string, string>> {
  const shape = model.shapes[model.operations[operation]?.input ?? ''];
  return shape?.type === 'structure' ? shape.members : {};
}
