/**
 * Fields that are called nearly as AWS calls them, to AWS's members. Older formats differ from the API in the case of letters, and write maps
 * as lists of names and values. What has no member is told by its path.
 */
import type { Schema, Schemas } from '../../aws/schema.ts';
import type { Fields, Json } from '../../kinds/types.ts';
import { isFields, type PlainFields } from '../validate/values.ts';
import type { Path } from '../offline/manifests.ts';

export interface Lost {
  readonly path: Path;
  readonly message: string;
}

export interface Read {
  readonly fields: Fields;
  readonly lost: readonly Lost[];
}

export function readMembers(schemas: Schemas, schema: Schema, value: PlainFields, path: Path): Read {
  const lost: Lost[] = [];
  const fields = readStructure({ schemas, lost, path }, schema, value);
  return { fields, lost };
}

interface Place {
  readonly schemas: Schemas;
  readonly lost: Lost[];
  readonly path: Path;
}
const below = (place: Place, step: string | number): Place => ({ ...place, path: [...place.path, step] });

function lose(place: Place, message: string): undefined {
  place.lost.push({ path: place.path, message });
  return undefined;
}

function readStructure(place: Place, schema: Schema, value: PlainFields): Fields {
  const { members } = place.schemas.structure(schema);
  const byName = new Map(members.map((member) => [member.aws.toLowerCase(), member]));
  const read = Object.entries(value).flatMap(([field, item]): readonly (readonly [string, Json])[] => {
    if (item === null || item === undefined) return [];
    const here = below(place, field);
    const member = byName.get(field.toLowerCase());
    const told = member
      ? readValue(here, member.schema, item)
      : lose(here, `AWS has no such member of ${schema.getName() ?? 'this'}`);
    return member && told !== undefined ? [[member.aws, told]] : [];
  });
  return Object.fromEntries(read);
}

function readValue(place: Place, schema: Schema, value: unknown): Json | undefined {
  if (schema.isStructSchema()) return isFields(value) ? readStructure(place, schema, value) : lose(place, 'must be an object');
  if (schema.isListSchema()) return readList(place, schema, value);
  if (schema.isMapSchema()) return readMap(place, schema, value);
  if (schema.isDocumentSchema()) return value as Json;
  return readLeaf(place, schema, value);
}

function readList(place: Place, schema: Schema, value: unknown): Json | undefined {
  if (!Array.isArray(value)) return lose(place, 'must be a list');
  const element = schema.getValueSchema();
  return value.flatMap((item: unknown, index) => readValue(below(place, index), element, item) ?? []);
}

function readMap(place: Place, schema: Schema, value: unknown): Json | undefined {
  const entries = Array.isArray(value) ? pairs(place, value) : isFields(value) ? Object.entries(value) : undefined;
  if (!entries) return lose(place, 'must be a map');
  const of = schema.getValueSchema();
  return Object.fromEntries(
    entries.flatMap(([key, item]) => {
      const read = readValue(below(place, key), of, item);
      return read === undefined ? [] : [[key, read] as const];
    }),
  );
}

/** `[{name, value}]`: of two with one name a map keeps the last, as the containers that read them do. */
function pairs(place: Place, list: readonly unknown[]): readonly (readonly [string, unknown])[] {
  const seen = new Set<string>();
  return list.flatMap((item, index): readonly (readonly [string, unknown])[] => {
    const { name, value = '' } = isFields(item) ? item : {};
    const here = below(place, index);
    if (typeof name !== 'string') return lose(here, 'has no name') ?? [];
    if (seen.has(name)) lose(here, `${name} is there twice, and the last counts`);
    seen.add(name);
    return [[name, value]];
  });
}

function readLeaf(place: Place, schema: Schema, value: unknown): Json | undefined {
  if (typeof value === 'object') return lose(place, 'must be one value');
  if (schema.isStringSchema() && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  return value as Json;
}
