import { describe, expect, test } from 'vitest';
import { Endpoint } from '../kinds/Endpoint.ts';
import { EndpointConfig } from '../kinds/EndpointConfig.ts';
import { Model } from '../kinds/Model.ts';
import { TrainingJob } from '../kinds/TrainingJob.ts';
import { Fault } from './fault.ts';
import { ANNOTATION, annotationsOf, finalizerOf } from './policy.ts';
import type { Resource } from './testing/aws.ts';
import { ARN, anObject } from './testing/builders.ts';
import { World } from './testing/world.ts';

const PAUSED = annotationsOf(Endpoint).paused;

const aJob = (name = 'a-uid-a', over: Partial<Resource> = {}): Resource => ({
  kind: TrainingJob,
  name,
  owner: 'uid-a',
  fields: { TrainingJobArn: ARN, TrainingJobStatus: 'InProgress' },
  tags: {},
  ...over,
});
const aService = () => new World({ kind: Endpoint, object: { spec: { endpointName: 'e', endpointConfigName: 'c-1' } } });

describe('a new object', () => {
  test('is claimed, made and told in one pass', async () => {
    const world = new World({ kind: TrainingJob });
    const outcome = await world.look();
    expect(world.aws.calls).toEqual(['create']);
    expect(world.cluster.writes).toEqual(['claim', 'writeStatus']);
    expect(world.object?.metadata.finalizers).toEqual([finalizerOf(TrainingJob)]);
    expect(world.aws.tracked).toContain('a');
    expect(outcome).toEqual({ after: 180_000 });
  });

  test('shows its ARN, its name, its status and its conditions in the first status ever written', async () => {
    const world = new World({ kind: TrainingJob });
    await world.look();
    expect(world.cluster.statuses[0]).toMatchObject({
      ackResourceMetadata: { region: 'eu-west-1', ownerAccountID: '111122223333', partition: 'aws' },
      trainingJobName: 'a-uid-a',
      trainingJobStatus: 'InProgress',
      observedGeneration: 1,
    });
    expect(world.conditions).toEqual(['ACK.ResourceSynced=False', 'Reconciling=True', 'Ready=False']);
  });

  test('gets no status before AWS has answered', async () => {
    const world = new World({ kind: TrainingJob });
    world.gate.dieAfter(2);
    await world.lookMortally();
    expect(world.aws.births).toHaveLength(1);
    expect(world.status).toBeUndefined();
  });

  test('of a kind that AWS makes at once is ready at once', async () => {
    const world = new World({ kind: Model, object: { spec: { modelName: 'm' } } });
    await world.look();
    expect(world.conditions).toEqual(['ACK.ResourceSynced=True', 'Ready=True']);
    expect(world.cluster.statuses).toHaveLength(1);
  });

  test('that AWS refuses is Terminal, has no ARN, and is tried again as soon as it is edited', async () => {
    const world = new World({ kind: TrainingJob, object: { spec: { roleARN: 'bad' } } });
    world.aws.fail('create', new Fault('invalid', 'ValidationException', 'spec.roleARN is no role'));
    expect(await world.look()).toEqual({ after: 600_000 });
    expect(world.conditions).toEqual(['ACK.Terminal=True', 'ACK.ResourceSynced=False', 'Stalled=True', 'Ready=False']);
    expect(world.ready).toMatchObject({ reason: 'InvalidSpec', message: 'spec.roleARN is no role' });
    expect(world.status).not.toHaveProperty('ackResourceMetadata');
    world.cluster.edit(world.key, { roleARN: 'good' });
    await world.look();
    expect(world.status?.['trainingJobStatus']).toBe('InProgress');
  });

  test('that names another object waits for it, and AWS is not asked for what cannot work', async () => {
    const world = new World({ kind: Endpoint, others: [EndpointConfig], object: { spec: { endpointConfigName: 'c-1' } } });
    world.cluster.apply({
      ...anObject(EndpointConfig, { spec: { endpointConfigName: 'c-1' } }),
      metadata: { ...anObject(EndpointConfig).metadata, name: 'c-1' },
    });
    await world.look();
    expect(world.aws.calls).toEqual([]);
    expect(world.object?.metadata.finalizers).toBeUndefined();
  });

  test('of a kind that is not served is forgotten', async () => {
    const world = new World({ kind: TrainingJob, engine: { kinds: new Map() } });
    expect(await world.look()).toBe('done');
    expect(world.aws.calls).toEqual([]);
  });
});

