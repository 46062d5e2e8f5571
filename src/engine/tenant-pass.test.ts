import { describe, expect, test } from 'vitest';
import { Endpoint } from '../kinds/Endpoint.ts';
import { TrainingJob } from '../kinds/TrainingJob.ts';
import { conditionOf } from './conditions.ts';
import type { RoleSelector } from './selector.ts';
import { ANNOTATION } from './policy.ts';
import { World } from './testing/world.ts';

const selector = (name: string, account: string): RoleSelector => ({
  name,
  resourceVersion: '41',
  arn: `arn:aws:iam::${account}:role/${name}`,
  namespaces: { names: [], labels: {} },
  types: [],
  labels: {},
});
const MINE = selector('mine', '111122223333');
const THEIRS = selector('theirs', '999900001111');
const tellingOf = (world: World) => conditionOf(world.status?.conditions, 'ACK.IAMRoleSelected');

describe('an object whose role a selector gives', () => {
  test('says so after all other conditions, in the incumbent’s words', async () => {
    const world = new World({ kind: TrainingJob });
    world.cluster.roles = { selectors: [MINE] };
    await world.live(3);
    expect(world.conditions.at(-1)).toBe('ACK.IAMRoleSelected=True');
    expect(tellingOf(world)).toMatchObject({
      reason: 'Selected',
      message: 'roleARN: arn:aws:iam::111122223333:role/mine, selectorName: mine, selectorResourceVersion: 41',
    });
  });

  test('no longer says so when the operator’s own identity serves it', async () => {
    const world = new World({ kind: TrainingJob });
    world.cluster.roles = { selectors: [MINE] };
    await world.lookAndWait();
    world.cluster.roles = {};
    await world.live(3);
    expect(tellingOf(world)).toBeUndefined();
    expect(world.conditions.at(-1)).toBe('Ready=True');
  });
});

describe('an object that nobody gives a role', () => {
  test('is told at once, and neither claimed nor made', async () => {
    const world = new World({ kind: TrainingJob });
    world.cluster.roles = { selectors: [MINE, THEIRS] };
    await world.look();
    expect(world.conditions).toContain('ACK.Recoverable=True');
    expect(world.ready?.message).toContain('mine, theirs');
    expect(world.aws.calls).toEqual([]);
    expect(world.object?.metadata.finalizers ?? []).toEqual([]);
  });

  test('is made as soon as somebody does', async () => {
    const world = new World({ kind: TrainingJob });
    world.cluster.roles = { selectors: 'unreadable' };
    await world.look();
    world.cluster.roles = { selectors: [MINE] };
    await world.live(3);
    expect(world.aws.births).toHaveLength(1);
    expect(world.conditions).toContain('Ready=True');
  });

  test('is told so also while it is settled', async () => {
    const world = new World({ kind: Endpoint });
    await world.live(4);
    expect(world.conditions).toContain('Ready=True');
    world.cluster.roles = { selectors: 'unreadable' };
    await world.look();
    expect(world.conditions).toContain('ACK.Recoverable=True');
    world.cluster.roles = {};
    await world.look();
    expect(world.conditions).toContain('Ready=True');
  });

  test('and that is to be retained is let go without a call', async () => {
    const world = new World({ kind: Endpoint, object: { annotations: { [ANNOTATION.deletionPolicy]: 'retain' } } });
    await world.live(4);
    world.cluster.roles = { selectors: 'unreadable' };
    world.cluster.delete(world.key);
    const before = world.aws.calls.length;
    await world.look();
    expect(world.object).toBeUndefined();
    expect(world.aws.calls).toHaveLength(before);
    expect(world.aws.all).toHaveLength(1);
  });

  test('and that is to be deleted stays until its role is back', async () => {
    const world = new World({ kind: Endpoint });
    await world.live(4);
    world.cluster.roles = { selectors: 'unreadable' };
    world.cluster.delete(world.key);
    await world.live(2);
    expect(world.object).toBeDefined();
    world.cluster.roles = {};
    await world.live(6);
    expect(world.object).toBeUndefined();
    expect(world.aws.all).toEqual([]);
  });
});

describe('a resource in one account', () => {
  test.each([
    ['by a selector', (world: World) => void (world.cluster.roles = { selectors: [THEIRS] })],
    ['by the loss of its role', (world: World) => void (world.aws.identity = '999900001111')],
  ])('is not made a second time in another, where its object is led %s', async (_how, lead) => {
    const world = new World({ kind: Endpoint });
    world.cluster.roles = { selectors: [MINE] };
    await world.live(4);
    world.cluster.roles = {};
    lead(world);
    // As it looks from the other account.
    for (const { name } of world.aws.all) world.aws.remove(name);
    world.clock.pass(1_200_000);
    await world.live(3);
    expect(world.aws.births).toHaveLength(1);
    expect(world.conditions).toContain('ACK.Terminal=True');
    expect(world.ready?.message).toContain('999900001111');
  });

  test('and whose object goes is not forgotten there because another account does not know it', async () => {
    const world = new World({ kind: Endpoint });
    await world.live(4);
    world.aws.identity = '999900001111';
    for (const { name } of world.aws.all) world.aws.remove(name);
    world.cluster.delete(world.key);
    await world.live(2);
    expect(world.object).toBeDefined();
    expect(world.ready?.message).toContain('111122223333');
  });
});
