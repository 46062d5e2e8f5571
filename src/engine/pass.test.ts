import { describe, expect, test } from 'vitest';
import { Endpoint } from '../kinds/Endpoint.ts';
import { Model } from '../kinds/Model.ts';
import { TrainingJob } from '../kinds/TrainingJob.ts';
import { ClusterFault, Fault, NO_TURN } from './fault.ts';
import { annotationsOf } from './policy.ts';
import { World } from './testing/world.ts';

const PAUSED = annotationsOf(Endpoint).paused;

const aService = () => new World({ kind: Endpoint, object: { spec: { endpointName: 'e', endpointConfigName: 'c-1' } } });

describe('a deletion', () => {
  test('stops a job, and lets the object go when it has stopped', async () => {
    const world = new World({ kind: TrainingJob });
    await world.look();
    world.cluster.delete(world.key);
    await world.look();
    expect(world.ready).toMatchObject({ reason: 'Stopping', message: 'TrainingJob is Stopping.' });
    expect(world.status?.['trainingJobStatus']).toBe('Stopping');
    await world.look();
    expect(world.object).toBeDefined();
    world.aws.progress();
    expect(await world.look()).toBe('done');
    expect(world.object).toBeUndefined();
    expect(world.aws.calls.filter((call) => call === 'stop')).toHaveLength(1);
    expect(world.aws.tracked.size).toBe(0);
  });

  test('deletes a service, and lets the object go when it is gone', async () => {
    const world = aService();
    await world.live(2);
    world.cluster.delete(world.key);
    await world.live(3);
    expect(world.object).toBeUndefined();
    expect(world.aws.all).toEqual([]);
  });

  test('of a service shows that it is going at once, and leaves the watch to the shared List', async () => {
    const world = aService();
    await world.live(2);
    world.cluster.delete(world.key);
    expect(await world.look()).toEqual({ after: 180_000 });
    expect(world.status?.['endpointStatus']).toBe('Deleting');
    expect(world.aws.tracked).toContain('a');
  });

  test('of a kind that goes at once takes one pass', async () => {
    const world = new World({ kind: Model });
    await world.look();
    world.cluster.delete(world.key);
    expect(await world.look()).toBe('done');
    expect(world.object).toBeUndefined();
    expect(world.aws.all).toEqual([]);
  });

  test('of an object that nothing was made for costs no call', async () => {
    const world = new World({ kind: TrainingJob, object: { leaving: true } });
    expect(await world.look()).toBe('done');
    expect(world.aws.calls).toEqual([]);
  });

  test('of a job that has ended costs no call: its record stays, whatever AWS would say', async () => {
    const world = new World({ kind: TrainingJob });
    await world.live(3);
    expect(world.ready?.reason).toBe('Completed');
    const calls = world.aws.calls.length;
    world.cluster.delete(world.key);
    expect(await world.look()).toBe('done');
    expect(world.object).toBeUndefined();
    expect(world.aws.calls).toHaveLength(calls);
  });

  test('waits while AWS does not answer', async () => {
    const world = new World({ kind: TrainingJob });
    await world.look();
    world.cluster.delete(world.key);
    world.aws.fail('describe', new Fault('transient', 'ServiceUnavailable', 'unwell'));
    expect(await world.look()).toBe('retry');
    expect(world.object).toBeDefined();
  });
});

describe('an edit', () => {
  test('of tags is sent, and judged in the same pass', async () => {
    const world = new World({ kind: TrainingJob, object: { spec: { tags: [{ key: 'team', value: 'a' }] } } });
    await world.live(2);
    world.cluster.edit(world.key, { tags: [{ key: 'team', value: 'b' }] });
    await world.look();
    expect(world.aws.all[0]?.tags).toEqual({ team: 'b' });
    expect(world.status?.observedGeneration).toBe(2);
    expect(world.conditions).toEqual(['ACK.ResourceSynced=True', 'Ready=True']);
  });

  test('of a service shows its new status at once, and remembers what was asked for', async () => {
    const world = aService();
    await world.live(2);
    world.cluster.edit(world.key, { endpointName: 'e', endpointConfigName: 'c-2' });
    expect(await world.look()).toEqual({ after: 180_000 });
    expect(world.status).toMatchObject({ endpointStatus: 'Updating', observedGeneration: 2 });
    expect(world.ready?.message).toBe('Endpoint is in Updating status.');
    expect(world.object?.metadata.annotations?.['sagemaker.services.k8s.aws/last-endpoint-config-for-update']).toBe('c-2');
    expect(world.aws.calls.filter((call) => call === 'update')).toHaveLength(1);
  });

  test.each([
    ['made while the object was paused', true],
    ['made while it runs', false],
  ])('of tags %s is sent in the end', async (_when, paused) => {
    const world = new World({ kind: TrainingJob, object: { spec: { tags: [{ key: 'team', value: 'a' }] } } });
    await world.look();
    if (paused) world.cluster.mark(world.key, { [PAUSED]: 'true' });
    world.cluster.edit(world.key, { tags: [{ key: 'team', value: 'b' }] });
    await world.look();
    world.cluster.mark(world.key, {});
    await world.live(3);
    expect(world.ready?.reason).toBe('Completed');
    expect(world.aws.all[0]?.tags).toEqual({ team: 'b' });
  });

  test('of tags that a trouble kept back is sent when it is over', async () => {
    const world = new World({ kind: TrainingJob });
    await world.look();
    world.cluster.edit(world.key, { tags: [{ key: 'team', value: 'b' }] });
    world.aws.fail('tag', new Fault('quota', 'ResourceLimitExceeded', 'too many tags'));
    await world.lookAndWait();
    expect(world.ready?.reason).toBe('QuotaExceeded');
    await world.lookAndWait();
    expect(world.aws.all[0]?.tags).toEqual({ team: 'b' });
  });

  test('of tags together with another one is sent in the end', async () => {
    const profile = (S3OutputPath: string, value: string) => ({
      profilerConfig: { S3OutputPath },
      tags: [{ key: 'team', value }],
    });
    const world = new World({ kind: TrainingJob, object: { spec: profile('s3://a', 'a') } });
    await world.look();
    world.aws.patch('a-uid-a', { SecondaryStatus: 'Training' });
    world.cluster.edit(world.key, profile('s3://b', 'b'));
    await world.live(4);
    expect(world.aws.all[0]).toMatchObject({ fields: { ProfilerConfig: { S3OutputPath: 's3://b' } }, tags: { team: 'b' } });
  });
});

