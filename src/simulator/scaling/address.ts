import { AwsError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { pick, text } from '../json.ts';
import type { Call, Resource, ResourceType } from '../resources/kind.ts';
import { afterToken, tokenOf } from '../resources/token.ts';
import type { World } from '../world.ts';

/** The three members that address a scalable target wherever it is spoken of. */
export interface Address {
  readonly namespace: string;
  readonly resourceId: string;
  readonly dimension: string;
}
const MEMBERS = ['ServiceNamespace', 'ResourceId', 'ScalableDimension'] as const;

export const addressOf = (input: JsonObject): Address => ({
  namespace: text(input, 'ServiceNamespace') ?? '',
  resourceId: text(input, 'ResourceId') ?? '',
  dimension: text(input, 'ScalableDimension') ?? '',
});

export const addressMembers = (input: JsonObject): JsonObject => pick(input, MEMBERS);

/** A name that nothing else in the store has: of a target, or of what belongs to one. */
export const nameAt = ({ namespace, resourceId, dimension }: Address, ...own: readonly string[]): string =>
  [namespace, resourceId, dimension, ...own].join(' ');

export const inWords = ({ namespace, resourceId, dimension }: Address): string =>
  `service namespace: ${namespace}, resource ID: ${resourceId}, scalable dimension: ${dimension}`;

/** What policies and actions need. The wording is AWS's, as clients report it. */
export function requireTarget(world: World, target: ResourceType, call: Call): Resource {
  const address = addressOf(call.input);
  const found = world.store.seen(call.scope, target.type, nameAt(address), call.at);
  if (found === undefined) throw new AwsError('ObjectNotFoundException', `No scalable target registered for ${inWords(address)}`);
  return found;
}

/** What belongs to an address, of one type. */
export function belonging(world: World, { type }: ResourceType, scope: Call['scope'], address: Address): Resource[] {
  return [...world.store.all(scope, type)].filter(({ document }) => nameAt(addressOf(document)) === nameAt(address));
}

interface Listing {
  readonly of: ResourceType;
  /** Member of the output. */
  readonly items: string;
  /** Member of the input that lists names, and the member that it selects by. */
  readonly select: readonly [list: string, member: string];
}

/** All Describe operations filter by what is named, and answer with an empty page for what is not there. */
export function describeAll(world: World, { of, items, select: [list, member] }: Listing, call: Call): JsonObject {
  const wanted = call.input[list];
  const equal = Object.entries(addressMembers(call.input));
  const found = [...world.store.all(call.scope, of.type)].filter(
    ({ document, visibleAt }) =>
      visibleAt <= call.at &&
      equal.every(([name, value]) => document[name] === value) &&
      (!Array.isArray(wanted) || wanted.includes(document[member] ?? null)),
  );
  return page(found, items, call);
}

const PAGE = 50;
const invalidToken = (): AwsError => new AwsError('InvalidNextTokenException', 'The next token supplied was invalid.');

function page(found: readonly Resource[], items: string, { operation, input }: Call): JsonObject {
  const asked = input['MaxResults'];
  const size = typeof asked === 'number' && asked > 0 ? Math.min(asked, PAGE) : PAGE;
  const token = text(input, 'NextToken');
  const after = token === undefined ? -1 : Number(afterToken(operation, token, invalidToken()));
  const rest = found.filter(({ seq }) => seq > after);
  const shown = rest.slice(0, size);
  const last = shown.at(-1);
  const more = rest.length > size && last !== undefined;
  return { [items]: shown.map(({ document }) => document), ...(more ? { NextToken: tokenOf(operation, String(last.seq)) } : {}) };
}
