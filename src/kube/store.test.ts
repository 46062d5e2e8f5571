import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Key } from '../engine/ports.ts';
import { keyOf, ObjectStore, stripped, type Delta } from './store.ts';
import { thing, type Thing } from './testkit.ts';
import type { WatchEvent } from './watch.ts';

let store: ObjectStore<Thing>;
let deltas: Delta<Thing>[];

beforeEach(() => renew());
function renew(namespaces?: readonly string[]): void {
  const indexes = { colour: (object: Thing) => (typeof object.spec === 'string' ? [object.spec] : []) };
  store = new ObjectStore({ indexes, ...(namespaces === undefined ? {} : { namespaces }) });
  deltas = [];
  store.subscribe((delta) => void deltas.push(delta));
}

const apply = (object: Thing): WatchEvent<Thing> => ({ type: 'apply', object });
function list(objects: readonly Thing[], namespace?: string): void {
  store.accept({ type: 'init' }, namespace);
  for (const object of objects) store.accept(apply(object), namespace);
  store.accept({ type: 'init-done' }, namespace);
}
const key = (name: string, namespace = 'ns'): Key => `Thing/${namespace}/${name}` as Key;
/** Deltas as one reads them: `added a@1`. */
const told = (): string[] => {
  const lines = deltas.map(({ type, old, now, initial }) => {
    const { name, resourceVersion } = (now ?? old).metadata;
    return `${type} ${name}@${resourceVersion}${initial ? ' (initial)' : ''}`;
  });
  deltas = [];
  return lines;
};
const version = (name: string): string | undefined => store.get(key(name))?.metadata.resourceVersion;

describe('the first list', () => {
  test('is not seen before it is whole', () => {
    store.accept({ type: 'init' });
    store.accept(apply(thing('a', 1)));
    expect([store.size, store.isSynced, told()]).toEqual([0, false, []]);
    store.accept({ type: 'init-done' });
    expect([store.size, store.isSynced, told()]).toEqual([1, true, ['added a@1 (initial)']]);
  });

  test('synced settles when every namespace has been listed', async () => {
    renew(['x', 'y']);
    let settled = false;
    const done = store.synced.then(() => (settled = true));
    list([thing('a', 1, { metadata: { namespace: 'x' } })], 'x');
    await Promise.resolve();
    expect([store.isSynced, settled]).toEqual([false, false]);
    list([], 'y');
    await done;
    expect(store.isSynced).toBe(true);
  });

  test('of one namespace does not remove the objects of another', () => {
    renew(['x', 'y']);
    list([thing('a', 1, { metadata: { namespace: 'x' } })], 'x');
    list([thing('a', 2, { metadata: { namespace: 'y' } })], 'y');
    expect([...store].map(keyOf)).toEqual([key('a', 'x'), key('a', 'y')]);
  });
});

describe('a later list', () => {
  beforeEach(() => {
    list([thing('a', 1), thing('b', 2), thing('c', 3)]);
    told();
  });

  test('reports what was added, changed and deleted unseen, and nothing else', () => {
    list([thing('a', 1), thing('b', 7), thing('d', 8)]);
    expect(told()).toEqual(['removed c@3', 'changed b@7', 'added d@8']);
  });

  test('leaves the old objects readable until it is whole', () => {
    store.accept({ type: 'init' });
    expect(store.size).toBe(3);
  });

  test('that broke off is forgotten when the next begins', () => {
    store.accept({ type: 'init' });
    store.accept(apply(thing('ghost', 5)));
    list([thing('a', 1), thing('b', 2), thing('c', 3)]);
    expect(told()).toEqual([]);
  });

  test('names an object that was deleted and made again: the old one is removed', () => {
    list([thing('a', 9, { metadata: { uid: 'second' } }), thing('b', 2), thing('c', 3)]);
    expect(told()).toEqual(['removed a@1', 'added a@9']);
  });

  test('counts for more than what we hold, even if that is newer: etcd was restored from a backup', () => {
    list([thing('a', 12), thing('b', 2), thing('c', 3)]);
    list([thing('a', 5), thing('b', 2), thing('c', 3)]);
    expect(version('a')).toBe('5');
  });

  test('does not undo what we wrote while it was read', () => {
    store.accept({ type: 'init' });
    store.accept(apply(thing('a', 1)));
    store.write(thing('a', 20));
    store.accept({ type: 'init-done' });
    expect(version('a')).toBe('20');
  });
});

describe('a change', () => {
  beforeEach(() => {
    list([thing('a', 10)]);
    told();
  });

  test('that is late or told twice is ignored', () => {
    store.accept(apply(thing('a', 11)));
    store.accept(apply(thing('a', 11)));
    store.accept(apply(thing('a', 9)));
    expect(told()).toEqual(['changed a@11']);
  });

  test('is newer by number, not by letter', () => {
    store.accept(apply(thing('a', 9)));
    store.accept(apply(thing('a', 100)));
    expect(told()).toEqual(['changed a@100']);
  });

  test('is newer beyond what a double can count', () => {
    store.accept(apply(thing('a', '9007199254740993')));
    store.accept(apply(thing('a', '9007199254740992')));
    expect(version('a')).toBe('9007199254740993');
  });

  test('a deletion that comes late does not remove the object that was made again', () => {
    store.accept(apply(thing('a', 30, { metadata: { uid: 'second' } })));
    told();
    store.accept({ type: 'delete', object: thing('a', 20) });
    expect([told(), version('a')]).toEqual([[], '30']);
  });
});

