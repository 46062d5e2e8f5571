/**
 * What people get wrong, for every kind: from its example, its CRD and its descriptor, without naming a kind. Each ends in a refusal that
 * names the field, or in a condition that says why and what to do; none leaves an object stuck.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conditionOf } from '../../src/engine/conditions.ts';
import { MOVING } from '../../src/engine/phase.ts';
import { mutablePaths } from '../../src/kinds/mutable.ts';
import type { Fields, Json, KindDescriptor, KubeObject } from '../../src/kinds/types.ts';
import { crName } from '../../src/model/names.ts';
import { crPath } from '../../src/model/refs.ts';
import type { Schema } from '../../src/crd/schema.ts';
import { isReady, isTerminal, Stage } from '../support/stage.ts';
import { another, applyAll, type Case, cases, dotted, isWithin, leavesOf, type Path, withValueAt } from './manifests.ts';
import { firstRef, retagged, specOf, standsAlone } from './variants.ts';

const PATIENCE_MS = 240_000;

const all = cases();
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set({ simulator: { speed: 600 } });
  // What the examples name must be there.
  await applyAll(stage);
}, PATIENCE_MS);
afterAll(() => stage[Symbol.asyncDispose]());

const refusal = (kind: string, spec: Fields): Promise<string> =>
  stage.create(kind, 'refused', spec).then(
    () => 'it was accepted',
    (error: unknown) => String(error),
  );
const readyOf = async (kind: string, name: string) => conditionOf((await stage.get(kind, name))?.status?.conditions, 'Ready');

const withRequired = all.flatMap((each) => firstRequired(each).map((field) => ({ ...each, field })));
describe.concurrent.each(withRequired)('a $kind without $field', (each) => {
  test('is refused with the name of the field', async () => {
    const { [each.field]: _missing, ...spec } = specOf(each);
    expect(await refusal(each.kind, spec)).toMatch(new RegExp(`spec\\.${each.field}: Required value|spec: Required value`));
  });
});

const withEnum = all.flatMap((each) =>
  firstEnum(each.schema, each.manifest.spec).map((path) => ({ ...each, path, field: dotted(path) })),
);
describe.concurrent.each(withEnum)('a $kind with a word in $field that AWS does not know', (each) => {
  test('is refused with the name of the field and the words that it takes', async () => {
    const answer = await refusal(each.kind, withValueAt(specOf(each), each.path, 'Nonsense') as Fields);
    expect(answer).toMatch(new RegExp(`spec\\.${escaped(each.field)}: Unsupported value: "Nonsense": supported values`));
  });
});

describe.concurrent.each(all)('a $kind with a list where a plain value belongs', (each) => {
  test('is refused with the name of the field', async () => {
    // Where a format is asked for, the apiserver lets a list pass for a text.
    const leaf = [...leavesOf(specOf(each), each.schema)].find(({ schema: { format, type } }) => type !== 'string' || !format);
    const path = leaf?.path ?? [];
    expect(await refusal(each.kind, withValueAt(specOf(each), path, ['x']) as Fields)).toContain(`spec.${dotted(path)}`);
  });
});

const named = all.filter(({ descriptor: { name } }) => name !== undefined && name.derived !== false);
describe.concurrent.each(named)('a $kind with a name that is too long', (each) => {
  test('is refused with the name of the field', async () => {
    const { member = '', maxLength = 0 } = each.descriptor.name ?? {};
    const answer = await refusal(each.kind, specOf(each, { [crName(member)]: 'a'.repeat(maxLength + 1) }));
    expect(answer).toContain(`spec.${crName(member)}: Too long`);
  });
});

describe.concurrent.each(all)('an edit of what cannot change in a $kind', (each) => {
  const { kind, descriptor, manifest, schema } = each;
  const edits = immutableEdits(each);

  test('is refused, with what to do instead', { timeout: PATIENCE_MS }, async () => {
    await stage.until(kind, manifest.metadata.name, ({ status }) => status?.ackResourceMetadata?.arn !== undefined, PATIENCE_MS);
    for (const { field, spec } of edits) {
      const answer = await stage.patch(kind, manifest.metadata.name, { spec }).then(() => 'it was accepted', String);
      expect(`${field}: ${answer}`).toContain(`can't change once the`);
      expect(`${field}: ${answer}`).toContain(`create another ${descriptor.kind} instead`);
    }
    expect(edits.length > 0 || isAllMutable(descriptor, schema)).toBe(true);
  });
});

const referring = all.flatMap((each) => firstRef(each).map((ref) => ({ ...each, ...ref })));
describe.concurrent.each(referring)('a $kind whose $ref leads to nothing', (each) => {
  test('waits, and says for what', { timeout: PATIENCE_MS }, async () => {
    await stage.create(each.kind, 'refers-to-nothing', each.spec);
    const { status } = await stage.until(each.kind, 'refers-to-nothing', (object) => object.status !== undefined, PATIENCE_MS);
    expect(status?.conditions?.map(({ type, status: is }) => `${type}=${is}`)).toContain('ACK.Recoverable=True');
    expect(conditionOf(status?.conditions, 'Ready')?.message).toContain('no-such-object');
    await stage.delete(each.kind, 'refers-to-nothing');
    await stage.untilGone(each.kind, 'refers-to-nothing');
  });
});

const owned = named.filter(({ descriptor: { id, upserts } }) => id === undefined && upserts === undefined);
describe.concurrent.each(owned)('a $kind with the name of one that is someone else’s', (each) => {
  const { kind, descriptor } = each;
  const { member = '', maxLength = 0 } = descriptor.name ?? {};
  const spec = specOf(each, { [crName(member)]: `foreign-${kind.toLowerCase()}`.slice(0, maxLength) });

  test('says so, and leaves that one alone', { timeout: PATIENCE_MS }, async () => {
    await stage.create(kind, 'former', spec, { 'services.k8s.aws/deletion-policy': 'retain' });
    await stage.until(kind, 'former', ({ status }) => status?.ackResourceMetadata?.arn !== undefined, PATIENCE_MS);
    await stage.delete(kind, 'former');
    await stage.untilGone(kind, 'former');
    await stage.create(kind, 'latter', spec);
    await stage.until(kind, 'latter', isTerminal, PATIENCE_MS);
    expect(await readyOf(kind, 'latter')).toMatchObject({
      reason: 'NotOwned',
      message: expect.stringContaining('adoption-policy: adopt'),
    });
    await stage.delete(kind, 'latter');
    await stage.untilGone(kind, 'latter');
    expect(callsFor(descriptor, spec[crName(member)] as string)).toEqual([]);
  });
});

describe.concurrent.each(all.filter(standsAlone))('a $kind', (each) => {
  const { kind, descriptor } = each;

  test('that is deleted while AWS still makes it goes, and nothing of it is left', { timeout: PATIENCE_MS }, async () => {
    await stage.create(kind, 'short-lived', specOf(each));
    const { status } = await stage.until(
      kind,
      'short-lived',
      (object) => object.status?.ackResourceMetadata?.arn !== undefined,
      PATIENCE_MS,
    );
    await stage.delete(kind, 'short-lived');
    await stage.untilGone(kind, 'short-lived');
    expect(aliveWith(descriptor, status?.ackResourceMetadata?.arn)).toEqual([]);
  });

  test('that was deleted in AWS goes with its object', { timeout: PATIENCE_MS }, async () => {
    await stage.create(kind, 'orphan', specOf(each));
    await stage.until(kind, 'orphan', isReady, PATIENCE_MS);
    const { status } = await lookedAt(each, 'orphan');
    const found = stage.simulator.control.resources().find(({ arn }) => arn === status?.ackResourceMetadata?.arn);
    if (found) stage.simulator.control.remove(found);
    await stage.delete(kind, 'orphan');
    await stage.untilGone(kind, 'orphan', PATIENCE_MS);
  });
});

/**
 * Has the operator look at what it has made, by an edit of the tags: what was made less than a minute ago and never seen may only not show
 * yet, and would be waited for.
 */
