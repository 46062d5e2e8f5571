import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ClusterFault } from '../engine/fault.ts';
import { keyOf } from '../engine/ports.ts';
import { Model } from '../kinds/Model.ts';
import type { Fields, KindDescriptor, KubeObject } from '../kinds/types.ts';
import { BY_HANDLE, BY_REFERENCE, handleEntry, KubeCluster, referenceEntry } from './cluster.ts';
import { EventRecorder } from './events.ts';
import { claim } from './finalizer.ts';
import { mergePatch } from './merge-patch.ts';
import { ResourceClient, type ApiObject } from './rest.ts';
import { ObjectStore } from './store.ts';
import { FakeClock, serve, status, transportTo, type Answer, type Received, type Server } from './testkit.ts';

const FINALIZER = 'finalizers.test/Thing';
const Thing: KindDescriptor = { ...Model, kind: 'Thing', plural: 'things' };
const uses = (spec: Fields): readonly string[] => (spec['uses'] ?? []) as readonly string[];
let live: Map<string, KubeObject>;
let version: number;
/** Runs before a request is answered: another writer, or a failure. */
let interfere: ((request: Received) => Answer | undefined) | undefined;
let server: Server;
let store: ObjectStore<KubeObject>;
let client: ResourceClient<KubeObject>;
let cluster: KubeCluster;

beforeEach(async () => {
  live = new Map();
  version = 100;
  interfere = undefined;
  server = await serve(apiserver);
  const transport = transportTo(server.url);
  client = new ResourceClient<KubeObject>(transport, { group: 'test', version: 'v1', plural: 'things' });
  store = new ObjectStore<KubeObject>({
    indexes: {
      [BY_HANDLE]: ({ metadata, status }) => [
        handleEntry(metadata.namespace, `value aws-${metadata.name}`),
        ...(status?.ackResourceMetadata ? [] : [handleEntry(metadata.namespace, 'unmade')]),
      ],
      [BY_REFERENCE]: ({ metadata, spec }) =>
        uses(spec).map((name) => referenceEntry(metadata.namespace, 'Thing', `object ${name}`)),
    },
  });
  store.accept({ type: 'init' });
  store.accept({ type: 'init-done' });
  const events = new ResourceClient<ApiObject>(transport, { group: 'events.k8s.io', version: 'v1', plural: 'events' });
  const recorder = new EventRecorder({ client: events, clock: new FakeClock(), instance: 'test' });
  cluster = new KubeCluster({ kinds: new Map([['Thing', { kind: Thing, client, store }]]), recorder });
});
afterEach(() => server[Symbol.asyncDispose]());

/** As the real one: merges, counts versions, answers 409 to an old version, and ignores the uid in a patch of /status. */
function apiserver(request: Received): Answer {
  const answer = interfere?.(request);
  if (answer !== undefined) return answer;
  const [, , , , , , , name = '', subresource] = request.path.split('/');
  const object = live.get(name);
  if (object === undefined) return status(404, 'NotFound');
  if (request.method === 'GET') return { body: object };
  const patch = request.body as { metadata: { resourceVersion?: string; uid?: string }; status?: object };
  if ((patch.metadata.resourceVersion ?? object.metadata.resourceVersion) !== object.metadata.resourceVersion)
    return status(409, 'Conflict');
  const merged = merge(object, subresource === 'status' ? { status: patch.status } : { metadata: patch.metadata }) as KubeObject;
  return { body: put(merged) };
}

function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else if (value !== undefined) result[name] = merge(result[name], value);
  }
  return result;
}

function put(object: KubeObject): KubeObject {
  const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String((version += 1)) } };
  live.set(object.metadata.name, stored);
  return stored;
}

/** An object in the apiserver that the store has seen. */
function given(more: { metadata?: Partial<KubeObject['metadata']>; status?: KubeObject['status'] } = {}): KubeObject {
  const base = { name: 'a', namespace: 'ns', uid: 'one', generation: 1, resourceVersion: '', creationTimestamp: '' };
  const state = more.status === undefined ? {} : { status: more.status };
  const object = put({ apiVersion: 'test/v1', kind: 'Thing', metadata: { ...base, ...more.metadata }, spec: {}, ...state });
  store.accept({ type: 'apply', object });
  return object;
}
const now = (): KubeObject['metadata'] | undefined => live.get('a')?.metadata;
const writes = (): Received[] => server.received.filter(({ method }) => method !== 'GET');

