import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { PRIORITY, WorkQueue } from './queue.ts';
import { FakeClock } from './testkit.ts';

let clock: FakeClock;
let queue: WorkQueue<string>;
const never = new AbortController().signal;

beforeEach(() => {
  clock = new FakeClock();
  queue = new WorkQueue({ clock });
});

/** What `take` gives without waiting, or nothing. */
async function takeNow(from: WorkQueue<string> = queue): Promise<string | undefined> {
  const giveUp = new AbortController();
  const taken = from.take(giveUp.signal);
  giveUp.abort();
  return taken.then(
    ({ key }) => key,
    () => undefined,
  );
}

async function takeAll(): Promise<string[]> {
  const keys: string[] = [];
  for (let key = await takeNow(); key !== undefined; key = await takeNow()) {
    keys.push(key);
    queue.done(key);
  }
  return keys;
}

describe('order', () => {
  test('equals come out first come, first served', async () => {
    for (const key of ['b', 'a', 'c']) queue.add(key);
    expect(await takeAll()).toEqual(['b', 'a', 'c']);
  });

  test('a higher priority goes first', async () => {
    queue.add('old', { priority: PRIORITY.initial });
    queue.add('edited');
    queue.add('deleted', { priority: PRIORITY.deletion });
    expect(await takeAll()).toEqual(['deleted', 'edited', 'old']);
  });

  test('of many lanes each has its turn, however many keys another has', async () => {
    queue = new WorkQueue({ clock, laneOf: (key) => key[0] ?? '' });
    for (let at = 0; at < 50; at += 1) queue.add(`a${at}`);
    expect([await takeNow(), await takeNow()]).toEqual(['a0', 'a1']);
    for (const key of ['b0', 'b1', 'c0']) queue.add(key);
    expect((await takeAll()).slice(0, 5)).toEqual(['a2', 'b0', 'c0', 'a3', 'b1']);
  });

  test('what a lane has waiting at one priority does not count at another', async () => {
    queue = new WorkQueue({ clock, laneOf: (key) => key[0] ?? '' });
    for (let at = 0; at < 50; at += 1) queue.add(`a${at}`, { priority: PRIORITY.initial });
    for (const key of ['a edited', 'b edited', 'b edited too']) queue.add(key);
    expect((await takeAll()).slice(0, 3)).toEqual(['a edited', 'b edited', 'b edited too']);
  });

  test('what is least urgent gets each eighth turn once it has waited for ten seconds, and none before', async () => {
    for (let at = 0; at < 3; at += 1) queue.add(`late${at}`, { priority: PRIORITY.afterwards });
    for (let at = 0; at < 40; at += 1) queue.add(`new${at}`);
    clock.advance(9_999);
    for (let at = 0; at < 16; at += 1) expect(await takeNow()).toBe(`new${at}`);
    clock.advance(1);
    const next = await Array.fromAsync({ length: 16 }, () => takeNow());
    expect(next.filter((key) => key?.startsWith('late'))).toEqual(['late0', 'late1']);
    expect([next[7], next[15]]).toEqual(['late0', 'late1']);
  });

  test('a key is pushed to the front if its priority rises', async () => {
    for (const key of ['a', 'b', 'c']) queue.add(key);
    queue.add('c', { priority: 1 });
    expect(await takeAll()).toEqual(['c', 'a', 'b']);
  });

  test('tells whether keys of a priority or a higher one are ready', async () => {
    queue.add('told later', { priority: PRIORITY.afterwards });
    queue.add('not yet', { after: 1_000 });
    expect(queue.waits(PRIORITY.normal)).toBe(false);
    queue.add('deleted', { priority: PRIORITY.deletion });
    expect([queue.waits(PRIORITY.normal), queue.waits(PRIORITY.afterwards)]).toEqual([true, true]);
    await queue.take(never);
    expect([queue.waits(PRIORITY.normal), queue.waits(PRIORITY.afterwards)]).toEqual([false, true]);
  });

  test('take tells the priority that the key had', async () => {
    queue.add('a', { priority: 7 });
    expect(await queue.take(never)).toMatchObject({ key: 'a', priority: 7 });
  });
});

