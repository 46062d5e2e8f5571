import { describe, expect, it } from 'vitest';
import type { Fault } from '../engine/fault.ts';
import type { Key } from '../engine/ports.ts';
import type { KubeObject } from '../kinds/types.ts';
import { partyOf, type Urgency } from './bucket.ts';
import { createLimits, type LimitOptions, type Limits, type Line } from './limits.ts';
import { TestClock } from './testkit.ts';

const never = new AbortController().signal;
const line = (operation: string, scope = 's'): Line => ({ operation, service: 'sagemaker', scope, sweeps: false });

/** AWS's side: a bucket of its own, that refuses. */
class Quota {
  readonly #clock: TestClock;
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: number;

  constructor(clock: TestClock, perSecond: number, burst: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledAt = clock.now();
  }

  take(): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + ((this.#clock.now() - this.#filledAt) / 1000) * this.#perSecond);
    this.#filledAt = this.#clock.now();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

interface Run {
  throttled: number;
  readonly doneAt: Map<Key, number>;
}

interface Load {
  readonly calls: number;
  readonly perSecond: number;
  readonly burst: number;
  readonly latencyMs?: number;
  /** Namespaces of further calls that come after so many milliseconds. */
  readonly later?: Readonly<Record<string, number>>;
}

const keyIn = (namespace: string, at: number): Key => `TrainingJob/${namespace}/job-${at}` as Key;

/** Callers that come back when their Fault says, or when they are called, as the queue makes them; until they succeed. */
class Callers {
  readonly run: Run = { throttled: 0, doneAt: new Map() };
  readonly #clock: TestClock;
  readonly #load: Load;
  readonly #quota: Quota;
  readonly #limits: Limits;
  /** Of those who are away: how to bring them back. */
  readonly #away = new Map<Key, () => void>();

  constructor(clock: TestClock, load: Load) {
    this.#clock = clock;
    this.#load = load;
    this.#quota = new Quota(clock, load.perSecond, load.burst);
    this.#limits = createLimits({ clock, onFree: (key) => this.#away.get(key)?.() });
  }

  async call(key: Key, urgency: Urgency = 'asked'): Promise<void> {
    const party = { key, namespace: key.split('/')[1] ?? '', urgency };
    for (;;) {
      try {
        const turn = await this.#limits.turn({ ...line('CreateTrainingJob'), party }, never);
        await this.#rest(key, this.#load.latencyMs ?? 20);
        if (this.#quota.take()) {
          turn.succeeded();
          this.run.doneAt.set(key, this.#clock.now());
          return;
        }
        turn.throttled();
        this.run.throttled += 1;
        await this.#rest(key, 500 + 1000 * this.#clock.random());
      } catch (error) {
        await this.#rest(key, (error as Fault).retryAfterMs ?? 1000);
      }
    }
  }

  #rest(key: Key, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.timer(ms, () => resolve());
      this.#away.set(key, () => {
        cancel();
        resolve();
      });
    });
  }
}

function randomClock(): TestClock {
  let seed = 7;
  return new TestClock(0, () => (seed = (seed * 16807) % 2147483647) / 2147483647);
}

async function under(load: Load): Promise<Run & { readonly seconds: number }> {
  const clock = randomClock();
  const callers = new Callers(clock, load);
  for (let index = 0; index < load.calls; index += 1) void callers.call(keyIn('crowd', index));
  for (const [namespace, ms] of Object.entries(load.later ?? {})) clock.timer(ms, () => void callers.call(keyIn(namespace, 0)));
  const all = load.calls + Object.keys(load.later ?? {}).length;
  for (let step = 0; step < 100_000 && callers.run.doneAt.size < all; step += 1) await clock.advance(100);
  return { ...callers.run, seconds: Math.max(...callers.run.doneAt.values()) / 1000 };
}

describe('a limit that nobody told us', () => {
  it.each([
    { calls: 1000, perSecond: 10, burst: 10 },
    { calls: 1000, perSecond: 10, burst: 20 },
    { calls: 1000, perSecond: 10, burst: 10, latencyMs: 100 },
    { calls: 400, perSecond: 2, burst: 2 },
    { calls: 3000, perSecond: 100, burst: 100 },
  ])('is met at 1.2 times the time that it imposes and with hardly a refusal: %o', async (load) => {
    const run = await under(load);
    expect(run.doneAt.size).toBe(load.calls);
    expect(run.seconds).toBeLessThanOrEqual((1.2 * load.calls) / load.perSecond);
    expect(run.throttled / load.calls).toBeLessThanOrEqual(0.01);
  });

  it('does not exist: a thousand at once are through in three seconds', async () => {
    const run = await under({ calls: 1000, perSecond: 1e6, burst: 1e6 });
    expect([...run.doneAt.values()][500]).toBeLessThan(1500);
    expect(run.seconds).toBeLessThan(3);
  });
});

