/**
 * The operator leaves what users and GitOps tools apply as it is: for every example of every kind, nothing differs once it has settled, nobody
 * is in another's way, and applying again changes nothing.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finalizerOf } from '../../src/engine/policy.ts';
import type { KubeObject } from '../../src/kinds/types.ts';
import { cases, manifests, manifestsAsYaml } from '../kinds/manifests.ts';
import { isReady, Stage } from '../support/stage.ts';

const PATIENCE_MS = 300_000;
const TOOL = ['--server-side', '--field-manager=gitops-tool'] as const;
const OTHER = ['--server-side', '--field-manager=another-tool'] as const;

interface ManagedFields {
  readonly manager: string;
  readonly subresource?: string;
  readonly fieldsV1: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

const yaml = manifestsAsYaml();
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set({ simulator: { speed: 600 } });
  await succeeds(['apply', ...TOOL, '-f', '-']);
  for (const { kind, metadata } of manifests()) await stage.until(kind, metadata.name, isReady, PATIENCE_MS);
}, PATIENCE_MS);
afterAll(() => stage[Symbol.asyncDispose]());

test('kubectl diff shows nothing once all is settled', { timeout: PATIENCE_MS }, async () => {
  await succeeds(['diff', ...TOOL, '-f', '-']);
});

test('applying again changes nothing, not even a resource version', { timeout: PATIENCE_MS }, async () => {
  const before = await versions();
  await succeeds(['apply', ...TOOL, '-f', '-']);
  expect(await versions()).toEqual(before);
});

test(
  'another tool may apply the same beside the first: no conflict, no new generation, and from then on no change',
  {
    timeout: PATIENCE_MS,
  },
  async () => {
    const before = await all();
    await succeeds(['apply', ...OTHER, '-f', '-']);
    const shared = await all();
    expect(shared.map(({ metadata, spec, status }) => [metadata.generation, spec, status])).toEqual(
      before.map(({ metadata, spec, status }) => [metadata.generation, spec, status]),
    );
    const owned = await versions();
    await succeeds(['apply', ...OTHER, '-f', '-']);
    expect(await versions()).toEqual(owned);
  },
);

test('the operator owns its finalizer, its status and annotations of its own, and no field of a spec', async () => {
  for (const { kind, descriptor, manifest } of cases()) {
    const object = await stage.get(kind, manifest.metadata.name);
    const managed = object?.metadata as unknown as { readonly managedFields: readonly ManagedFields[] } | undefined;
    if (!managed) throw new Error(`${kind} ${manifest.metadata.name} is gone`);
    const ours = managed.managedFields
      .filter(({ manager }) => !/^(gitops|another)-tool$/.test(manager))
      .map(({ fieldsV1 }) => fieldsV1);
    expect(ours.flatMap((fields) => Object.keys(fields)).filter((field) => !/^f:(metadata|status)$/.test(field))).toEqual([]);
    const metadata = ours.flatMap((fields) => Object.entries(fields['f:metadata'] ?? {}));
    expect(metadata.map(([field]) => field).filter((field) => !/^f:(finalizers|annotations)$/.test(field))).toEqual([]);
    const keys = (wanted: string) => metadata.flatMap(([field, inner]) => (field === wanted ? Object.keys(inner) : []));
    expect(keys('f:finalizers').filter((key) => key !== '.')).toEqual([`v:"${finalizerOf(descriptor)}"`]);
    expect(keys('f:annotations').filter((key) => !/^(\.|f:.*services\.k8s\.aws\/.*)$/.test(key))).toEqual([]);
    expect(ours.some((fields) => fields['f:status'] !== undefined)).toBe(true);
  }
});

/** kubectl, on all examples. What it says is the message of a failure. */
async function succeeds(args: readonly string[]): Promise<void> {
  const { code, out } = await stage.kubectl(args, yaml);
  expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
}

async function all(): Promise<readonly KubeObject[]> {
  const found = await Promise.all(manifests().map(({ kind, metadata }) => stage.get(kind, metadata.name)));
  return found.flatMap((object) => (object ? [object] : []));
}

const versions = async (): Promise<readonly string[]> =>
  (await all()).map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.generation} ${metadata.resourceVersion}`);