describe('de-duplication', () => {
  test('a key added twice comes out once', async () => {
    queue.add('a');
    queue.add('a');
    expect(queue.size).toBe(1);
    expect(await takeAll()).toEqual(['a']);
  });

  test('the highest priority stays', async () => {
    queue.add('a', { priority: 1 });
    queue.add('a', { priority: -5 });
    expect(await queue.take(never)).toMatchObject({ key: 'a', priority: 1 });
  });

  test('the earliest time stays, whichever comes first', async () => {
    queue.add('a', { after: 1_000 });
    queue.add('a', { after: 5_000 });
    queue.add('b', { after: 5_000 });
    queue.add('b', { after: 1_000 });
    clock.advance(1_000);
    expect(await takeAll()).toEqual(['a', 'b']);
    clock.advance(10_000);
    expect(await takeAll()).toEqual([]);
  });

  test('neither undoes the other', async () => {
    queue.add('soon');
    queue.add('soon', { after: 1_000, priority: 5 });
    queue.add('urgent', { after: 1_000, priority: 7 });
    queue.add('urgent', { priority: -7 });
    expect(await queue.take(never)).toMatchObject({ key: 'urgent', priority: 7 });
    expect(await queue.take(never)).toMatchObject({ key: 'soon', priority: 5 });
  });

  test('a key that waits is due at once when it is added without delay', async () => {
    queue.add('a', { after: 60_000 });
    queue.add('a');
    expect(await takeAll()).toEqual(['a']);
    expect(queue.delayed).toBe(0);
  });
});

describe('time', () => {
  test('a delayed key comes out no sooner than its time', async () => {
    queue.add('a', { after: 1_000 });
    clock.advance(999);
    expect(await takeNow()).toBeUndefined();
    clock.advance(1);
    expect(await takeNow()).toBe('a');
  });

  test('delayed keys come out in the order of their times', async () => {
    for (const [key, after] of [
      ['c', 3],
      ['a', 1],
      ['b', 2],
    ] as const)
      queue.add(key, { after });
    clock.advance(3);
    expect(await takeAll()).toEqual(['a', 'b', 'c']);
  });

  test('a key that is not due does not count', () => {
    queue.add('a', { after: 1 });
    expect([queue.size, queue.delayed]).toEqual([0, 1]);
    clock.advance(1);
    expect([queue.size, queue.delayed]).toEqual([1, 0]);
  });

  test('a wait of a year is not mistaken for none', async () => {
    queue.add('a', { after: 365 * 86_400_000 });
    clock.advance(364 * 86_400_000);
    expect(await takeNow()).toBeUndefined();
    clock.advance(86_400_000);
    expect(await takeNow()).toBe('a');
  });

  test('however many keys wait, one timer runs', () => {
    for (let n = 0; n < 100; n++) queue.add(`k${n}`, { after: 1_000 - n });
    expect(clock.timers).toBe(1);
  });
});

describe('workers', () => {
  test('a key that a worker holds is not handed out', async () => {
    queue.add('a');
    await queue.take(never);
    queue.add('a');
    expect(await takeNow()).toBeUndefined();
  });

  test('a key added while it is held comes out as soon as it is let go', async () => {
    queue.add('a');
    await queue.take(never);
    queue.add('a');
    queue.done('a');
    expect(await takeNow()).toBe('a');
  });

  test('a key that falls due while it is held waits for its worker too', async () => {
    queue.add('a');
    await queue.take(never);
    queue.add('a', { after: 10 });
    clock.advance(10);
    expect(await takeNow()).toBeUndefined();
    queue.done('a');
    expect(await takeNow()).toBe('a');
  });

  test('a worker that waits gets the first key there is', async () => {
    const taken = queue.take(never);
    queue.add('a');
    expect(await taken).toMatchObject({ key: 'a' });
  });

  test('workers are served in the order they asked', async () => {
    const asked = [queue.take(never), queue.take(never)];
    queue.add('a');
    queue.add('b');
    expect((await Promise.all(asked)).map(({ key }) => key)).toEqual(['a', 'b']);
  });

  test('a worker that gives up loses no key', async () => {
    const giveUp = new AbortController();
    const taken = queue.take(giveUp.signal);
    giveUp.abort(new Error('stopping'));
    await expect(taken).rejects.toThrow('stopping');
    queue.add('a');
    expect(await takeNow()).toBe('a');
  });

  test('done for a key that nobody holds is nothing', async () => {
    queue.add('a');
    queue.done('a');
    expect(await takeAll()).toEqual(['a']);
  });
});