describe('turns', () => {
  const options = (clock: TestClock, more: Partial<LimitOptions> = {}): LimitOptions => ({ clock, ...more });
  const slow = { rates: { Op: { start: 1, max: 1, burst: 1 } } };

  it('are given in the order they were asked for', async () => {
    const clock = new TestClock();
    const limits = createLimits(options(clock, { ...slow, maxWaitMs: 60_000 }));
    const order: number[] = [];
    for (const index of [0, 1, 2, 3]) void limits.turn(line('Op'), never).then(() => order.push(index));
    await clock.advance(10_000);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it('are not held back by one who has left', async () => {
    const clock = new TestClock();
    const limits = createLimits(options(clock, { ...slow, maxWaitMs: 60_000 }));
    await limits.turn(line('Op'), never);
    const impatient = new AbortController();
    const left = limits.turn(line('Op'), impatient.signal);
    const stays = limits.turn(line('Op'), never);
    impatient.abort();
    await expect(left).rejects.toMatchObject({ kind: 'transient', code: 'Aborted' });
    await clock.advance(1100);
    await expect(stays).resolves.toBeDefined();
    expect(clock.pending).toBe(0);
  });

  it('are refused with a time to come back when the wait would be long and nobody can be called', async () => {
    const clock = randomClock();
    const limits = createLimits(options(clock, slow));
    const asked = Array.from({ length: 8 }, () =>
      limits.turn(line('Op'), never).then(
        () => undefined,
        (error: Fault) => error,
      ),
    );
    await clock.advance(5000);
    const faults = (await Promise.all(asked)).filter((fault) => fault !== undefined);
    expect(faults.map((fault) => fault.kind)).toEqual(['throttled', 'throttled', 'throttled', 'throttled', 'throttled']);
    expect(new Set(faults.map(({ retryAfterMs }) => retryAfterMs)).size).toBe(faults.length);
  });

  it('are never given faster than is configured, however much AWS would take', async () => {
    const clock = new TestClock();
    const limits = createLimits(options(clock, { rates: { Op: { max: 4 } }, maxWaitMs: 60_000 }));
    let given = 0;
    const loop = async (): Promise<void> => {
      for (;;) {
        (await limits.turn(line('Op'), never)).succeeded();
        given += 1;
      }
    };
    void loop();
    await clock.advance(100_000);
    expect(given).toBeGreaterThan(360);
    expect(given).toBeLessThanOrEqual(405);
  });

  it('of one scope or operation do not touch those of another', async () => {
    const clock = new TestClock();
    const limits = createLimits(options(clock, slow));
    await limits.turn(line('Op', 'a'), never);
    await expect(limits.turn(line('Op', 'b'), never)).resolves.toBeDefined();
    await expect(limits.turn(line('Other', 'a'), never)).resolves.toBeDefined();
  });

  it('go on, at two seconds each, when AWS refuses everything for ten minutes, and fast again afterwards', async () => {
    const clock = new TestClock();
    const limits = createLimits(options(clock, { maxWaitMs: 60_000 }));
    let given = 0;
    let refuse = true;
    const loop = async (): Promise<void> => {
      for (;;) {
        const turn = await limits.turn(line('CreateTrainingJob'), never);
        given += 1;
        if (refuse) turn.throttled();
        else turn.succeeded();
      }
    };
    void loop();
    await clock.advance(600_000);
    expect(given).toBeGreaterThan(200);
    expect(given).toBeLessThan(400);
    refuse = false;
    given = 0;
    await clock.advance(10_000);
    expect(given).toBeGreaterThan(1000);
  });

  it('of many calls that were under way together slow down once', async () => {
    const clock = new TestClock();
    const limits = createLimits(options(clock, { rates: { Op: { start: 100, burst: 50, max: 100 } }, maxWaitMs: 60_000 }));
    const turns = await Promise.all(Array.from({ length: 50 }, () => limits.turn(line('Op'), never)));
    for (const turn of turns.slice(0, 25)) turn.succeeded();
    for (const turn of turns.slice(25)) turn.throttled();
    let given = 0;
    for (let index = 0; index < 40; index += 1) void limits.turn(line('Op'), never).then(() => (given += 1));
    await clock.advance(1000);
    expect(given).toBeGreaterThan(15);
    expect(given).toBeLessThan(30);
  });
});

describe('among those who wait', () => {
  const slowly = { perSecond: 10, burst: 10 } as const;

  it('the one of a small namespace does not wait for the five thousand of another', async () => {
    const { doneAt } = await under({ ...slowly, calls: 500, later: { small: 5_000, other: 30_000 } });
    expect(doneAt.get(keyIn('small', 0))).toBeLessThan(6_500);
    expect(doneAt.get(keyIn('other', 0))).toBeLessThan(31_500);
  });

  it('those of one namespace come in the order in which they first asked, however often they were sent away', async () => {
    const { doneAt } = await under({ ...slowly, calls: 300 });
    const order = [...doneAt.keys()].map((key) => Number(key.split('-')[1]));
    const behind = order.map((number, at) => Math.abs(number - at));
    // Those whom AWS itself refused come a little later.
    expect(Math.max(...behind)).toBeLessThan(30);
    expect(behind.filter((places) => places > 5).length).toBeLessThan(15);
  });

  it('what leaves goes first, and what is asked for goes before what is routine', async () => {
    const clock = randomClock();
    const callers = new Callers(clock, { ...slowly, calls: 0 });
    for (let index = 0; index < 200; index += 1) void callers.call(keyIn('routine', index), 'routine');
    await clock.advance(5_000);
    const before = callers.run.doneAt.size;
    for (let index = 0; index < 10; index += 1) void callers.call(keyIn('asked', index), 'asked');
    for (let index = 0; index < 10; index += 1) void callers.call(keyIn('leaving', index), 'leaving');
    await clock.advance(4_000);
    const served = [...callers.run.doneAt.keys()].slice(before).map((key) => key.split('/')[1]);
    expect(served.lastIndexOf('leaving')).toBeLessThan(18);
    expect(served.filter((namespace) => namespace === 'asked')).toHaveLength(10);
    expect(served.slice(0, 20).filter((namespace) => namespace === 'routine').length).toBeLessThan(4);
  });

  it('one who is called and does not come holds nobody up for long', async () => {
    const clock = randomClock();
    const called: Key[] = [];
    const limits = createLimits({ clock, rates: { Op: { start: 10, max: 10, burst: 1 } }, onFree: (key) => called.push(key) });
    const ask = (at: number): Promise<unknown> =>
      limits
        .turn({ ...line('Op'), party: { key: keyIn('gone', at), namespace: 'gone', urgency: 'asked' } }, never)
        .catch((error: Fault) => error.code);
    const asked = Array.from({ length: 40 }, (_, at) => ask(at));
    await clock.advance(60_000);
    expect((await Promise.all(asked)).filter((code) => code === 'LocalRateLimit')).toHaveLength(40 - 21);
    expect(called).toEqual(Array.from({ length: 19 }, (_, at) => keyIn('gone', at + 21)));
    await expect(ask(99)).resolves.toMatchObject({});
    expect(clock.pending).toBe(0);
  });
});

it('a call is as urgent as its object: leaving, new or edited, or as it was', () => {
  const arn = {
    ackResourceMetadata: {
      arn: 'arn:aws:sagemaker:us-east-1:123456789012:training-job/a',
      ownerAccountID: '123456789012',
      region: 'us-east-1',
    },
  };
  const urgency = (metadata: object, status: object = {}): Urgency =>
    partyOf({
      apiVersion: 'v1',
      kind: 'TrainingJob',
      metadata: { name: 'a', namespace: 'team', uid: 'u', resourceVersion: '1', generation: 2, ...metadata },
      spec: {},
      status,
    } as KubeObject).urgency;
  expect(urgency({})).toBe('asked');
  expect(urgency({}, { observedGeneration: 2 })).toBe('asked');
  expect(urgency({}, { observedGeneration: 1, ...arn })).toBe('asked');
  expect(urgency({}, { observedGeneration: 2, ...arn })).toBe('routine');
  expect(urgency({ deletionTimestamp: '2026-01-01T00:00:00Z' }, { observedGeneration: 2, ...arn })).toBe('leaving');
});
