/** For every kind and every shape that it reaches: what a user sets arrives at AWS, and what AWS says arrives in status. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kinds } from '../kinds/index.ts';
import type { Fields, Json } from '../kinds/types.ts';
import { createCodec } from './codec.ts';
import { createOperations } from './operations.ts';
import { createSchemas, type Member, type Schema } from './schema.ts';

const schemas = createSchemas();
const codec = createCodec(schemas);
const operations = createOperations();
const CASES = 1_000;
/** Outputs may hold themselves. */
const DEPTH = 12;

const leaf = (schema: Schema): fc.Arbitrary<Json> => {
  if (schema.isTimestampSchema())
    return fc.integer({ min: 0, max: 4e9 }).map((s) => `${new Date(s * 1000).toISOString().slice(0, 19)}Z`);
  if (schema.isBlobSchema())
    return fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  if (schema.isNumericSchema()) return fc.integer();
  return schema.isBooleanSchema() ? fc.boolean() : fc.string({ minLength: 1, maxLength: 8 });
};

/** A value in which a few members of each structure are set: a case stays small, and a thousand of them reach everything. */
function sparse(schema: Schema, depth = 0): fc.Arbitrary<Json> {
  if (schema.isListSchema()) return fc.array(sparse(schema.getValueSchema(), depth + 1), { minLength: 1, maxLength: 2 });
  if (schema.isMapSchema())
    return fc
      .tuple(fc.constantFrom('a', 'RoleArn', 'roleARN'), sparse(schema.getValueSchema(), depth + 1))
      .map(([key, value]) => ({ [key]: value }));
  if (schema.isDocumentSchema() || !schema.isStructSchema()) return leaf(schema);
  const { members } = schemas.structure(schema);
  if (members.length === 0 || depth > DEPTH) return fc.constant({});
  return fc
    .subarray([...members], { minLength: 1, maxLength: Math.min(3, members.length) })
    .chain((some) => fieldsOf(some, depth));
}

const fieldsOf = (members: readonly Member[], depth: number): fc.Arbitrary<Json> =>
  fc.record(Object.fromEntries(members.map((member) => [member.cr, sparse(member.schema, depth + 1)]))) as fc.Arbitrary<Json>;

/** One value in which every member of every structure is set. */
function full(schema: Schema, ancestors: readonly unknown[] = []): Json {
  if (schema.isListSchema()) return [full(schema.getValueSchema(), ancestors)];
  if (schema.isMapSchema()) return { key: full(schema.getValueSchema(), ancestors) };
  if (!schema.isStructSchema()) return fc.sample(leaf(schema), { numRuns: 1, seed: 1 })[0] ?? null;
  const raw: unknown = schema.getSchema();
  if (ancestors.includes(raw)) return {};
  const inner = [...ancestors, raw];
  return Object.fromEntries(schemas.structure(schema).members.map(({ cr, schema: of }) => [cr, full(of, inner)]));
}

const shapes = kinds.map(({ kind, operations: { create, describe: look }, service }) => ({
  kind,
  input: operations.get(service.id, create).input,
  output: operations.get(service.id, look).output,
}));

describe.each(shapes)('$kind', ({ input, output }) => {
  test('arrives as it was set, through the types of the SDK and back', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(sparse(input), (fields) => {
        const sent = codec.encode(input, fields as Fields);
        const arrived = codec.fromSdk(input, codec.toSdk(input, sent));
        expect(arrived).toEqual(sent);
        expect(codec.decode(input, arrived)).toEqual(fields);
      }),
      { numRuns: CASES },
    );
  });

  test('loses no member of any shape, on the way in or out', () => {
    for (const schema of [input, output]) {
      const fields = full(schema) as Fields;
      expect(codec.decode(schema, codec.encode(schema, fields))).toEqual(fields);
    }
  });
});