describe('backoff', () => {
  const delayOf = (key: string): number => {
    const before = clock.now();
    queue.add(key, { rateLimited: true });
    while (queue.size === 0) clock.advance(1);
    return clock.now() - before;
  };
  const fail = async (): Promise<number> => {
    const delay = delayOf('a');
    queue.done((await queue.take(never)).key);
    return delay;
  };

  test('the bound doubles with every failure, from one second to five minutes', async () => {
    clock.chance = 1;
    const delays = [];
    for (let n = 0; n < 11; n++) delays.push(await fail());
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map((seconds) => seconds * 1_000));
  });

  test('the wait is anywhere below the bound', async () => {
    clock.chance = 0.25;
    expect([await fail(), await fail()]).toEqual([250, 500]);
  });

  test('a key that is forgotten starts over', async () => {
    clock.chance = 1;
    await fail();
    await fail();
    queue.forget('a');
    expect(await fail()).toBe(1_000);
  });

  test('failures of one key do not slow another', async () => {
    clock.chance = 1;
    for (let n = 0; n < 5; n++) await fail();
    expect(delayOf('b')).toBe(1_000);
  });
});

test('metrics tell depth, additions, retries, waiting and working times', async () => {
  const seen: [string, number?][] = [];
  const note = (name: string) => (value?: number) => void seen.push(value === undefined ? [name] : [name, value]);
  const metrics = {
    depth: note('depth'),
    added: note('added'),
    retried: note('retried'),
    waited: note('waited'),
    worked: note('worked'),
  };
  queue = new WorkQueue({ clock, metrics });
  queue.add('a');
  clock.advance(30);
  await queue.take(never);
  clock.advance(70);
  queue.add('a', { rateLimited: true });
  queue.done('a');
  expect(seen.filter(([name]) => name !== 'depth')).toEqual([['added'], ['waited', 30], ['retried'], ['added'], ['worked', 70]]);
  expect(seen.filter(([name]) => name === 'depth').map(([, depth]) => depth)).toEqual([1, 0]);
});

describe('for any course of events', () => {
  const key = fc.constantFrom('a', 'b', 'c');
  const event = fc.oneof(
    fc.record({ do: fc.constant('add' as const), key, after: fc.nat(20), priority: fc.integer({ min: -2, max: 2 }) }),
    fc.record({ do: fc.constant('fail' as const), key }),
    fc.record({ do: fc.constant('take' as const) }),
    fc.record({ do: fc.constant('done' as const), key }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.nat(15) }),
  );

  test('one key is in one pair of hands, the best key goes first, and nothing that was added is lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 80, size: 'max' }), async (events) => {
        clock = new FakeClock();
        queue = new WorkQueue({ clock, backoff: { baseMs: 10, capMs: 40 } });
        const model = new Model();
        for (const step of events) {
          await model.follow(step);
          expect(model.surprise).toBeUndefined();
          expect(queue.size + queue.delayed).toBe(model.wanted.size);
        }
        for (const name of model.held) queue.done(name);
        clock.advance(1_000);
        expect((await takeAll()).toSorted()).toEqual([...model.wanted.keys()].toSorted());
      }),
    );
  });

  type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

  /** What is wanted of each key, and who holds it. */
  class Model {
    readonly wanted = new Map<string, { at: number; priority: number }>();
    readonly held = new Set<string>();
    surprise: string | undefined;

    async follow(step: Event): Promise<void> {
      switch (step.do) {
        case 'add':
          this.#want(step.key, clock.now() + step.after, step.priority);
          return queue.add(step.key, step);
        case 'fail':
          queue.forget(step.key);
          this.#want(step.key, clock.now() + 5, 0);
          return queue.add(step.key, { rateLimited: true });
        case 'take':
          return this.#take();
        case 'done':
          this.held.delete(step.key);
          return queue.done(step.key);
        case 'wait':
          return clock.advance(step.ms);
        default:
          return step satisfies never;
      }
    }

    #want(name: string, at: number, priority: number): void {
      const known = this.wanted.get(name) ?? { at, priority };
      this.wanted.set(name, { at: Math.min(known.at, at), priority: Math.max(known.priority, priority) });
    }

    /** Anything goes that is due, in nobody's hands and of the highest priority; and nothing only if there is no such key. */
    async #take(): Promise<void> {
      const due = [...this.wanted].filter(([name, { at }]) => at <= clock.now() && !this.held.has(name));
      const highest = Math.max(...due.map(([, { priority }]) => priority));
      const best = due.filter(([, { priority }]) => priority === highest).map(([name]) => name);
      const taken = await takeNow();
      if (taken === undefined ? best.length > 0 : !best.includes(taken))
        this.surprise = `${taken} instead of one of ${best.join()}`;
      if (taken === undefined) return;
      this.wanted.delete(taken);
      this.held.add(taken);
    }
  }
});
