import { beforeEach, describe, expect, test } from 'vitest';
import { conditionOf } from '../engine/conditions.ts';
import { ClusterFault } from '../engine/fault.ts';
import { type Key, keyOf } from '../engine/ports.ts';
import { StillClock } from '../engine/testing/clock.ts';
import type { KubeObject } from '../kinds/types.ts';
import { createFieldExports, FINALIZER } from './reconcile.ts';
import { anExport, aSource, Shelf } from './testkit.ts';

const signal = new AbortController().signal;
let shelf: Shelf;
let written: string[];
let fault: ClusterFault | undefined;
beforeEach(() => {
  shelf = new Shelf();
  written = [];
  fault = undefined;
});

const reconcile = (key: Key) =>
  createFieldExports({
    cluster: shelf,
    write: async ({ namespace, name, key }, value) => {
      if (fault) throw fault;
      written.push(`${namespace}/${name}/${key}=${value}`);
    },
    clock: new StillClock(),
    rules: { crossNamespace: false, reserved: new Set() },
    groups: new Set(['sagemaker.services.k8s.aws']),
    served: ['Model'],
    known: ['Model', 'Endpoint'],
  })(key, signal, 'called');
const ready = (key: Key) => conditionOf(shelf.get(key)?.status?.conditions, 'Ready');
const leaving = (object: KubeObject): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, finalizers: [FINALIZER], deletionTimestamp: '2026-01-01T00:00:00Z' },
});

describe('a FieldExport', () => {
  test('is claimed, written, and says so without the value', async () => {
    shelf.put(aSource(true));
    const key = shelf.put(anExport());
    expect(await reconcile(key)).toBe('done');
    expect(written).toEqual(['team-a/outputs/team-a.arn=arn:x']);
    expect(shelf.get(key)?.metadata.finalizers).toEqual([FINALIZER]);
    expect(ready(key)).toMatchObject({
      status: 'True',
      reason: 'Exported',
      message: 'written to configmap team-a/outputs as team-a.arn',
    });
    expect(JSON.stringify(shelf.statuses)).not.toContain('arn:x');
  });

  test('that has nothing new to say writes no status', async () => {
    shelf.put(aSource(true));
    const key = shelf.put(anExport());
    await reconcile(key);
    await reconcile(key);
    expect(shelf.statuses).toHaveLength(1);
  });

  test('names its source’s kind in any case', async () => {
    shelf.put(aSource(true));
    await reconcile(shelf.put(anExport({ resource: { kind: 'model' } })));
    expect(written).toHaveLength(1);
  });

  test.each([
    ['of another group', anExport({ resource: { group: 's3.services.k8s.aws' } })],
    ['of another group, that is being deleted', leaving(anExport({ resource: { group: 's3.services.k8s.aws' } }))],
    ['of a kind that another replica serves', anExport({ resource: { kind: 'Endpoint' } })],
  ])('%s is left to others', async (_case, object) => {
    const key = shelf.put(object);
    expect(await reconcile(key)).toBe('done');
    expect(shelf.get(key)).toBe(object);
  });

  test('of a kind that there is not is refused', async () => {
    const key = shelf.put(anExport({ resource: { kind: 'Modell' } }));
    await reconcile(key);
    expect(ready(key)).toMatchObject({ status: 'False', reason: 'UnknownKind' });
    expect(conditionOf(shelf.get(key)?.status?.conditions, 'ACK.Terminal')?.status).toBe('True');
  });

  test('that is deleted is let go, and what it wrote stays', async () => {
    const key = shelf.put(leaving(anExport()));
    expect(await reconcile(key)).toBe('done');
    expect(shelf.get(key)).toBeUndefined();
    expect(written).toEqual([]);
  });

  test('that is gone asks for nothing', async () => {
    expect(await reconcile(keyOf(anExport()))).toBe('done');
  });
});

describe('a target', () => {
  test('that is not there is named, and asked for again', async () => {
    shelf.put(aSource(true));
    const key = shelf.put(anExport());
    fault = new ClusterFault('gone', 'configmaps "outputs" not found');
    expect(await reconcile(key)).toEqual({ after: 5_000 });
    expect(ready(key)).toMatchObject({ reason: 'TargetNotFound', message: expect.stringContaining('configmap team-a/outputs') });
    fault = undefined;
    await reconcile(key);
    expect(ready(key)?.status).toBe('True');
  });

  test('that refuses is named with the apiserver’s reason, and tried again ever more slowly', async () => {
    shelf.put(aSource(true));
    const key = shelf.put(anExport());
    fault = new ClusterFault('refused', 'secrets is forbidden');
    expect(await reconcile(key)).toBe('retry');
    expect(ready(key)).toMatchObject({ reason: 'TargetRefused', message: expect.stringContaining('secrets is forbidden') });
  });

  test('out of reach changes nothing about what is said', async () => {
    shelf.put(aSource(true));
    const key = shelf.put(anExport());
    fault = new ClusterFault('unavailable', 'no apiserver');
    expect(await reconcile(key)).toBe('retry');
    expect(shelf.statuses).toEqual([]);
  });
});
