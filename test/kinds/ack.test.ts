/** The incumbent's 26 kinds, as its CRDs and its generator have them, against ours: whoever swaps one controller for the other changes nothing. */
import { describe, expect, test } from 'vitest';
import { objectSchema } from '../../src/crd/definition.ts';
import type { Schema } from '../../src/crd/schema.ts';
import { classify } from '../../src/engine/fault.ts';
import { MOVING } from '../../src/engine/phase.ts';
import { finalizerOf } from '../../src/engine/policy.ts';
import { kinds } from '../../src/kinds/index.ts';
import type { KindDescriptor, Phase } from '../../src/kinds/types.ts';
import { loadModel } from '../../src/model/load.ts';
import { crName } from '../../src/model/names.ts';
import ackKinds from './testdata/ack_kinds.json' with { type: 'json' };

interface Ack {
  readonly plural: string;
  readonly finalizer: string;
  readonly ops: readonly string[];
  readonly notFound: { readonly code: string; readonly match: string | null; readonly text: string | null };
  readonly specRequired: readonly string[];
  readonly specFields: readonly string[];
  readonly statusFields: readonly string[];
  readonly printerColumns: readonly { readonly name: string; readonly path: string; readonly type: string }[];
  readonly adoptionFields: readonly string[];
  readonly statusField: string | null;
  readonly modifyingStatuses: readonly string[] | null;
  readonly terminalStatus: string | null;
}
const all = Object.entries(ackKinds as unknown as Readonly<Record<string, Ack>>).map(([name, ack]) => ({ name, ack }));
const model = loadModel('sagemaker');

test('there are 26 of them, and all are served', () => {
  expect(all).toHaveLength(26);
  expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(all.map(({ name }) => name)));
});

describe.each(all)('$name', ({ name, ack }) => {
  const kind = kindNamed(name);
  const schema = objectSchema(kind, model);
  const [spec, status] = ['spec', 'status'].map((part) => schema.properties?.[part]?.properties ?? {});

  test('has the same group, version, plural and finalizer', () => {
    expect(kind.service).toMatchObject({ group: 'sagemaker.services.k8s.aws', version: 'v1alpha1' });
    expect([kind.plural, finalizerOf(kind)]).toEqual([ack.plural, ack.finalizer]);
  });

  test('has every field of spec and status', () => {
    expect(Object.keys(spec ?? {})).toEqual(expect.arrayContaining([...ack.specFields]));
    expect(Object.keys(status ?? {})).toEqual(expect.arrayContaining([...ack.statusFields]));
  });

  test('asks for no field that the incumbent does not ask for', () => {
    expect(ack.specRequired).toEqual(expect.arrayContaining([...(schema.properties?.['spec']?.required ?? [])]));
  });

  test('has every column, by its name and for the same field', () => {
    const ours = kind.crd.columns.map(({ name: column, path, type }) => `${column} ${path} ${type}`);
    const theirs = new Set(ack.printerColumns.map(({ name: column, path, type }) => `${column} ${path} ${type}`));
    expect(ours).toEqual(expect.arrayContaining([...theirs]));
  });

  test('is made, described and ended by the same calls', () => {
    const { create, describe: look, stop, delete: remove, start } = kind.operations;
    const calls = [create, look, stop, remove, start, ...kind.updates.map(({ operation }) => operation)];
    const theirs = ack.ops.filter((operation) => /^(Create|Describe|Delete|Stop)/.test(operation));
    expect(calls).toEqual(expect.arrayContaining(theirs));
  });

  test('can be adopted by what its spec, status or ARN holds', () => {
    const known = [...Object.keys(spec ?? {}), ...Object.keys(status ?? {}), 'arn'];
    expect(known).toEqual(expect.arrayContaining([...ack.adoptionFields]));
  });

  test('tells its status in the same field, and takes the same words for motion and for failure', () => {
    // Of some kinds the incumbent only mirrors the status, and of others it tells none.
    const field = kind.statuses === undefined ? null : crName(kind.statuses.member);
    expect([field, ...ack.statusFields]).toContain(ack.statusField ?? field);
    const phaseOf = (word: string): Phase => kind.statuses?.phases[word] ?? 'busy';
    expect((ack.modifyingStatuses ?? []).filter((word) => !MOVING.has(phaseOf(word)))).toEqual([]);
    expect(ack.terminalStatus === null ? 'failed' : phaseOf(ack.terminalStatus)).toBe('failed');
  });

  test('knows what «not found» looks like', () => {
    const { code, match, text } = ack.notFound;
    const message = match === 'HasSuffix' ? `arn:aws:x ${text}` : `${text ?? 'No such'} "a"`;
    const context = { mutates: false, creates: false, absent: kind.absent, taken: kind.taken };
    // Where the incumbent takes any ValidationException for it, a wrong request counts as missing: that one is not followed.
    const anything = code === 'ValidationException' && text === null;
    expect(anything ? 'absent' : classify({ code, message, httpStatus: 400 }, context)).toBe('absent');
  });

  test('keeps types as the incumbent does', () => {
    for (const part of [spec, status]) expect([...odd(part ?? {})]).toEqual([]);
  });
});

function kindNamed(name: string): KindDescriptor {
  const found = kinds.find(({ kind }) => kind === name);
  if (!found) throw new Error(`${name} is not in the registry`);
  return found;
}

/** Numbers are int64 or number, times are date-time, everything else is plain: the incumbent's CRDs know no other formats. */
function* odd(properties: Readonly<Record<string, Schema>>, path = ''): Generator<string> {
  for (const [field, schema] of Object.entries(properties)) {
    const here = `${path}.${field}`;
    const { type, format } = schema;
    const isPlain =
      (type === 'integer' && format === 'int64') ||
      (type === 'string' && (format === undefined || format === 'date-time')) ||
      (['number', 'boolean', 'object', 'array'].includes(type) && format === undefined);
    if (!isPlain) yield `${here}: ${type} ${format}`;
    const inner = schema.items ?? schema.additionalProperties ?? schema;
    if (inner.properties) yield* odd(inner.properties, here);
  }
}
