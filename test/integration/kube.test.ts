import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { ClusterFault } from '../../src/engine/fault.ts';
import { Model } from '../../src/kinds/Model.ts';
import type { KubeObject } from '../../src/kinds/types.ts';
import { KubeCluster } from '../../src/kube/cluster.ts';
import { EventRecorder, EVENTS } from '../../src/kube/events.ts';
import { claim } from '../../src/kube/finalizer.ts';
import { Election, LEASES, type Lease } from '../../src/kube/lease.ts';
import { fromKubeconfig } from '../../src/kube/login.ts';
import { reflect } from '../../src/kube/reflector.ts';
import { ResourceClient, type ApiObject } from '../../src/kube/rest.ts';
import { writeStatus } from '../../src/kube/status.ts';
import { keyOf, ObjectStore, type Delta } from '../../src/kube/store.ts';
import { monotonicClock, systemClock } from '../../src/kube/timing.ts';
import { Transport } from '../../src/kube/transport.ts';
import type { WatchEvent } from '../../src/kube/watch.ts';
import { startControlPlane } from '../../tools/control-plane/control-plane.ts';

/** The Kubernetes side against a real apiserver: what it promises rests on how that behaves. */

const GROUP = 'kube.test';
const FINALIZER = `finalizers.${GROUP}/Thing`;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface Api {
  readonly transport: Transport;
  readonly things: ResourceClient<KubeObject>;
  readonly crds: ResourceClient<ApiObject>;
  readonly namespaces: ResourceClient<ApiObject>;
}

async function connect(kubeconfig: string): Promise<Api> {
  const connection = await fromKubeconfig({ path: kubeconfig });
  const transport = new Transport({ connection, clock: systemClock, userAgent: 'sagemaker-operator/test' });
  const at = <T extends ApiObject>(group: string, version: string, plural: string) =>
    new ResourceClient<T>(transport, { group, version, plural });
  return {
    transport,
    things: at<KubeObject>(GROUP, 'v1', 'things'),
    crds: at('apiextensions.k8s.io', 'v1', 'customresourcedefinitions'),
    namespaces: at('', 'v1', 'namespaces'),
  };
}

