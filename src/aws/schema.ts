/**
 * The SDK carries its service model at run time. This is the little of it that the AWS side reads: an operation's input and output,
 * a structure's members in the API's order, and which of them are required.
 */
import type { NormalizedSchema } from '@smithy/core/schema';
import { crName } from '../model/names.ts';

export type Schema = NormalizedSchema;

export interface Member {
  readonly aws: string;
  readonly cr: string;
  readonly schema: Schema;
  readonly required: boolean;
}
export interface Structure {
  readonly members: readonly Member[];
  readonly byAws: ReadonlyMap<string, Member>;
  readonly byCr: ReadonlyMap<string, Member>;
}

/** Reads structures, each once. The way back from a field to its member is unique only within one structure, hence per structure. */
export interface Schemas {
  structure(schema: Schema): Structure;
  /** The list, map or structure of this name among all that `root` reaches; undefined when there is none. */
  find(root: Schema, shape: string): Schema | undefined;
}

/** A static structure schema: kind, namespace, name, traits, member names, member schemas, how many of the first are required. */
type Static = readonly [number, string, string, unknown, readonly string[], readonly unknown[], number?];

export function createSchemas(): Schemas {
  const structures = new WeakMap<object, Structure>();
  const structure = (schema: Schema): Structure => {
    // An operation without output has a unit, which is no structure.
    if (!schema.isStructSchema()) return EMPTY;
    const raw = schema.getSchema() as unknown as Static;
    const known = structures.get(raw);
    if (known) return known;
    const read = readStructure(schema, raw[6] ?? 0);
    structures.set(raw, read);
    return read;
  };
  return { structure, find: (root, shape) => find(structure, root, shape) };
}

const EMPTY: Structure = { members: [], byAws: new Map(), byCr: new Map() };

function readStructure(schema: Schema, required: number): Structure {
  const members = [...schema.structIterator()].map(([aws, member], index): Member => ({
    aws,
    cr: crName(aws),
    schema: member,
    required: index < required,
  }));
  return {
    members,
    byAws: new Map(members.map((member) => [member.aws, member])),
    byCr: new Map(members.map((member) => [member.cr, member])),
  };
}

function find(structure: (schema: Schema) => Structure, root: Schema, shape: string): Schema | undefined {
  const seen = new Set<unknown>();
  const open = [root];
  for (let schema = open.pop(); schema; schema = open.pop()) {
    if (schema.getName() === shape) return schema;
    const raw: unknown = schema.getSchema();
    if (seen.has(raw)) continue;
    seen.add(raw);
    if (schema.isStructSchema()) open.push(...structure(schema).members.map((member) => member.schema));
    else if (schema.isListSchema() || schema.isMapSchema()) open.push(schema.getValueSchema());
  }
  return undefined;
}
