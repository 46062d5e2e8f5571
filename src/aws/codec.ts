/**
 * Between the fields of a custom resource and the members of an AWS structure. One codec serves every kind: the SDK's schema says what
 * each value is, and the naming rule gives the field for a member, structure by structure.
 *
 * What counts as unset. Clients fill optional fields with "", [], {} or null where they mean nothing (Kubeflow's components do), and AWS
 * would refuse them. So encode leaves out an optional member that holds nothing: null, "", an empty list or map, or a structure in which
 * no member holds anything. Three things are kept as they are given:
 * - required members, whatever they hold: `{}` may be a structure of defaults, and of an empty name AWS's own complaint says most;
 * - a structure that has no members at all: that it is there is all it says;
 * - data: elements of lists and values of maps. An empty hyperparameter is a value.
 */
import { Fault } from '../engine/fault.ts';
import type { Fields, Json } from '../kinds/types.ts';
import type { Member, Schema, Schemas } from './schema.ts';
import { leafToJson, readLeaf } from './leaf.ts';

export interface Codec {
  /**
   * CR fields to AWS members. `keep` names members that count as required besides those of the schema. Fields that the schema doesn't
   * know are left out. Throws an `invalid` Fault that names the field (`spec.resourceConfig.instanceCount`).
   */
  encode(schema: Schema, fields: Fields, keep?: readonly string[]): Fields;
  /** AWS members to CR fields. Members that the schema doesn't know are left out. */
  decode(schema: Schema, fields: Fields): Fields;
  /** One AWS value, of any shape, to its form in a CR; undefined when it can't be told in JSON. */
  decodeValue(schema: Schema, value: Json): Json | undefined;
  /** AWS members as JSON to the SDK's own types: dates and bytes. */
  toSdk(schema: Schema, fields: Fields): Readonly<Record<string, unknown>>;
  /** The SDK's types to JSON. What JSON can't tell (NaN) is left out: an apiserver would refuse the null that it turns into. */
  fromSdk(schema: Schema, output: unknown): Fields;
}

/** Deepest nesting of the service's structures is 12; documents are the user's. */
const MAX_DEPTH = 64;

export function createCodec(schemas: Schemas): Codec {
  const decoder: Walk = { schemas, name: (member) => member.cr, leaf: leafToJson };
  const writer: Walk = { schemas, name: (member) => member.aws, leaf: (schema, value) => readLeaf(schema, value, 'input') };
  const reader: Walk = { schemas, name: (member) => member.aws, leaf: leafToJson };
  return {
    encode: (schema, fields, keep = []) => encodeStructure({ schemas, path: 'spec', depth: 0 }, schema, fields, new Set(keep)),
    decode: (schema, fields) => walkStructure(decoder, schema, fields, 0) as Fields,
    decodeValue: (schema, value) => walk(decoder, schema, value, 0) as Json | undefined,
    toSdk: (schema, fields) => walkStructure(writer, schema, fields, 0),
    fromSdk: (schema, output) => walkStructure(reader, schema, output, 0) as Fields,
  };
}

interface Place {
  readonly schemas: Schemas;
  readonly path: string;
  readonly depth: number;
}
const at = (place: Place, step: string): Place => {
  if (place.depth >= MAX_DEPTH) throw invalid(place, `is nested more than ${MAX_DEPTH} levels deep`);
  return { ...place, path: place.path + step, depth: place.depth + 1 };
};
const invalid = (place: Place, what: string): Fault => new Fault('invalid', 'InvalidField', `${place.path} ${what}`);

function encodeStructure(place: Place, schema: Schema, value: unknown, keep: ReadonlySet<string>): Fields {
  if (!isObject(value)) throw invalid(place, `must be an object, not ${typeName(value)}`);
  const encoded: [string, Json][] = [];
  for (const member of place.schemas.structure(schema).members) {
    const given = own(value, member.cr);
    if (given === undefined || given === null) continue;
    if (!member.required && !keep.has(member.aws) && !isSet(place.schemas, member.schema, given)) continue;
    encoded.push([member.aws, encodeValue(at(place, `.${member.cr}`), member.schema, given)]);
  }
  return Object.fromEntries(encoded);
}

function encodeValue(place: Place, schema: Schema, value: unknown): Json {
  if (schema.isStructSchema()) return encodeStructure(place, schema, value, NOTHING);
  if (schema.isListSchema()) return encodeList(place, schema, value);
  if (schema.isMapSchema()) return encodeMap(place, schema, value);
  if (schema.isDocumentSchema()) return encodeDocument(place, value);
  return leafToJson(schema, readLeaf(schema, value, place.path)) as Json;
}
const NOTHING: ReadonlySet<string> = new Set();

function encodeList(place: Place, schema: Schema, value: unknown): Json {
  if (!Array.isArray(value)) throw invalid(place, `must be a list, not ${typeName(value)}`);
  const element = schema.getValueSchema();
  return value.map((item: unknown, index) => encodeValue(at(place, `[${index}]`), element, item));
}

function encodeMap(place: Place, schema: Schema, value: unknown): Json {
  if (!isObject(value)) throw invalid(place, `must be a map, not ${typeName(value)}`);
  const of = schema.getValueSchema();
  // fromEntries defines own properties: the key __proto__ is a key like any other.
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, encodeValue(at(place, `[${key}]`), of, item)]),
  );
}

function encodeDocument(place: Place, value: unknown): Json {
  if (Array.isArray(value)) return value.map((item: unknown, index) => encodeDocument(at(place, `[${index}]`), item));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encodeDocument(at(place, `.${key}`), item)]));
  return value as Json;
}

/** Whether a CR value says anything; see the rule at the top. A value of the wrong type does: its error must be heard. */
function isSet(schemas: Schemas, schema: Schema, value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  if (!isObject(value)) return true;
  if (!schema.isStructSchema()) return Object.keys(value).length > 0;
  const { members } = schemas.structure(schema);
  return members.length === 0 || members.some((member) => isSet(schemas, member.schema, own(value, member.cr)));
}

/** A walk over AWS-cased values that changes the names of members, or the types of leaves, and nothing else. */
interface Walk {
  readonly schemas: Schemas;
  name(member: Member): string;
  /** Undefined leaves the value out. */
  leaf(schema: Schema, value: unknown): unknown;
}

function walk(how: Walk, schema: Schema, value: unknown, depth: number): unknown {
  if (value === null || value === undefined || depth > MAX_DEPTH) return undefined;
  if (schema.isStructSchema()) return isObject(value) ? walkStructure(how, schema, value, depth) : undefined;
  if (schema.isListSchema()) {
    const element = schema.getValueSchema();
    return Array.isArray(value)
      ? value.map((item) => walk(how, element, item, depth + 1)).filter((item) => item !== undefined)
      : undefined;
  }
  if (!schema.isMapSchema()) return how.leaf(schema, value);
  const of = schema.getValueSchema();
  return isObject(value)
    ? fromPairs(Object.entries(value).map(([key, item]) => [key, walk(how, of, item, depth + 1)]))
    : undefined;
}

function walkStructure(how: Walk, schema: Schema, value: unknown, depth: number): Readonly<Record<string, unknown>> {
  if (!isObject(value)) return {};
  const { members } = how.schemas.structure(schema);
  return fromPairs(members.map((member) => [how.name(member), walk(how, member.schema, own(value, member.aws), depth + 1)]));
}

const fromPairs = (pairs: readonly (readonly [string, unknown])[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (value: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;
const typeName = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`);
