import { describe, expect, it } from 'vitest';
import type { Fault } from '../engine/fault.ts';
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
  done: number;
  throttled: number;
  doneAt: number[];
}

/** Callers that repeat until they succeed, as the queue makes them. */
async function call(limits: Limits, clock: TestClock, how: { quota: Quota; run: Run; latencyMs: number }): Promise<void> {
  const { quota, run, latencyMs } = how;
  const wait = (ms: number): Promise<void> => new Promise((resolve) => clock.timer(ms, () => resolve()));
  for (;;) {
    try {
      const turn = await limits.turn(line('CreateTrainingJob'), never);
      await wait(latencyMs);
      if (quota.take()) {
        turn.succeeded();
        run.done += 1;
        run.doneAt.push(clock.now());
        return;
      }
      turn.throttled();
      run.throttled += 1;
      await wait(500 + 1000 * clock.random());
    } catch (error) {
      await wait((error as Fault).retryAfterMs ?? 1000);
    }
  }
}

interface Load {
  readonly calls: number;
  readonly perSecond: number;
  readonly burst: number;
  readonly latencyMs?: number;
}

async function under({ calls, perSecond, burst, latencyMs = 20 }: Load): Promise<Run & { readonly seconds: number }> {
  let seed = 7;
  const clock = new TestClock(0, () => (seed = (seed * 16807) % 2147483647) / 2147483647);
  const limits = createLimits({ clock });
  const quota = new Quota(clock, perSecond, burst);
  const run: Run = { done: 0, throttled: 0, doneAt: [] };
  for (let index = 0; index < calls; index += 1) void call(limits, clock, { quota, run, latencyMs });
  for (let step = 0; step < 100_000 && run.done < calls; step += 1) await clock.advance(100);
  return { ...run, seconds: (run.doneAt.at(-1) ?? 0) / 1000 };
}

describe('a limit that nobody told us', () => {
  it.each([
    { calls: 1000, perSecond: 10, burst: 10 },
    { calls: 1000, perSecond: 10, burst: 20 },
    { calls: 1000, perSecond: 10, burst: 10, latencyMs: 100 },
    { calls: 300, perSecond: 2, burst: 2 },
    { calls: 3000, perSecond: 100, burst: 100 },
  ])('is met at 1.2 times the time that it imposes and with hardly a refusal: %o', async (load) => {
    const run = await under(load);
    expect(run.done).toBe(load.calls);
    expect(run.seconds).toBeLessThanOrEqual((1.2 * load.calls) / load.perSecond);
    expect(run.throttled / load.calls).toBeLessThan(0.015);
  });

  it('does not exist: a thousand at once are through in three seconds', async () => {
    const run = await under({ calls: 1000, perSecond: 1e6, burst: 1e6 });
    expect(run.doneAt[500]).toBeLessThan(1500);
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

  it('are refused with a time to come back, later for each, when the wait would be long', async () => {
    const clock = new TestClock();
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
    const times = faults.map((fault) => fault.retryAfterMs ?? 0);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times).size).toBe(times.length);
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