function definition(plural: string, kind: string) {
  const any = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: any, status: any } } };
  const versions = [{ name: 'v1', served: true, storage: true, subresources: { status: {} }, schema }];
  const names = { plural, kind, singular: kind.toLowerCase(), listKind: `${kind}List` };
  const spec = { group: GROUP, scope: 'Namespaced', names, versions };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${GROUP}` },
    spec,
  };
}

/** Generous: the machine may be busy. */
const eventually = (condition: () => unknown): Promise<unknown> => vi.waitUntil(condition, { timeout: 20_000, interval: 20 });

/** A CRD takes a moment until it is served, and answers 404 and 429 meanwhile. */
async function install(api: Api): Promise<void> {
  await api.crds.create(definition('things', 'Thing'));
  await vi.waitUntil(
    () =>
      api.things.page({}).then(
        () => true,
        () => false,
      ),
    { timeout: 20_000, interval: 100 },
  );
}

const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const manifest = (name: string, at = 'kube-a', more: object = {}) => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'Thing',
  metadata: { name, namespace: at, ...more },
  spec: { size: 1 },
});

class CountingStore extends ObjectStore<KubeObject> {
  lists = 0;

  override accept(event: WatchEvent<KubeObject>, at?: string): void {
    if (event.type === 'init') this.lists += 1;
    super.accept(event, at);
  }
}

interface Followed {
  readonly store: CountingStore;
  readonly told: string[];
  readonly logged: string[];
  readonly stop: () => Promise<void>;
}

function follow(client: ResourceClient<KubeObject>, namespaces: readonly (string | undefined)[] = [undefined]): Followed {
  const store = new CountingStore({ namespaces, indexes: { name: (object) => [object.metadata.name] } });
  const told: string[] = [];
  store.subscribe(({ type, now, old }: Delta<KubeObject>) => void told.push(`${type} ${(now ?? old).metadata.name}`));
  const abort = new AbortController();
  const logged: string[] = [];
  const log = { ...silent, info: (_fields: object, message: string) => void logged.push(message) };
  const options = { client, store, namespaces, clock: monotonicClock, log, signal: abort.signal };
  const ended = reflect(options);
  const stop = async (): Promise<void> => {
    abort.abort();
    await ended;
  };
  return { store, told, logged, stop };
}

async function fault(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ClusterFault) return error.kind;
  throw new Error('a ClusterFault was expected', { cause: error });
}

let api: Api;
beforeAll(async () => {
  api = await connect(inject('controlPlane').kubeconfig);
  await Promise.all(['kube-a', 'kube-b', 'kube-c'].map((name) => api.namespaces.create(namespace(name))));
  await install(api);
});
afterAll(async () => {
  await api.crds.delete({ name: `things.${GROUP}` });
  await api.transport.close();
});

describe('a store', () => {
  test('is filled, follows, and keeps to its namespaces', async () => {
    await api.things.create(manifest('before'));
    const { store, told, stop } = follow(api.things, ['kube-a', 'kube-b']);
    await store.synced;
    expect(told).toEqual(['added before']);
    await api.things.create(manifest('elsewhere', 'kube-c'));
    const made = await api.things.create(manifest('after', 'kube-b'));
    await api.things.patch(made.metadata, { type: 'merge', body: { spec: { size: 2 } } });
    await api.things.delete(made.metadata, { uid: made.metadata.uid });
    await eventually(() => told.includes('removed after'));
    expect(told).toEqual(['added before', 'added after', 'changed after', 'removed after']);
    expect(store.lists).toBe(2);
    expect([...store].map((object) => 'managedFields' in object.metadata)).toEqual([false]);
    await stop();
  });

  test('waits for a resource type that is not installed yet', async () => {
    const gadgets = new ResourceClient<KubeObject>(api.transport, { group: GROUP, version: 'v1', plural: 'gadgets' });
    const { store, stop } = follow(gadgets);
    await expect(gadgets.page({})).rejects.toMatchObject({ status: 404 });
    await api.crds.create(definition('gadgets', 'Gadget'));
    await store.synced;
    await gadgets.create({ ...manifest('g'), kind: 'Gadget' });
    await eventually(() => store.size === 1);
    await stop();
    await api.crds.delete({ name: `gadgets.${GROUP}` });
    expect(store.isSynced).toBe(true);
  });

  test('reads in pages what one page does not hold', async () => {
    await Promise.all(
      Array.from({ length: 501 }, (_, n) => api.things.create(manifest(`many-${n}`, 'kube-c', { labels: { set: 'many' } }))),
    );
    const selection = { namespace: 'kube-c', labelSelector: 'set=many' };
    const first = await api.things.page(selection);
    const second = await api.things.page(selection, first.next);
    expect([first.items.length, second.items.length, second.next]).toEqual([500, 1, undefined]);
    expect(second.resourceVersion).toBe(first.resourceVersion);
    expect(second.items[0]?.kind).toBe('Thing');
  });
});

describe('writes', () => {
  const remake = async (object: KubeObject): Promise<KubeObject> => {
    await api.things.delete(object.metadata);
    return api.things.create(manifest(object.metadata.name));
  };

  test('a life: claimed, annotated, given a status, deleted, released, gone', async () => {
    const { store, told, stop } = follow(api.things, ['kube-a']);
    await store.synced;
    const recorder = new EventRecorder({
      client: new ResourceClient(api.transport, EVENTS),
      clock: systemClock,
      instance: 'test',
    });
    const cluster = new KubeCluster({ kinds: new Map([['Thing', { kind: Model, client: api.things, store }]]), recorder });
    const key = keyOf(await api.things.create(manifest('life')));
    await eventually(() => cluster.get(key));

    const latest = (): KubeObject => {
      const object = cluster.get(key);
      if (object === undefined) throw new Error('the store has lost the object');
      return object;
    };
    const created = latest();
    await cluster.claim(created, FINALIZER, { mine: 'yes' });
    await cluster.writeStatus(created, { phase: 'busy', list: [1, 2], gone: true });
    await cluster.annotate(created, { mine: null, more: 'yes' });
    await cluster.writeStatus(latest(), { phase: 'done', list: [1] });
    expect(latest()).toMatchObject({ metadata: { finalizers: [FINALIZER], annotations: { more: 'yes' } }, spec: { size: 1 } });
    expect(latest().status).toEqual({ phase: 'done', list: [1] });
    expect(latest().metadata.resourceVersion).toBe((await api.things.get(created.metadata)).metadata.resourceVersion);

    await api.things.delete(created.metadata);
    await eventually(() => latest().metadata.deletionTimestamp);
    expect(await fault(cluster.claim(latest(), 'another/one'))).toBe('conflict');
    await cluster.release(latest(), FINALIZER);
    await eventually(() => told.at(-1) === 'removed life');
    await cluster.release(created, FINALIZER);
    expect(await fault(cluster.writeStatus(created, { phase: 'late' }))).toBe('gone');
    await stop();
  });

  test('many that claim at once all hold the object, and an edit at the same moment is kept', async () => {
    const object = await api.things.create(manifest('contested'));
    const finalizers = ['a', 'b', 'c'].map((letter) => `${letter}.${GROUP}/x`);
    const edit = api.things.patch(object.metadata, { type: 'merge', body: { spec: { size: 9 } } });
    await Promise.all([edit, ...finalizers.map((finalizer) => claim(api.things, object, { finalizer }))]);
    const { metadata, spec } = await api.things.get(object.metadata);
    expect([metadata.finalizers?.toSorted(), spec]).toEqual([finalizers, { size: 9 }]);
  });

  test('an object that was made again gets neither the status nor the finalizer of the one before', async () => {
    const old = await api.things.create(manifest('remade'));
    const remade = await remake(old);
    expect(await fault(writeStatus(api.things, old, { phase: 'stale' }))).toBe('gone');
    expect(await fault(claim(api.things, old, { finalizer: FINALIZER }))).toBe('gone');
    const live = await api.things.get(remade.metadata);
    expect([live.status, live.metadata.finalizers]).toEqual([undefined, undefined]);
  });

  test('a status that another leader wrote is not overwritten', async () => {
    const object = await api.things.create(manifest('two-leaders'));
    await writeStatus(api.things, object, { phase: 'new' });
    expect(await fault(writeStatus(api.things, object, { phase: 'old' }))).toBe('conflict');
  });

  test('what the apiserver does not let pass is refused, with its words', async () => {
    const object = await api.things.create(manifest('invalid'));
    const finalizer = 'not a finalizer';
    await expect(claim(api.things, object, { finalizer })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('finalizers'),
    });
  });

  test('a server-side apply makes and changes objects', async () => {
    const { metadata } = manifest('applied');
    const body = manifest('applied');
    await api.things.patch(metadata, { type: 'apply', body });
    await api.things.patch(metadata, { type: 'apply', body: { ...body, spec: { size: 3 } }, force: true });
    expect((await api.things.get(metadata)).spec).toEqual({ size: 3 });
  });
});

test('events show in kubectl describe, once and counted', async () => {
  let now = Date.now();
  const clock = { ...systemClock, now: () => now };
  const recorder = new EventRecorder({ client: new ResourceClient(api.transport, EVENTS), clock, instance: 'test' });
  const object = await api.things.create(manifest('talkative'));
  for (let n = 0; n < 5; n++) {
    recorder.record(object, 'Warning', { reason: 'QuotaReached', message: 'the account allows no more ml.p5.48xlarge' });
    await recorder.flush();
    now += 15_000;
  }
  const kubectl = [
    `--kubeconfig=${inject('controlPlane').kubeconfig}`,
    '--namespace=kube-a',
    'describe',
    'things.kube.test',
    'talkative',
  ];
  const { stdout } = await promisify(execFile)(inject('controlPlane').kubectl, kubectl);
  const lines = stdout.split('\n').filter((line) => line.includes('QuotaReached'));
  expect(lines).toEqual([
    expect.stringMatching(/Warning\s+QuotaReached\s+.*x4.*sagemaker-operator\s+the account allows no more/),
  ]);
});

describe('leadership', () => {
  const join = (identity: string) => {
    const abort = new AbortController();
    const client = new ResourceClient<Lease>(api.transport, LEASES);
    const options = { client, namespace: 'kube-a', name: 'operator', identity, clock: systemClock, monotonic: monotonicClock };
    const election = new Election({ ...options, log: silent });
    const ended = election.run(abort.signal);
    return {
      election,
      leave: async () => {
        abort.abort();
        await ended;
      },
    };
  };

  test('is one replica’s, renewed, and passes on at once when that leaves', async () => {
    const first = join('first');
    await eventually(() => first.election.isLeader);
    const second = join('second');
    await eventually(() => second.election.holder === 'first');
    expect(second.election.isLeader).toBe(false);
    const from = performance.now();
    await first.leave();
    expect(first.election.isLeader).toBe(false);
    await eventually(() => second.election.isLeader);
    // Well before the 15 s that the lease would have lasted.
    expect(performance.now() - from).toBeLessThan(5_000);
    await second.leave();
    const lease = await new ResourceClient<Lease>(api.transport, LEASES).get({ namespace: 'kube-a', name: 'operator' });
    expect(lease.spec).toMatchObject({ holderIdentity: '', leaseTransitions: 1 });
  });
});

describe('an apiserver that dies', () => {
  test('costs no change and at most one more list, in pages where there is no watch-list', async ({ skip }) => {
    await using plane = await startControlPlane({ extraApiServerArgs: ['--feature-gates=WatchList=false'] });
    const { apiserver } = plane.components ?? skip('its processes cannot be reached inside a container');
    const api = await connect(plane.kubeconfig);
    await api.namespaces.create(namespace('kube-a'));
    await install(api);
    const doomed = await api.things.create(manifest('doomed'));
    const { store, told, logged, stop } = follow(api.things);
    await store.synced;
    expect(logged).toEqual(['no watch-list on this server; listing in pages']);

    await apiserver.kill();
    await expect(api.things.get(doomed.metadata)).rejects.toMatchObject({ status: 0 });
    await apiserver.start();
    await api.things.delete(doomed.metadata);
    await api.things.create(manifest('risen'));
    await eventually(() => store.by('name', 'risen').length === 1 && store.size === 1);
    expect(told).toEqual(['added doomed', 'removed doomed', 'added risen']);
    expect(store.lists).toBeLessThanOrEqual(2);
    await stop();
    await api.transport.close();
  });
});
