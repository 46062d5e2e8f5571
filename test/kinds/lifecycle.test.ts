/**
 * Every kind, from its example to its end: applied all at once in the order of their files' names, settled, edited where AWS takes an
 * edit, and deleted all at once. What a kind is comes from its descriptor, its CRD and its example; no kind is named here.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conditionOf } from '../../src/engine/conditions.ts';
import { finalizerOf } from '../../src/engine/policy.ts';
import { MOVING } from '../../src/engine/phase.ts';
import type { KindDescriptor, KubeObject } from '../../src/kinds/types.ts';
import { crName } from '../../src/model/names.ts';
import { isReady, Stage } from '../support/stage.ts';
import { applyAll, cases, manifests, manifestsAsYaml } from './manifests.ts';
import { editOf, watched } from './variants.ts';

/** How long all of them together may take to settle. Milliseconds. */
const PATIENCE_MS = 240_000;

const all = cases();
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set({ simulator: { speed: 600 } });
  await applyAll(stage);
}, PATIENCE_MS);
afterAll(() => stage[Symbol.asyncDispose]());

const settled = (kind: string, name: string): Promise<KubeObject> =>
  stage.until(
    kind,
    name,
    (object) => isReady(object) && object.status?.observedGeneration === object.metadata.generation,
    PATIENCE_MS,
  );

describe.each(all)('$kind', ({ kind, descriptor, manifest }) => {
  const { name } = manifest.metadata;

  test('comes to its good end, and tells all that readers of its kind wait for', { timeout: PATIENCE_MS }, async () => {
    const { status, metadata } = await settled(kind, name);
    expect(metadata.finalizers).toEqual([finalizerOf(descriptor)]);
    expect(status?.ackResourceMetadata).toMatchObject({ ownerAccountID: '123456789012', region: 'us-east-1', partition: 'aws' });
    expect(status?.ackResourceMetadata?.arn).toMatch(/^arn:aws:/);
    expect(status?.conditions?.map(({ type, status: is }) => `${type}=${is}`)).toEqual(['ACK.ResourceSynced=True', 'Ready=True']);
    expect(mainStatus(descriptor, status)).toBe(conditionOf(status?.conditions, 'Ready')?.reason);
  });

  test('keeps its spec as the user wrote it', async () => {
    expect((await stage.get(kind, name))?.spec).toEqual(manifest.spec);
  });

  test('was made by one call, and none was refused', () => {
    const { create } = descriptor.operations;
    const made = stage.simulator.ledger.entries().filter(({ operation }) => operation === create);
    const expected = manifests().filter((each) => each.kind === kind).length;
    expect(made.map(({ ok, errorCode }) => errorCode ?? ok)).toEqual(Array.from({ length: expected }, () => true));
  });
});

const editable = all.filter(({ descriptor }) => descriptor.lifetime === 'service' && watched(descriptor).length > 0);
describe.each(editable)('an edit of a $kind', ({ kind, descriptor, manifest, schema }) => {
  test('reaches AWS, and only once', { timeout: PATIENCE_MS }, async () => {
    const { name } = manifest.metadata;
    const edit = editOf({ descriptor, manifest, schema });
    await settled(kind, name);
    const before = updates(descriptor).length;
    await stage.patch(kind, name, { spec: edit.spec });
    await settled(kind, name);
    expect(updates(descriptor).length - before, `updates after an edit of ${edit.field}`).toBe(1);
  });
});

describe('all of them, deleted at once,', () => {
  test('are gone, from Kubernetes and from AWS', { timeout: PATIENCE_MS }, async () => {
    const text = manifestsAsYaml();
    const { code, out } = await stage.kubectl(['delete', '--timeout=100s', '-f', '-'], text);
    expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
    const alive = stage.simulator.control.resources().filter(({ type, status = '' }) => isAlive(type, status));
    expect(alive.map(({ type, name, status }) => `${type} ${name} ${status}`)).toEqual([]);
  });
});

function mainStatus({ statuses }: KindDescriptor, status: KubeObject['status']): unknown {
  return statuses ? status?.[crName(statuses.member)] : 'Available';
}

const updates = ({ updates: rules }: KindDescriptor) =>
  stage.simulator.ledger.entries().filter(({ operation, ok }) => ok && rules.some((rule) => rule.operation === operation));

/** Records of jobs stay, as they do in AWS. */
function isAlive(type: string, status: string): boolean {
  // An ARN says nothing of the version of the operation that made it.
  const word = ({ kind }: KindDescriptor): string => kind.toLowerCase().replace(/v\d+$/, '');
  const descriptor = all.find((each) => word(each.descriptor) === type.replaceAll('-', ''))?.descriptor;
  if (!descriptor) return true;
  const phase = descriptor.statuses?.phases[status];
  return descriptor.lifetime === 'job' ? phase !== undefined && MOVING.has(phase) : phase !== 'gone';
}
