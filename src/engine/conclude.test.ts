import { describe, expect, test } from 'vitest';
import { Endpoint } from '../kinds/Endpoint.ts';
import { Model } from '../kinds/Model.ts';
import { TrainingJob } from '../kinds/TrainingJob.ts';
import { Fault, type FaultKind, NO_TURN } from './fault.ts';
import { Memory } from './memory.ts';
import type { Key } from './ports.ts';
import { anObject } from './testing/builders.ts';
import { StillClock } from './testing/clock.ts';
import { World } from './testing/world.ts';

const NAME = 'a-uid-a';
const throttled = () => new Fault('throttled', 'ThrottlingException', 'Rate exceeded');
/** A job that AWS has made and the object shows. */
async function running(): Promise<World> {
  const world = new World({ kind: TrainingJob });
  await world.look();
  return world;
}

describe('a trouble', () => {
  test.each<[FaultKind, string]>([
    ['throttled', 'Throttled'],
    ['denied', 'AccessDenied'],
    ['missing', 'DependencyNotReady'],
    ['ambiguous', 'ReplyLost'],
    ['transient', 'AWSUnavailable'],
  ])('that AWS gets over in less than three seconds is not told (%s), a longer one is', async (kind, reason) => {
    const world = new World({ kind: TrainingJob });
    for (let time = 0; time < 4; time += 1) world.aws.fail('create', new Fault(kind, 'Code', 'why'));
    for (let time = 0; time < 3; time += 1) expect(await world.lookAndWait()).toBe('retry');
    expect(world.status).toBeUndefined();
    await world.lookAndWait();
    expect(world.ready).toMatchObject({ reason, message: 'why' });
    expect(world.conditions).toContain('ACK.Recoverable=True');
    expect(Object.keys(world.status ?? {}).sort()).toEqual(['conditions', 'observedGeneration']);
  });

  test('counts from its beginning: what lay before a success does not add up', async () => {
    const world = await running();
    for (let time = 0; time < 4; time += 1) {
      world.aws.fail('describe', throttled());
      await world.look();
      world.clock.pass(2_000);
      await world.look();
    }
    expect(world.cluster.events.map(({ type }) => type)).toEqual(['Normal']);
  });

  test('is told at once when the next look is far', async () => {
    const world = new World({ kind: TrainingJob });
    world.aws.fail('create', new Fault('quota', 'ResourceLimitExceeded', 'no instances left'));
    expect(await world.look()).toEqual({ after: 60_000 });
    expect(world.ready?.reason).toBe('QuotaExceeded');
  });

  test('that is only a wait in line for a turn is told after half a minute, for that is how long nobody wonders', async () => {
    const world = new World({ kind: TrainingJob });
    for (let time = 0; time < 3; time += 1)
      world.aws.fail('create', new Fault('throttled', NO_TURN, 'waiting for a turn', { retryAfterMs: 100_000 }));
    expect(await world.lookAndWait()).toEqual({ after: 30_000 });
    expect(world.status).toBeUndefined();
    expect(await world.lookAndWait()).toEqual({ after: 100_000 });
    expect(world.ready).toMatchObject({ reason: 'Throttled', message: 'waiting for a turn' });
  });

  test('that names its own end is waited for until then', async () => {
    const world = new World({ kind: TrainingJob });
    world.aws.fail('create', new Fault('throttled', 'SlowDown', 'later', { retryAfterMs: 2_000 }));
    expect(await world.look()).toEqual({ after: 2_000 });
    expect(world.status).toBeUndefined();
  });

  test('that is only a wait for another object is told after three seconds, as progress, and looked at rarely', async () => {
    const world = new World({ kind: TrainingJob });
    for (let time = 0; time < 3; time += 1) world.aws.fail('create', new Fault('pending', 'ReferenceNotReady', 'waiting for x'));
    expect(await world.look()).toEqual({ after: 3_000 });
    world.clock.pass(1_000);
    expect(await world.look()).toEqual({ after: 2_000 });
    expect(world.status).toBeUndefined();
    world.clock.pass(2_000);
    expect(await world.look()).toEqual({ after: 180_000 });
    expect(world.ready).toMatchObject({ reason: 'DependencyNotReady', message: 'waiting for x' });
    expect(world.conditions).toEqual(['ACK.ResourceSynced=False', 'Reconciling=True', 'Ready=False']);
    expect(world.cluster.events.filter(({ type }) => type === 'Warning')).toEqual([]);
  });

  test('takes no fact away', async () => {
    const world = await running();
    const before = world.status;
    world.aws.fail('describe', new Fault('transient', 'x', 'down', { retryAfterMs: 5_000 }));
    await world.look();
    expect(world.status).toMatchObject({
      trainingJobStatus: 'InProgress',
      ackResourceMetadata: before?.ackResourceMetadata,
    });
    expect(world.ready?.reason).toBe('AWSUnavailable');
  });

  test('takes the object out of the shared List until it is over', async () => {
    const world = await running();
    world.aws.fail('describe', throttled());
    await world.look();
    expect(world.aws.tracked.size).toBe(0);
    world.clock.pass(10_000);
    await world.look();
    expect(world.aws.tracked.size).toBe(1);
  });
});