describe('a write of ours', () => {
  test('that takes the last finalizer away is seen, although the apiserver answers with the version of before', () => {
    const leaving = (finalizers: readonly string[]) =>
      thing('a', 10, { metadata: { finalizers, deletionTimestamp: '2026-01-01T00:00:00Z' } });
    list([leaving(['ours'])]);
    store.write(leaving([]));
    expect(store.get(key('a'))?.metadata.finalizers).toEqual([]);
    store.accept(apply(leaving(['ours'])));
    expect(store.get(key('a'))?.metadata.finalizers).toEqual([]);
    store.accept({ type: 'delete', object: thing('a', 11) });
    expect(store.size).toBe(0);
  });

  beforeEach(() => {
    list([thing('a', 10)]);
    told();
  });

  test('is read at once, and its echo in the watch is ignored', () => {
    store.write(thing('a', 11));
    expect(version('a')).toBe('11');
    store.accept(apply(thing('a', 11)));
    expect(told()).toEqual(['changed a@11']);
  });

  test('does not go over a newer change', () => {
    store.accept(apply(thing('a', 12)));
    store.write(thing('a', 11));
    expect(version('a')).toBe('12');
  });

  test('whose answer comes after the object is gone does not bring it back', () => {
    store.accept({ type: 'delete', object: thing('a', 12) });
    store.write(thing('a', 11));
    expect(store.size).toBe(0);
  });

  test('to an object that was made again since is dropped', () => {
    store.accept(apply(thing('a', 12, { metadata: { uid: 'second' } })));
    store.write(thing('a', 13));
    expect(store.get(key('a'))?.metadata.uid).toBe('second');
  });
});

describe('an index', () => {
  test('follows additions, changes and removals', () => {
    list([thing('a', 1, { spec: 'red' }), thing('b', 2, { spec: 'red' })]);
    store.accept(apply(thing('a', 3, { spec: 'blue' })));
    expect(store.by('colour', 'red').map(keyOf)).toEqual([key('b')]);
    store.accept({ type: 'delete', object: thing('b', 4) });
    expect([store.by('colour', 'red'), store.by('colour', 'blue').map(keyOf)]).toEqual([[], [key('a')]]);
  });

  test('that does not exist is a mistake, not an empty answer', () => {
    expect(() => store.by('shape', 'round')).toThrow('no index shape');
  });
});

test('what nothing here reads is not kept', () => {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}', mine: 'yes' };
  const kept = stripped(thing('a', 1, { metadata: { annotations, managedFields: [{}] } }));
  expect(kept.metadata).toEqual({ name: 'a', namespace: 'ns', uid: 'uid-a', resourceVersion: '1', annotations: { mine: 'yes' } });
});

test('however a history is cut into lists, changes, echoes and late events, the store ends at the truth', () => {
  const step = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    what: fc.constantFrom('put', 'put', 'delete', 'remake'),
    how: fc.constantFrom('watch', 'write', 'unseen', 'twice'),
    relist: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      renew();
      list([]);
      const truth = new Map<string, Thing>();
      const seen = new Map<Key, Thing>();
      store.subscribe(({ old, now }) => {
        if (now === undefined) seen.delete(keyOf(old));
        else seen.set(keyOf(now), now);
      });
      let clock = 100;
      let missed = false;
      for (const { name, what, how, relist } of steps) {
        clock += 1;
        const before = truth.get(name);
        const uid = what === 'remake' || before === undefined ? `uid-${clock}` : before.metadata.uid;
        const object = thing(name, clock, { metadata: { uid } });
        if (what === 'delete') truth.delete(name);
        else truth.set(name, object);
        missed ||= how === 'unseen';
        if (how === 'write' && what === 'put') store.write(object);
        const event: WatchEvent<Thing> = { type: what === 'delete' ? 'delete' : 'apply', object };
        if (!missed && (what !== 'delete' || before !== undefined)) {
          store.accept(event);
          if (how === 'twice')
            store.accept(what === 'delete' || before === undefined ? event : { type: 'apply', object: before });
        }
        if (relist || missed) {
          list([...truth.values()]);
          missed = false;
        }
      }
      const expected = [...truth.values()].map((object) => `${keyOf(object)}@${object.metadata.resourceVersion}`).toSorted();
      const inStore = [...store].map((object) => `${keyOf(object)}@${object.metadata.resourceVersion}`).toSorted();
      const fromDeltas = [...seen.values()].map((object) => `${keyOf(object)}@${object.metadata.resourceVersion}`).toSorted();
      expect({ inStore, fromDeltas }).toEqual({ inStore: expected, fromDeltas: expected });
    }),
  );
});