describe('Kubernetes in the way', () => {
  const passes: unknown[] = [];
  const world = () => new World({ kind: TrainingJob, engine: { onPass: ({ fault }) => passes.push(fault) } });

  test.each([
    ['conflict', 'retry'],
    ['gone', 'done'],
    ['refused', 'retry'],
    ['unavailable', 'retry'],
  ] as const)('a claim that fails with %s makes nothing, is reported, and ends as %s', async (kind, want) => {
    const fault = new ClusterFault(kind, 'no');
    const hindered = world();
    hindered.cluster.fail('claim', fault);
    expect(await hindered.look()).toBe(want);
    expect(hindered.aws.births).toEqual([]);
    expect(passes.at(-1)).toBe(fault);
  });

  test('what the apiserver will never take is told by an Event, for there is no status to tell it', async () => {
    const hindered = world();
    hindered.cluster.fail('writeStatus', new ClusterFault('refused', 'the object is too large'));
    await hindered.look();
    expect(hindered.cluster.events.at(-1)).toEqual({
      type: 'Warning',
      reason: 'WriteRefused',
      message: 'the object is too large',
    });
  });

  test('a status that could not be written is written at the next look, and nothing is made twice', async () => {
    const hindered = world();
    hindered.cluster.fail('writeStatus', new ClusterFault('unavailable', 'no'));
    expect(await hindered.look()).toBe('retry');
    await hindered.look();
    expect(hindered.status?.['trainingJobStatus']).toBe('InProgress');
    expect(hindered.aws.births).toHaveLength(1);
  });
});

describe('a bug of our own', () => {
  const broken = {
    ...Endpoint,
    hooks: {
      guard: () => {
        throw new TypeError('x is not a function');
      },
    },
  };

  test('in a hook is shown as InternalError and retried, and is never a crash', async () => {
    const spec = { endpointName: 'e', endpointConfigName: 'c-1' };
    const world = new World({ kind: broken, object: { spec } });
    await world.live(2);
    world.cluster.edit(world.key, { ...spec, endpointConfigName: 'c-2' });
    for (let pass = 0; pass < 5; pass += 1) expect(await world.lookAndWait()).toBe('retry');
    expect(world.conditions).toEqual(['ACK.Recoverable=True', 'ACK.ResourceSynced=False', 'Reconciling=True', 'Ready=False']);
    expect(world.ready).toMatchObject({ reason: 'InternalError', message: 'TypeError: x is not a function' });
  });
});

describe('a stop', () => {
  test('ends the pass with its own reason, and writes nothing more', async () => {
    const world = new World({ kind: TrainingJob });
    await expect(world.look(AbortSignal.abort(new Error('stopping')))).rejects.toThrow('stopping');
    expect(world.aws.births).toEqual([]);
    expect(world.status).toBeUndefined();
  });
});

describe('a Create that had no turn', () => {
  const noTurn = () => new Fault('throttled', NO_TURN, 'waiting for a turn', { retryAfterMs: 8_000 });
  const looks = (world: World) => world.aws.calls.filter((call) => call === 'describe').length;

  test('is made in its turn without a look: nothing was sent', async () => {
    const world = new World({ kind: TrainingJob });
    for (let time = 0; time < 6; time += 1) world.aws.fail('create', noTurn());
    for (let time = 0; time < 7; time += 1) await world.lookAndWait();
    expect(world.ready?.reason).toBe('InProgress');
    expect(looks(world)).toBe(0);
  });

  test.each([
    ['the process has died since then', (world: World) => world.restart()],
    ['the spec was edited', (world: World) => world.cluster.edit(world.key, { roleARN: 'arn:aws:iam::123456789012:role/other' })],
    ['a later one was lost', (world: World) => world.aws.fail('create', new Fault('ambiguous', 'ECONNRESET', 'lost'))],
  ])('is looked for when %s', async (_what, happens) => {
    const world = new World({ kind: TrainingJob });
    world.aws.fail('create', noTurn());
    await world.lookAndWait();
    happens(world);
    await world.live(3);
    expect(looks(world)).toBeGreaterThan(0);
    expect(world.aws.all).toHaveLength(1);
  });
});
