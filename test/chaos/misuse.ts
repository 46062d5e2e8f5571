/** What people write into a spec, made from its CRD's schema: another value, one at an edge, one beyond it, a wrong one, none. */
import * as fc from 'fast-check';
import type { Schema } from '../../src/crd/schema.ts';
import type { Fields, Json } from '../../src/kinds/types.ts';
import { crName } from '../../src/model/names.ts';
import { another, dotted, type Leaf, leavesOf, type Path, withValueAt } from '../kinds/manifests.ts';

export interface Change {
  readonly path: Path;
  /** As a person would name it: `a text that is too long`. */
  readonly what: string;
  /** Undefined: the field is taken away. */
  readonly value: Json | undefined;
}

export const titleOf = ({ path, what }: Change): string => `${dotted(path)}: ${what}`;

export function changed(spec: Fields, { path, value }: Change): Fields {
  return JSON.parse(JSON.stringify(value === undefined ? without(spec, path) : withValueAt(spec, path, value))) as Fields;
}

/** Some of all that can be done to a spec, always the same for a seed. */
export function changesOf(spec: Fields, schema: Schema, { count, seed }: { count: number; seed: number }): readonly Change[] {
  const all = [...leavesOf(spec, schema)].flatMap(ofLeaf).concat(ofAbsent(spec, schema));
  const [some = []] = fc.sample(fc.shuffledSubarray(all, { minLength: Math.min(count, all.length) }), { numRuns: 1, seed });
  return some.slice(0, count);
}

function ofLeaf(leaf: Leaf): readonly Change[] {
  const { path, schema, value } = leaf;
  const changes = {
    ...ofText(schema, value),
    ...ofNumber(schema),
    'another value': another(leaf),
    'a list': ['x'],
    'an object': {},
  };
  const made = Object.entries(changes).flatMap(([what, to]) => (to === undefined ? [] : [{ path, what, value: to }]));
  return [...made, { path, what: 'nothing', value: undefined }];
}

function ofText({ type, maxLength, minLength, enum: words, pattern }: Schema, value: Json): Record<string, Json | undefined> {
  if (type !== 'string' || typeof value !== 'string') return { 'a text': 'text' };
  const long = (length: number): string => value.padEnd(length, 'a').slice(0, length);
  return {
    'an empty text': '',
    'a number': 7,
    ...(words ? { 'an unknown word': 'Nonsense' } : {}),
    ...(maxLength === undefined || words
      ? {}
      : { 'the longest text': long(maxLength), 'a text that is too long': long(maxLength + 1) }),
    ...(minLength === undefined || minLength < 2 ? {} : { 'the shortest text': long(minLength) }),
    ...(pattern === undefined ? {} : { 'a text of wrong form': ' \u00e9\n' }),
  };
}

function ofNumber({ type, minimum, maximum }: Schema): Record<string, Json | undefined> {
  if (type !== 'integer' && type !== 'number') return {};
  return {
    ...(minimum === undefined ? {} : { 'the smallest number': minimum, 'a number that is too small': minimum - 1 }),
    ...(maximum === undefined ? {} : { 'the largest number': maximum, 'a number that is too large': maximum + 1 }),
    'a number with a fraction': 1.5,
  };
}

/** Fields that are not set: as empty as they can be, and one that does not exist. */
function ofAbsent(spec: Fields, { properties = {} }: Schema): readonly Change[] {
  const empty = { object: {}, array: [], string: 'text', integer: 1, number: 1, boolean: true } as const;
  const absent = Object.entries(properties).filter(([field]) => spec[field] === undefined);
  return [
    ...absent.map(([field, of]): Change => ({ path: [field], what: 'set', value: of.enum?.at(-1) ?? empty[of.type] })),
    { path: ['noSuchField'], what: 'set', value: 'text' },
  ];
}

function without(node: Json | undefined, [step, ...rest]: Path): Json {
  if (Array.isArray(node))
    return node.flatMap((item: Json, at) => (at !== step ? [item] : rest.length > 0 ? [without(item, rest)] : []));
  return Object.fromEntries(
    Object.entries((node ?? {}) as Fields).flatMap(([field, inner]) =>
      field !== step ? [[field, inner]] : rest.length > 0 ? [[field, without(inner, rest)]] : [],
    ),
  );
}

/** Where AWS has another value than the spec. What Describe does not tell cannot be compared, and an empty text is none. */
export function unlike(spec: Json | undefined, inAws: Json | undefined, path = 'spec'): readonly string[] {
  if (inAws === undefined || spec === '' || spec === undefined) return [];
  if (Array.isArray(spec))
    return spec.flatMap((item: Json, at) => unlike(item, (inAws as readonly Json[])[at], `${path}[${at}]`));
  if (typeof spec !== 'object' || spec === null) return spec === inAws ? [] : [`${path} is ${JSON.stringify(inAws)} in AWS`];
  const members = new Map(
    Object.entries(inAws as Fields).flatMap(
      ([member, value]) =>
        [
          [crName(member), value],
          [member, value],
        ] as const,
    ),
  );
  return Object.entries(spec).flatMap(([field, value]) => unlike(value, members.get(field), `${path}.${field}`));
}