async function fault(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ClusterFault) return error.kind;
  throw new Error('a ClusterFault was expected', { cause: error });
}
/** Another writer comes first, once. */
function meanwhile(change: (object: KubeObject) => KubeObject | undefined): void {
  interfere = () => {
    interfere = undefined;
    const object = live.get('a');
    const changed = object === undefined ? undefined : change(object);
    if (changed === undefined) live.delete('a');
    else put(changed);
    return undefined;
  };
}
const withMetadata = (object: KubeObject, metadata: Partial<KubeObject['metadata']>): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, ...metadata },
});

describe('claim', () => {
  test('adds the finalizer, and annotations in the same write', async () => {
    const object = given({ metadata: { finalizers: ['other'], annotations: { theirs: '1' } } });
    await cluster.claim(object, FINALIZER, { ours: '2' });
    expect(now()).toMatchObject({ finalizers: ['other', FINALIZER], annotations: { theirs: '1', ours: '2' } });
    expect(writes()).toHaveLength(1);
  });

  test('of a claimed object makes no call', async () => {
    const object = given({ metadata: { finalizers: [FINALIZER] } });
    expect(await cluster.claim(object, FINALIZER)).toBe(store.get(keyOf(object)));
    expect(server.received).toEqual([]);
  });

  test('keeps a finalizer that another writer adds at the same moment', async () => {
    const object = given();
    meanwhile((seen) => withMetadata(seen, { finalizers: ['other'] }));
    await cluster.claim(object, FINALIZER);
    expect(now()?.finalizers).toEqual(['other', FINALIZER]);
  });

  test('keeps an edit that a user makes at the same moment', async () => {
    const object = given();
    meanwhile((seen) => ({ ...seen, spec: { edited: true } }));
    await cluster.claim(object, FINALIZER);
    expect(live.get('a')).toMatchObject({ spec: { edited: true }, metadata: { finalizers: [FINALIZER] } });
  });

  test('of an object that is being deleted comes too late', async () => {
    const object = given({ metadata: { deletionTimestamp: 'now' } });
    expect(await fault(cluster.claim(object, FINALIZER))).toBe('conflict');
    expect(server.received).toEqual([]);
  });

  test('does not claim an object of the same name that took its place', async () => {
    const object = given();
    meanwhile((seen) => withMetadata(seen, { uid: 'two' }));
    expect(await fault(cluster.claim(object, FINALIZER))).toBe('gone');
    expect(now()?.finalizers).toBeUndefined();
  });

  test('gives up when others win again and again', async () => {
    const object = given();
    interfere = ({ method }) => (method === 'PATCH' ? status(409, 'Conflict') : undefined);
    expect(await fault(cluster.claim(object, FINALIZER))).toBe('conflict');
    expect(writes()).toHaveLength(4);
  });
});

describe('release', () => {
  test('removes our finalizer and no other', async () => {
    const object = given({ metadata: { finalizers: ['other', FINALIZER] } });
    await cluster.release(object, FINALIZER);
    expect(now()?.finalizers).toEqual(['other']);
  });

  test('keeps a finalizer that another writer adds at the same moment', async () => {
    const object = given({ metadata: { finalizers: [FINALIZER] } });
    meanwhile((seen) => withMetadata(seen, { finalizers: [FINALIZER, 'other'] }));
    await cluster.release(object, FINALIZER);
    expect(now()?.finalizers).toEqual(['other']);
  });

  test('of an object that is gone has nothing left to do', async () => {
    const object = given({ metadata: { finalizers: [FINALIZER] } });
    live.clear();
    await cluster.release(object, FINALIZER);
    expect(live.size).toBe(0);
  });

  test('leaves an object of the same name that took its place alone', async () => {
    const object = given({ metadata: { finalizers: [FINALIZER] } });
    meanwhile((seen) => withMetadata(seen, { uid: 'two' }));
    await cluster.release(object, FINALIZER);
    expect(now()?.finalizers).toEqual([FINALIZER]);
  });

  test('of an object that is not held makes no call', async () => {
    await cluster.release(given(), FINALIZER);
    expect(server.received).toEqual([]);
  });
});

