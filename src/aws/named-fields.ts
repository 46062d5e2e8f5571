/**
 * Which fields of the spec an error text of AWS's is about, where it says so in its own words: by a member's name («Invalid
 * MaxWaitTimeInSeconds»), or by the value that was sent («Could not assume role arn:…»). AWS's names are not the user's.
 */
import type { Fields, Json } from '../kinds/types.ts';
import type { Schema, Schemas } from './schema.ts';

export interface NamedIn {
  readonly schemas: Schemas;
  readonly input: Schema;
  readonly sent: Fields;
}

/** One that is named in passing is no help, and neither are many. */
const MOST = 3;
/** Two humps at least: `Image` or `Role` is also a word. */
const MEMBER = /\b[A-Z][a-z0-9]+[A-Z]\w*/g;
/** Shorter values turn up in a text by chance. */
const SHORTEST_VALUE = 4;

/** Paths from `spec.`, in the text's order; none where it is unclear which is meant. */
export function namedFields(text: string, { schemas, input, sent }: NamedIn): readonly string[] {
  const places = [...placesIn(schemas, input, sent, 'spec')];
  const byName = [...text.matchAll(MEMBER)].flatMap(({ 0: member, index }) => {
    const path = onlyOne(places.filter((place) => place.member === member));
    return path === undefined ? [] : [{ path, index }];
  });
  const byValue = places.flatMap(({ value, path }) => {
    const index = typeof value === 'string' ? mentioned(text, value) : -1;
    return index < 0 ? [] : [{ path, index }];
  });
  const found = [...byName, ...byValue].sort((a, b) => a.index - b.index).map(({ path }) => path);
  return [...new Set(found)].slice(0, MOST);
}

interface Place {
  /** Undefined for an element of a list. */
  readonly member?: string;
  readonly path: string;
  /** What was sent. */
  readonly value: Json | undefined;
}

/** All members that the input has, with the elements that were sent. Keys of maps are the user's data, no fields. */
function* placesIn(schemas: Schemas, schema: Schema, value: Json | undefined, path: string): Generator<Place> {
  if (schema.isListSchema()) {
    const elements = Array.isArray(value) && value.length > 0 ? (value as readonly Json[]) : undefined;
    for (const [at, element] of (elements ?? [undefined]).entries()) {
      const here = elements ? `${path}[${at}]` : `${path}[]`;
      if (typeof element === 'string') yield { path: here, value: element };
      yield* placesIn(schemas, schema.getValueSchema(), element, here);
    }
  } else if (schema.isStructSchema()) {
    const fields = typeof value === 'object' && value !== null ? (value as Fields) : {};
    for (const member of schemas.structure(schema).members) {
      const place = { member: member.aws, path: `${path}.${member.cr}`, value: fields[member.aws] };
      yield place;
      yield* placesIn(schemas, member.schema, place.value, place.path);
    }
  }
}

/** The one that was sent, or the only one that there is. */
function onlyOne(places: readonly Place[]): string | undefined {
  const sent = places.filter(({ value }) => value !== undefined);
  const candidates = sent.length > 0 ? sent : places;
  return candidates.length === 1 ? candidates[0]?.path : undefined;
}

/** Where the value stands in the text by itself, or as the last part of an ARN. -1: nowhere. */
function mentioned(text: string, value: string): number {
  if (value.length < SHORTEST_VALUE) return -1;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const around = [text[at - 1] ?? ' ', text[at + value.length] ?? ' '];
    if (around.every((character) => !/[\w-]/.test(character))) return at;
  }
  return -1;
}