async function lookedAt(each: Case & { readonly kind: string }, name: string): Promise<KubeObject> {
  const { kind } = each;
  const spec = retagged(each);
  if (spec) await stage.patch(kind, name, { spec });
  return stage.until(
    kind,
    name,
    (object) => isReady(object) && object.status?.observedGeneration === object.metadata.generation,
    PATIENCE_MS,
  );
}

function firstRequired({ schema, manifest, descriptor }: Case): readonly string[] {
  const byRule = (schema['x-kubernetes-validations'] ?? []).flatMap(({ reason, fieldPath = '' }) =>
    reason === 'FieldValueRequired' && /^\.\w+$/.test(fieldPath) ? [fieldPath.slice(1)] : [],
  );
  const own = crName(descriptor.name?.member ?? '');
  return [...(schema.required ?? []), ...byRule]
    .filter((field) => field !== own && manifest.spec[field] !== undefined)
    .slice(0, 1);
}

/** The first closed enumeration among the fields whose structure the example has. */
function firstEnum(schema: Schema, value: Json | undefined, path: Path = []): readonly Path[] {
  if (schema.enum) return [path];
  if (Array.isArray(value)) return schema.items ? firstEnum(schema.items, value[0] as Json, [...path, 0]) : [];
  if (typeof value !== 'object' || value === null) return [];
  const fields = Object.entries(schema.properties ?? {}).flatMap(([field, inner]) =>
    inner.enum || (value as Fields)[field] !== undefined ? firstEnum(inner, (value as Fields)[field], [...path, field]) : [],
  );
  return fields.slice(0, 1);
}

function immutableEdits({ descriptor, manifest, schema }: Case) {
  const free = [...mutablePaths(descriptor).map(crPath), crName(descriptor.service.tags.member)];
  const edits = [...leavesOf(manifest.spec, schema)].flatMap((leaf) => {
    const value = another(leaf);
    const field = dotted(leaf.path);
    return value === undefined || isWithin(field, free) ? [] : [{ field, spec: withValueAt(manifest.spec, leaf.path, value) }];
  });
  return edits.slice(0, 2);
}

const isAllMutable = (descriptor: KindDescriptor, schema: Schema): boolean => {
  const free = [...mutablePaths(descriptor).map(crPath), crName(descriptor.service.tags.member)];
  return Object.keys(schema.properties ?? {}).every((field) => free.some((path) => path.split(/[.[]/)[0] === field));
};

const changes = ({ operations, updates }: KindDescriptor): readonly (string | undefined)[] => [
  operations.stop,
  operations.delete,
  ...updates.map(({ operation }) => operation),
];
const callsFor = (descriptor: KindDescriptor, name: string): readonly string[] =>
  stage.simulator.ledger
    .entries()
    .filter(({ requestName, operation }) => requestName === name && changes(descriptor).includes(operation))
    .map(({ operation }) => operation);

const aliveWith = ({ statuses, lifetime }: KindDescriptor, arn: string | undefined): readonly string[] =>
  stage.simulator.control.resources().flatMap((resource) => {
    const phase = statuses?.phases[resource.status ?? ''];
    const isOver = lifetime === 'job' ? phase !== undefined && !MOVING.has(phase) : phase === 'gone';
    return resource.arn === arn && !isOver ? [`${resource.name} ${resource.status}`] : [];
  });

const escaped = (text: string): string => text.replaceAll(/[.[\]]/g, String.raw`\$&`);
