import type { Json, JsonObject } from '../json.ts';
import { at, number, pick, text } from '../json.ts';
import type { World } from '../world.ts';
import type { Call, Kind, ListRule, Resource } from './kind.ts';
import { afterToken, tokenOf } from './token.ts';

const DEFAULT_PAGE = 10;

/**
 * Any List operation. As documented for ListTrainingJobs, a page is picked first and filtered by StatusEquals then, so that pages
 * can be short or empty and still carry a NextToken. The same is assumed for the filters by warm pool, training plan and
 * LastModifiedTime, whose empty pages clients report; name and creation time are taken to limit what is paged through.
 */
export function listResources(world: World, kind: Kind, { rule, call }: { rule: ListRule; call: Call }): JsonObject {
  const eligible = preFilter(call.input);
  const candidates: Resource[] = [];
  for (const resource of world.store.all(call.scope, kind.type))
    if (resource.visibleAt <= call.at && eligible(resource)) candidates.push(resource);
  const { page, next } = pageOf(candidates, orderOf(rule, kind.statusMember, call.input), call);
  const shown = page.filter(postFilter(kind, call.input)).map((resource) => summaryOf(rule, resource));
  return { [rule.items]: shown, ...next };
}

function summaryOf(rule: ListRule, resource: Resource): JsonObject {
  return { ...pick(resource.document, rule.summary), ...rule.extra?.(resource) };
}

type Filter = (resource: Resource) => boolean;

function preFilter(input: JsonObject): Filter {
  const contains = text(input, 'NameContains');
  const after = number(input, 'CreationTimeAfter');
  const before = number(input, 'CreationTimeBefore');
  return ({ name, createdAt }) =>
    (contains === undefined || name.includes(contains)) &&
    (after === undefined || createdAt / 1000 > after) &&
    (before === undefined || createdAt / 1000 < before);
}

function postFilter(kind: Kind, input: JsonObject): Filter {
  const equal = equalities(kind, input);
  const after = number(input, 'LastModifiedTimeAfter');
  const before = number(input, 'LastModifiedTimeBefore');
  return ({ document, modifiedAt }) =>
    equal.every(([path, value]) => at(document, path) === value) &&
    (after === undefined || modifiedAt / 1000 > after) &&
    (before === undefined || modifiedAt / 1000 < before);
}

/** Where a filter's name does not say which member of Describe's it is held against. */
const EQUALS: Readonly<Record<string, string>> = {
  WarmPoolStatus: 'WarmPoolStatus.Status',
  TrainingPlanArn: 'ResourceConfig.TrainingPlanArn',
};

/** `EndpointNameEquals: x` → EndpointName must be x; what all APIs call StatusEquals is the kind's own status. */
function equalities({ statusMember = 'Status' }: Kind, input: JsonObject): [path: string, value: Json][] {
  return Object.entries(input).flatMap(([filter, value]): [string, Json][] => {
    const member = /^(.+)Equals$/.exec(filter)?.[1];
    if (member === undefined) return [];
    return [[member === 'Status' ? statusMember : (EQUALS[member] ?? member), value]];
  });
}

/** Sort keys make a total order with the order of creation behind them, so that a token names a place that others cannot move. */
export interface Order {
  /** Absent: the order of creation, in which the store keeps them already. */
  readonly key?: (resource: Resource) => string | number;
  readonly descending: boolean;
}

function orderOf(rule: ListRule, kindStatus: string | undefined, input: JsonObject): Order {
  const descending = (text(input, 'SortOrder') ?? rule.sortOrder) === 'Descending';
  switch (text(input, 'SortBy') ?? rule.sortBy) {
    case 'Name':
      return { key: ({ name }) => name.toLowerCase(), descending };
    case 'LastModifiedTime':
      return { key: ({ modifiedAt }) => modifiedAt, descending };
    case 'Status':
    case kindStatus:
      return { key: ({ document }) => text(document, kindStatus ?? '') ?? '', descending };
    default:
      return { descending };
  }
}

/** One page after the place that NextToken names. A resource made or gone meanwhile moves no other across a page's edge. */
export function pageOf(candidates: Resource[], order: Order, call: Call): { page: Resource[]; next: JsonObject } {
  const size = number(call.input, 'MaxResults') ?? DEFAULT_PAGE;
  const token = text(call.input, 'NextToken');
  const sorted = sort(candidates, order);
  const start = token === undefined ? 0 : placeAfter(sorted, order, afterToken(call.operation, token));
  const page = sorted.slice(start, start + size);
  const last = page.at(-1);
  const more = start + size < sorted.length && last !== undefined;
  return { page, next: more ? { NextToken: tokenOf(call.operation, placeOf(order, last)) } : {} };
}

function compare(a: readonly [string | number, number], b: readonly [string | number, number]): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  return a[1] - b[1];
}
const rank = (order: Order, resource: Resource): [string | number, number] => [order.key?.(resource) ?? 0, resource.seq];
const placeOf = (order: Order, resource: Resource): string => JSON.stringify(rank(order, resource));

function sort(candidates: Resource[], order: Order): Resource[] {
  if (order.key === undefined) return order.descending ? candidates.toReversed() : candidates;
  const ranked = candidates.map((resource) => ({ resource, rank: rank(order, resource) }));
  ranked.sort((a, b) => (order.descending ? compare(b.rank, a.rank) : compare(a.rank, b.rank)));
  return ranked.map(({ resource }) => resource);
}

function placeAfter(sorted: readonly Resource[], order: Order, place: string): number {
  const position = JSON.parse(place) as [string | number, number];
  const found = sorted.findIndex((resource) => {
    const difference = compare(rank(order, resource), position);
    return order.descending ? difference < 0 : difference > 0;
  });
  return found === -1 ? sorted.length : found;
}