describe('an Event', () => {
  const told = (world: World) => world.cluster.events.map(({ type, reason }) => `${type} ${reason}`);

  test('is told of each act and each turn of fortune, and not of each look', async () => {
    const world = await running();
    for (let look = 0; look < 5; look += 1) await world.lookAndWait();
    world.aws.patch(NAME, { TrainingJobStatus: 'Failed', FailureReason: 'AlgorithmError: out of ideas' });
    for (let look = 0; look < 3; look += 1) await world.lookAndWait();
    expect(told(world)).toEqual(['Normal Created', 'Warning Failed']);
    expect(world.cluster.events[1]?.message).toContain('AlgorithmError: out of ideas');
  });

  test('of a lasting trouble is told once', async () => {
    const world = new World({ kind: TrainingJob });
    for (let look = 0; look < 10; look += 1) {
      world.aws.fail('create', throttled());
      await world.lookAndWait();
    }
    expect(told(world)).toEqual(['Warning Throttled']);
  });

  test('of a trouble with many words is told once, too', async () => {
    const world = new World({ kind: TrainingJob });
    for (let look = 0; look < 3; look += 1) {
      world.aws.fail('create', new Fault('quota', 'ResourceLimitExceeded', 'so '.repeat(2_000)));
      await world.lookAndWait();
    }
    expect(told(world)).toEqual(['Warning QuotaExceeded']);
  });

  test('tells the whole life of a service', async () => {
    const world = new World({ kind: Endpoint, object: { spec: { endpointName: 'e', endpointConfigName: 'c' } } });
    await world.live(2);
    world.cluster.edit(world.key, { endpointName: 'e', endpointConfigName: 'c-2' });
    await world.live(2);
    world.cluster.delete(world.key);
    await world.live(2);
    expect(told(world)).toEqual([
      'Normal Created',
      'Normal InService',
      'Normal Updated',
      'Normal InService',
      'Normal Deleting',
      'Normal Deleted',
    ]);
  });
});

describe('mere progress', () => {
  test('is told at most once in ten seconds, and its last word is not lost', async () => {
    const world = await running();
    for (const SecondaryStatus of ['Starting', 'Downloading', 'Training']) {
      world.clock.pass(1_000);
      world.aws.patch(NAME, { SecondaryStatus });
      expect(await world.look()).toMatchObject({ after: expect.any(Number) });
    }
    expect(world.cluster.statuses).toHaveLength(1);
    const outcome = await world.look();
    world.clock.pass(typeof outcome === 'object' ? outcome.after : 0);
    await world.look();
    expect(world.cluster.statuses).toHaveLength(2);
    expect(world.status?.['secondaryStatus']).toBe('Training');
  });

  test('does not hold up the end', async () => {
    const world = await running();
    world.aws.progress();
    await world.look();
    expect(world.ready?.reason).toBe('Completed');
  });

  test('does not hold up the answer to an edit', async () => {
    const world = await running();
    world.cluster.edit(world.key, { tags: [{ key: 'team', value: 'a' }] });
    await world.look();
    expect(world.status?.observedGeneration).toBe(2);
  });

  test('is told at once by a process that has just started', async () => {
    const world = await running();
    world.aws.patch(NAME, { SecondaryStatus: 'Training' });
    world.restart();
    await world.look();
    expect(world.status?.['secondaryStatus']).toBe('Training');
  });
});

describe('a status', () => {
  test('is written only when something differs', async () => {
    const world = await running();
    for (let look = 0; look < 5; look += 1) await world.lookAndWait();
    expect(world.cluster.statuses.map((status) => status['creationTime'])).toEqual([undefined, expect.any(String)]);
  });

  test('loses a failure reason that AWS no longer gives', async () => {
    const world = new World({ kind: Endpoint, object: { spec: { endpointName: 'e' } } });
    await world.look();
    world.aws.patch('e', { EndpointStatus: 'Failed', FailureReason: 'no image' });
    await world.lookAndWait();
    expect(world.status?.['failureReason']).toBe('no image');
    const { FailureReason: _gone, ...healed } = world.aws.all[0]?.fields ?? {};
    world.aws.put({ kind: Endpoint, name: 'e', owner: 'uid-a', tags: {}, fields: { ...healed, EndpointStatus: 'InService' } });
    await world.lookAndWait();
    expect(world.status).not.toHaveProperty('failureReason');
    expect(world.conditions).toContain('Ready=True');
  });
});

