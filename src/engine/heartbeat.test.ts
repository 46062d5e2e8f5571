import { describe, expect, test } from 'vitest';
import { Endpoint } from '../kinds/Endpoint.ts';
import { Model } from '../kinds/Model.ts';
import { TrainingJob } from '../kinds/TrainingJob.ts';
import type { KindDescriptor } from '../kinds/types.ts';
import { untilBeat } from './heartbeat.ts';
import { aCondition, anObject } from './testing/builders.ts';
import { World } from './testing/world.ts';

const MINUTE = 60_000;
const NEVER = Number.POSITIVE_INFINITY;

async function settled(kind: KindDescriptor, heartbeatMs = MINUTE): Promise<World> {
  const world = new World({ kind, object: { spec: { endpointName: 'e', endpointConfigName: 'c' } }, engine: { heartbeatMs } });
  await world.live(2);
  return world;
}

describe('with a heartbeat, a settled service that can be updated', () => {
  test('differs in lastSyncTime after each, and costs no call to AWS', async () => {
    const world = await settled(Endpoint);
    const [writes, calls] = [world.cluster.statuses.length, world.aws.calls.length];
    const before = world.status;
    for (let beat = 0; beat < 3; beat += 1) expect(await world.lookAndWait()).toEqual({ after: MINUTE });
    expect(world.cluster.statuses).toHaveLength(writes + 3);
    expect(world.aws.calls).toHaveLength(calls);
    expect({ ...world.status, lastSyncTime: null }).toEqual({ ...before, lastSyncTime: null });
  });

  test('gives its first sign in the write that tells that it is settled', async () => {
    const world = await settled(Endpoint);
    expect(world.cluster.statuses.map((status) => typeof status['lastSyncTime'])).toEqual(['undefined', 'string']);
  });

  test('is still looked at for drift when that is due', async () => {
    const world = await settled(Endpoint);
    const calls = world.aws.calls.length;
    for (let minute = 0; minute < 11; minute += 1) await world.lookAndWait();
    expect(world.aws.calls.length).toBeGreaterThan(calls);
  });

  test('gives no second sign before its time, whatever wakes it', async () => {
    const world = await settled(Endpoint);
    await world.look();
    const writes = world.cluster.statuses.length;
    world.clock.pass(MINUTE / 2);
    expect(await world.look()).toEqual({ after: MINUTE / 2 });
    expect(world.cluster.statuses).toHaveLength(writes);
  });

  test('gives one at once where it has never given one: the process has just been told to', () => {
    const status = { observedGeneration: 1, conditions: [aCondition('Ready', 'True')] };
    expect(untilBeat(Endpoint, anObject(Endpoint, { status }), { everyMs: MINUTE, now: 0 })).toBe(0);
  });

  test('does not wait for a clock that was ahead', () => {
    const status = { observedGeneration: 1, conditions: [aCondition('Ready', 'True')], lastSyncTime: '2026-01-01T09:00:00Z' };
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(untilBeat(Endpoint, anObject(Endpoint, { status }), { everyMs: MINUTE, now })).toBe(0);
  });
});

describe('silent stays', () => {
  const ready = { observedGeneration: 1, conditions: [aCondition('Ready', 'True')] };
  test.each([
    ['every object without a heartbeat', Endpoint, ready, 0],
    ['what cannot be updated', Model, ready, MINUTE],
    ['a job', TrainingJob, ready, MINUTE],
    ['what moves', Endpoint, { observedGeneration: 1, conditions: [aCondition('Ready', 'False')] }, MINUTE],
    ['an edit that was not seen yet', Endpoint, { ...ready, observedGeneration: 0 }, MINUTE],
  ] as const)('%s', (_what, kind, status, everyMs) => {
    expect(untilBeat(kind, anObject(kind, { status }), { everyMs, now: 0 })).toBe(NEVER);
  });

  test('a service of a process without a heartbeat, until drift is due', async () => {
    const world = await settled(Endpoint, 0);
    const writes = world.cluster.statuses.length;
    for (let look = 0; look < 4; look += 1) expect(await world.lookAndWait()).toEqual({ after: 10 * MINUTE });
    expect(world.cluster.statuses).toHaveLength(writes);
  });
});