describe('a name that is taken', () => {
  const named = { trainingJobName: 'shared' };

  test('by ourselves, before the process died, is taken over', async () => {
    const world = new World({ kind: TrainingJob });
    world.gate.dieAfter(2);
    await world.lookMortally();
    await world.look();
    expect(world.aws.births).toHaveLength(1);
    expect(world.status?.['trainingJobStatus']).toBe('InProgress');
  });

  test('by ourselves, seen by nobody until Create says so, is taken over in the same pass', async () => {
    const world = new World({ kind: TrainingJob, object: { spec: named } });
    world.aws.put(aJob('shared'));
    await world.look();
    expect(world.aws.calls).toEqual(['create', 'describe']);
    expect(world.status?.ackResourceMetadata?.arn).toBe(ARN);
  });

  test('by a stranger is left alone, and none of its facts get into status', async () => {
    const world = new World({ kind: TrainingJob, object: { spec: named } });
    const theirs = aJob('shared', { owner: 'somebody else' });
    world.aws.put(theirs);
    for (let pass = 0; pass < 3; pass += 1) await world.look();
    expect(world.ready?.reason).toBe('NotOwned');
    expect(Object.keys(world.status ?? {}).sort()).toEqual(['conditions', 'observedGeneration']);
    world.cluster.delete(world.key);
    await world.look();
    expect(world.object).toBeUndefined();
    expect(world.aws.all).toEqual([theirs]);
  });

  test('by a stranger is taken over when the annotation says so', async () => {
    const world = new World({
      kind: TrainingJob,
      object: { spec: named, annotations: { [ANNOTATION.adoption]: 'adopt' } },
    });
    world.aws.put(aJob('shared', { owner: 'somebody else' }));
    await world.look();
    expect(world.status?.ackResourceMetadata?.arn).toBe(ARN);
    expect(world.object?.metadata.finalizers).toHaveLength(1);
    expect(world.object?.metadata.annotations).toMatchObject({ [ANNOTATION.adopted]: 'true' });
    expect(world.cluster.writes.filter((write) => write === 'claim' || write === 'annotate')).toEqual(['claim']);
  });

  test('and yet not shown is said to be so, and looked at again', async () => {
    const world = new World({ kind: TrainingJob });
    world.aws.fail('create', new Fault('taken', 'ResourceInUse', 'it exists'));
    expect(await world.look()).toBe('retry');
    expect(world.aws.calls).toEqual(['create', 'describe']);
    await world.look();
    expect(world.aws.births).toHaveLength(1);
  });
});

describe('an object that needs nothing', () => {
  test('a finished job costs neither a call nor a write', async () => {
    const world = new World({ kind: TrainingJob });
    await world.live(3);
    expect(world.conditions).toEqual(['ACK.ResourceSynced=True', 'Ready=True']);
    const [calls, writes] = [world.aws.calls.length, world.cluster.writes.length];
    world.restart();
    expect(await world.look()).toBe('done');
    expect(world.aws.calls).toHaveLength(calls);
    expect(world.cluster.writes).toHaveLength(writes);
    expect(world.aws.tracked).not.toContain('a');
  });

  test('a settled service is not looked at before that is due', async () => {
    const world = aService();
    await world.live(1);
    const due = await world.look();
    const calls = world.aws.calls.length;
    world.clock.pass(100_000);
    expect(await world.look()).toEqual({ after: 500_000 });
    expect(due).toEqual({ after: 600_000 });
    expect(world.aws.calls).toHaveLength(calls);
    world.clock.pass(500_000);
    await world.look();
    expect(world.aws.calls).toHaveLength(calls + 1);
  });

  test('settled services are looked at spread over an interval after a restart', async () => {
    const world = aService();
    await world.live(2);
    world.restart();
    expect(await world.look()).toEqual({ after: 300_000 });
  });
});

describe('what the user forbids', () => {
  const annotated = (annotations: Record<string, string>) => new World({ kind: TrainingJob, object: { annotations } });

  test('a paused object is left alone until it is not', async () => {
    const world = annotated({ [PAUSED]: 'true' });
    expect(await world.look()).toBe('done');
    expect(world.ready?.reason).toBe('Paused');
    expect(world.aws.calls).toEqual([]);
    world.cluster.mark(world.key, {});
    await world.look();
    expect(world.aws.births).toHaveLength(1);
  });

  test('a read-only object shows what is there, without a finalizer, and touches nothing', async () => {
    const world = new World({
      kind: TrainingJob,
      object: { spec: { trainingJobName: 'theirs' }, annotations: { [ANNOTATION.readOnly]: 'true' } },
    });
    const theirs = aJob('theirs', { owner: 'somebody else' });
    world.aws.put(theirs);
    await world.look();
    expect(world.status?.['trainingJobStatus']).toBe('InProgress');
    expect(world.object?.metadata.finalizers).toBeUndefined();
    world.cluster.delete(world.key);
    await world.look();
    expect(world.aws.all).toEqual([theirs]);
    expect(world.aws.calls).toEqual(['describe']);
  });

  test('a retained resource stays when its object goes', async () => {
    const world = annotated({ [ANNOTATION.deletionPolicy]: 'retain' });
    await world.look();
    world.cluster.delete(world.key);
    expect(await world.look()).toBe('done');
    expect(world.object).toBeUndefined();
    expect(world.aws.all[0]?.fields['TrainingJobStatus']).toBe('InProgress');
  });

  test('an unknown word is refused before anything is done', async () => {
    const world = annotated({ [ANNOTATION.deletionPolicy]: 'keep' });
    await world.look();
    expect(world.ready).toMatchObject({ reason: 'InvalidSpec', message: expect.stringContaining('keep') });
    expect(world.aws.calls).toEqual([]);
  });
});

test('a job that vanished from AWS is not run again', async () => {
  const world = new World({ kind: TrainingJob });
  await world.look();
  world.aws.remove('a-uid-a');
  await world.look();
  expect(world.ready?.reason).toBe('Vanished');
  expect(world.aws.births).toHaveLength(1);
});

test('a warm pool keeps a finished job under watch, at the pace of drift', async () => {
  const world = new World({ kind: TrainingJob });
  await world.look();
  world.aws.patch('a-uid-a', { TrainingJobStatus: 'Completed', WarmPoolStatus: { Status: 'Available' } });
  expect(await world.look()).toEqual({ after: 600_000 });
  expect(world.conditions).toEqual(['ACK.ResourceSynced=True', 'Ready=True']);
});
