/** Tables of what an object is made of: trials in their order, variants with their weights. What they show is the descriptor's to say. */
import { at } from '../../engine/phase.ts';
import type { Fields, Json, KindDescriptor, KubeObject, PartRule } from '../../kinds/types.ts';
import { crPath } from '../../model/refs.ts';

export interface PartTable {
  readonly title: string;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What is behind the rows, in their order. */
  readonly parts: readonly Fields[];
}

/** Those that have anything in them. */
export const partTables = ({ parts = [] }: KindDescriptor, object: KubeObject): readonly PartTable[] =>
  parts.map((rule) => tableOf(rule, object)).filter(({ rows }) => rows.length > 0);

function tableOf(rule: PartRule, { spec, status = {} }: KubeObject): PartTable {
  const found = at(status as Fields, crPath(rule.list));
  const parts = ranked(rule, spec, Array.isArray(found) ? (found as readonly Fields[]) : []);
  return {
    title: rule.title,
    headers: rule.columns.map(({ name }) => name),
    rows: parts.map((part) => rule.columns.map(({ path }) => textOf(at(part, crPath(path))))),
    parts,
  };
}

/** The best first; those without a value yet at the end, in AWS's own order. */
function ranked({ rank }: PartRule, spec: Fields, parts: readonly Fields[]): readonly Fields[] {
  if (!rank) return parts;
  const order = rank.order.map((path) => at(spec, crPath(path))).find((value) => typeof value === 'string');
  const sign = order === rank.ascending ? 1 : -1;
  const valueOf = (part: Fields): number => {
    const value = at(part, crPath(rank.by));
    return typeof value === 'number' ? sign * value : Number.POSITIVE_INFINITY;
  };
  return parts.toSorted((a, b) => compare(valueOf(a), valueOf(b)));
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '-';
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map((each: Json) => textOf(each)).join(' ');
  return Object.entries(value)
    .map(([name, each]) => `${name}=${textOf(each)}`)
    .join(' ');
}