describe('a status', () => {
  test('is written as the difference', async () => {
    const object = given({ status: { a: 1, b: { c: 1, d: 2 }, gone: 'x' } });
    const written = await cluster.writeStatus(object, { a: 1, b: { c: 1, d: 3 }, list: [1] });
    expect(writes()[0]?.body).toMatchObject({ status: { b: { d: 3 }, gone: null, list: [1] } });
    expect(written.status).toEqual({ a: 1, b: { c: 1, d: 3 }, list: [1] });
  });

  test('that is the same makes no call', async () => {
    const object = given({ status: { a: { x: 1, y: [2] } } });
    await cluster.writeStatus(object, { a: { y: [2], x: 1 }, nothing: undefined });
    expect(server.received).toEqual([]);
  });

  test('is read back at once', async () => {
    const object = given();
    await cluster.writeStatus(object, { a: 1 });
    expect(cluster.get(keyOf(object))?.status).toEqual({ a: 1 });
  });

  test('survives a user’s edit at the same moment, and so does the edit', async () => {
    const object = given();
    meanwhile((seen) => ({ ...seen, spec: { edited: true } }));
    await cluster.writeStatus(object, { a: 1 });
    expect(live.get('a')).toMatchObject({ spec: { edited: true }, status: { a: 1 } });
  });

  test('never goes over a status that another leader wrote', async () => {
    const object = given({ status: { a: 1 } });
    meanwhile((seen) => ({ ...seen, status: { a: 2 } }));
    expect(await fault(cluster.writeStatus(object, { a: 3 }))).toBe('conflict');
    expect(live.get('a')?.status).toEqual({ a: 2 });
  });

  test('that got through although its reply was lost is not taken for another’s', async () => {
    const object = given();
    meanwhile((seen) => ({ ...seen, status: { a: 1 } }));
    expect((await cluster.writeStatus(object, { a: 1 })).status).toEqual({ a: 1 });
  });

  test('is never given to an object of the same name that took its place', async () => {
    const object = given();
    meanwhile((seen) => withMetadata(seen, { uid: 'two' }));
    expect(await fault(cluster.writeStatus(object, { a: 1 }))).toBe('gone');
    expect(live.get('a')?.status).toBeUndefined();
  });

  test('computed from an older version needs no second attempt when the store knows the newer one', async () => {
    const object = given();
    await cluster.claim(object, FINALIZER);
    await cluster.writeStatus(object, { a: 1 });
    expect(server.received.map(({ method }) => method)).toEqual(['PATCH', 'PATCH']);
  });
});

test.each([
  [status(404, 'NotFound'), 'gone'],
  [status(403, 'Forbidden'), 'refused'],
  [status(422, 'Invalid'), 'refused'],
  [status(503, 'ServiceUnavailable'), 'unavailable'],
  [{ ...status(429, 'TooManyRequests'), headers: { 'retry-after': '60' } }, 'unavailable'],
])('an answer %o is «%s» to the engine', async (answer, kind) => {
  const object = given();
  interfere = () => answer;
  expect(await fault(cluster.writeStatus(object, { a: 1 }))).toBe(kind);
});

test('annotations are added, changed and removed, and others stay', async () => {
  const object = given({ metadata: { annotations: { theirs: '1', old: '2' } } });
  await cluster.annotate(object, { new: '3', old: null });
  expect(now()?.annotations).toEqual({ theirs: '1', new: '3' });
  await cluster.annotate(object, { new: '3', old: null });
  expect(writes()).toHaveLength(1);
});

test('a kind has unmade objects in a namespace as long as AWS has not answered for one', () => {
  const object = given();
  store.accept({ type: 'apply', object: { ...object, metadata: { ...object.metadata, name: 'unmade', uid: 'unmade' } } });
  expect(cluster.hasUnmade('Thing', 'ns')).toBe(true);
  expect(cluster.hasUnmade('Thing', 'elsewhere')).toBe(false);
  expect(cluster.hasUnmade('Other', 'ns')).toBe(false);
});

test('an object is found by its AWS name', () => {
  const object = given();
  expect(cluster.named('Thing', 'ns', 'aws-a')).toEqual([object]);
  expect(cluster.named('Thing', 'elsewhere', 'aws-a')).toEqual([]);
  expect(cluster.named('Other', 'ns', 'aws-a')).toEqual([]);
});

test('an object knows those that refer to it, each once, in its namespace', () => {
  const object = given();
  const user = (name: string, namespace = 'ns'): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, name, namespace, uid: name },
    spec: { uses: ['a', 'a'] },
  });
  for (const each of [user('first'), user('elsewhere', 'other')]) store.accept({ type: 'apply', object: each });
  expect(cluster.users(object).map(({ metadata }) => metadata.name)).toEqual(['first']);
  expect(cluster.users({ ...object, kind: 'Unknown' })).toEqual([]);
});

test('namespaces that may not be read have no annotations', () => {
  expect(cluster.namespaceAnnotations('ns')).toEqual({});
});

test('two that claim at once under different names both hold the object', async () => {
  const object = given();
  await Promise.all(['a', 'b', 'c'].map((finalizer) => claim(client, object, { finalizer })));
  expect(now()?.finalizers?.toSorted()).toEqual(['a', 'b', 'c']);
  expect(mergePatch(live.get('a')?.spec ?? {}, object.spec)).toBeUndefined();
});