describe('the first status of a job', () => {
  /** A job that AWS has made while others waited for a worker. */
  async function made(): Promise<World> {
    const world = new World({ kind: TrainingJob });
    world.othersWait = true;
    expect(await world.look()).toBe('afterwards');
    return world;
  }

  test('is told afterwards while others wait to be made, and AWS is not asked again for it', async () => {
    const world = await made();
    expect(world.aws.calls).toEqual(['create']);
    expect(world.cluster.writes).toEqual(['claim']);
    expect(await world.look()).toMatchObject({ after: expect.any(Number) as number });
    expect(world.status).toMatchObject({
      trainingJobStatus: 'InProgress',
      ackResourceMetadata: { arn: expect.any(String) as string },
    });
    expect(world.aws.calls).toEqual(['create']);
    expect(world.aws.tracked).toContain('a');
  });

  test('is told at once when nobody waits', async () => {
    const world = await running();
    expect(world.cluster.writes).toEqual(['claim', 'writeStatus']);
  });

  test('that was not told before the job ended is never told: its last one is, with one look and no question for its tags', async () => {
    const world = await made();
    world.aws.progress();
    world.wake();
    await world.look();
    expect(world.aws.depths).toEqual(['hint']);
    expect(world.cluster.statuses.map(({ trainingJobStatus }) => trainingJobStatus)).toEqual(['Completed']);
  });

  test('of an object that has changed meanwhile is not what was to be told: it is looked at', async () => {
    const world = await made();
    world.cluster.edit(world.key, { tags: [{ key: 'team', value: 'a' }] });
    expect(await world.look()).not.toBe('afterwards');
    expect(world.aws.depths).toEqual(['tags']);
    expect(world.aws.calls).toEqual(['create', 'describe', 'tag']);
  });

  test('of an object that is deleted meanwhile is not told: it is stopped', async () => {
    const world = await made();
    world.cluster.delete(world.key);
    world.wake();
    await world.look();
    expect(world.aws.calls).toEqual(['create', 'describe', 'stop']);
    expect(world.ready).toMatchObject({ reason: 'Stopping' });
  });

  test('is found out by the process that comes after one that had not told it', async () => {
    const world = await made();
    world.restart();
    world.othersWait = false;
    await world.look();
    expect(world.aws.births).toEqual(['uid-a']);
    expect(world.status).toMatchObject({ trainingJobStatus: 'InProgress' });
  });

  test('is not kept back of more than a thousand at once, so that memory is bounded', () => {
    const memory = new Memory(new StillClock());
    const untold = { status: {}, ending: { object: anObject(TrainingJob) } };
    for (let at = 0; at < 999; at += 1) memory.putOff(`TrainingJob/a/${at}` as Key, untold);
    expect(memory.hasRoom).toBe(true);
    memory.putOff('TrainingJob/a/last' as Key, untold);
    expect(memory.hasRoom).toBe(false);
  });

  test('of a service is never kept back: others may wait for it', async () => {
    const world = new World({ kind: Endpoint });
    world.othersWait = true;
    await world.look();
    expect(world.cluster.writes).toEqual(['claim', 'writeStatus']);
  });
});

describe('the next look', () => {
  test('at a busy object is left to the shared List, where there is one', async () => {
    const { list: _none, ...operations } = TrainingJob.operations;
    const alone = new World({ kind: { ...TrainingJob, operations, poll: { busyMs: 7_000 } } });
    expect(await alone.look()).toEqual({ after: 7_000 });
    expect(alone.aws.tracked.size).toBe(0);
    expect(await new World({ kind: TrainingJob }).look()).toEqual({ after: 180_000 });
  });

  test('is jittered by a tenth, so that what was made together is not looked at together', async () => {
    const afters: unknown[] = [];
    for (const chance of [0, 0.5, 1]) {
      const world = new World({ kind: Model });
      world.clock.random = () => chance;
      afters.push(await world.look());
    }
    expect(afters).toEqual([{ after: 540_000 }, { after: 600_000 }, { after: 660_000 }]);
  });

  test('is told to logs and metrics with what was done and what came of it', async () => {
    const reports: unknown[] = [];
    const world = new World({ kind: TrainingJob, engine: { onPass: (report) => reports.push(report) } });
    await world.look();
    expect(reports).toEqual([{ key: world.key, step: 'create', verdict: expect.objectContaining({ is: 'moving' }) }]);
  });
});
