/** A whole stack in one apply, and in one delete: in whatever order its objects are seen, nobody sees an error and AWS refuses nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { kinds } from '../../src/kinds/index.ts';
import type { Fields, KubeObject } from '../../src/kinds/types.ts';
import { chance } from '../../src/simulator/chance.ts';
import type { LedgerEntry } from '../../src/simulator/ledger.ts';
import { History } from '../support/history.ts';
import { endpointConfigSpec, modelSpec, ROLE } from '../support/specs.ts';
import { isReady, isTerminal, Stage } from '../support/stage.ts';

interface Part {
  readonly kind: string;
  readonly spec: Fields;
}
/** Each part after those that it needs. */
type Stack = (name: string) => readonly Part[];

/** What scales, and by what address. */
function scaling(name: string, resourceID: string, scalableDimension: string): readonly Part[] {
  const address = { serviceNamespace: 'sagemaker', resourceID, scalableDimension };
  const tracking = {
    targetValue: 70,
    predefinedMetricSpecification: { predefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
  };
  return [
    { kind: 'ScalableTarget', spec: { ...address, minCapacity: 1, maxCapacity: 4 } },
    {
      kind: 'ScalingPolicy',
      spec: {
        ...address,
        policyName: name,
        policyType: 'TargetTrackingScaling',
        targetTrackingScalingPolicyConfiguration: tracking,
      },
    },
    {
      kind: 'ScheduledAction',
      spec: {
        ...address,
        scheduledActionName: name,
        schedule: 'cron(0 22 * * ? *)',
        scalableTargetAction: { minCapacity: 1, maxCapacity: 1 },
      },
    },
  ];
}

const hosted: Stack = (name) => [
  { kind: 'Model', spec: modelSpec({ modelName: name }) },
  { kind: 'EndpointConfig', spec: endpointConfigSpec(name, { endpointConfigName: name }) },
  { kind: 'Endpoint', spec: { endpointName: name, endpointConfigName: name } },
  ...scaling(name, `endpoint/${name}/variant/main`, 'sagemaker:variant:DesiredInstanceCount'),
];

/** The endpoint holds no model: a component puts it there, and it is the component that scales. */
const shared: Stack = (name) => [
  { kind: 'Model', spec: modelSpec({ modelName: name }) },
  {
    kind: 'EndpointConfig',
    spec: {
      endpointConfigName: name,
      executionRoleARN: ROLE,
      productionVariants: [{ variantName: 'main', instanceType: 'ml.m5.large', initialInstanceCount: 1 }],
    },
  },
  { kind: 'Endpoint', spec: { endpointName: name, endpointConfigRef: { from: { name } } } },
  {
    kind: 'InferenceComponent',
    spec: {
      inferenceComponentName: name,
      endpointRef: { from: { name } },
      variantName: 'main',
      specification: {
        modelName: name,
        computeResourceRequirements: { numberOfCPUCoresRequired: 1, minMemoryRequiredInMb: 1024 },
      },
      runtimeConfig: { copyCount: 1 },
    },
  },
  ...scaling(name, `inference-component/${name}`, 'sagemaker:inference-component:DesiredCopyCount'),
];

const STACKS = { hosted, shared } as const;
type StackName = keyof typeof STACKS;
const SEEDS = [1, 2, 3, 4];
const orders = (Object.keys(STACKS) as StackName[]).flatMap((stack) =>
  SEEDS.map((seed) => ({ stack, seed, name: `${stack}-${seed}` })),
);

let stage: Stage;
const histories: History[] = [];
beforeAll(async () => {
  // An endpoint takes some seconds to come up: so long that those who wait for it say so.
  stage = await Stage.set({ simulator: { speed: 50 } });
  const served = new Set(Object.values(STACKS).flatMap((stack) => stack('any').map(({ kind }) => kind)));
  for (const { kind, plural, service } of kinds)
    if (served.has(kind)) histories.push(await History.of(stage.client(plural, service.group), stage.namespace));
});
afterAll(async () => {
  await Promise.all(histories.map((history) => history[Symbol.asyncDispose]()));
  await stage[Symbol.asyncDispose]();
});

function shuffled<T>(items: readonly T[], seed: string): readonly T[] {
  const draw = chance(seed);
  return items
    .map((item) => ({ item, at: draw() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

const service = (kind: string) => kinds.find((each) => each.kind === kind)?.service;
const manifest = (name: string, { kind, spec }: Part) =>
  stringify({ apiVersion: `${service(kind)?.group}/${service(kind)?.version}`, kind, metadata: { name }, spec });

const seen = (name: string): ReadonlySet<string> =>
  new Set(histories.flatMap((history) => history.versions(name).map(({ kind }) => kind)));
/** Every version of the stack's objects that anyone could see and that shows a trouble. */
const troubles = (name: string): readonly string[] => histories.flatMap((history) => history.versions(name).flatMap(troubleOf));
function troubleOf({ kind, status }: KubeObject): readonly string[] {
  const bad = (status?.conditions ?? []).filter(
    ({ type, status: is }) => is === 'True' && ['ACK.Terminal', 'ACK.Recoverable', 'Stalled'].includes(type),
  );
  return bad.map(({ type, reason, message }) => `${kind} ${type} ${reason}: ${message}`);
}

/** How autoscaling calls what scales. */
const addresses = (name: string): ReadonlySet<string> =>
  new Set([`endpoint/${name}/variant/main`, `inference-component/${name}`]);
const about = (name: string): readonly LedgerEntry[] =>
  stage.simulator.ledger.entries().filter(({ requestName = '' }) => requestName === name || addresses(name).has(requestName));
const changes = (name: string): readonly string[] =>
  about(name)
    .filter(({ operation }) => !/^(Describe|List)/.test(operation))
    .map(({ operation, errorCode }) => `${operation}${errorCode === undefined ? '' : ` ${errorCode}`}`);
const operations = (parts: readonly Part[], which: 'create' | 'delete'): readonly string[] =>
  parts.map(({ kind }) => kinds.find((each) => each.kind === kind)?.operations[which] ?? '');
const left = (name: string): readonly string[] =>
  stage.simulator.control
    .resources()
    .filter(({ name: there, document }) => there === name || addresses(name).has(document['ResourceId'] as string))
    .map(({ type, status }) => `${type} ${status}`);

async function comesUp(name: string, parts: readonly Part[]): Promise<void> {
  for (const { kind } of parts) await stage.until(kind, name, isReady);
  expect(seen(name)).toEqual(new Set(parts.map(({ kind }) => kind)));
  expect(troubles(name)).toEqual([]);
  expect((await stage.events(name)).filter(({ type }) => type === 'Warning')).toEqual([]);
  expect(about(name).filter(({ ok }) => !ok)).toEqual([]);
  expect([...changes(name)].sort()).toEqual([...operations(parts, 'create')].sort());
}

async function goes(name: string, parts: readonly Part[]): Promise<void> {
  for (const { kind } of parts) await stage.untilGone(kind, name);
  expect(left(name)).toEqual([]);
  expect(troubles(name)).toEqual([]);
  expect(changes(name).slice(parts.length).sort()).toEqual([...operations(parts, 'delete')].sort());
  // To look and find nothing is how the operator knows that something has gone.
  expect(about(name).filter(({ ok, operation }) => !ok && !operation.startsWith('Describe'))).toEqual([]);
}

describe('in any order', () => {
  beforeAll(async () => {
    for (const { stack, seed, name } of orders)
      for (const { kind, spec } of shuffled(STACKS[stack](name), `apply ${seed}`)) await stage.create(kind, name, spec);
  });

  test.each(orders)('$name comes up with one call for each of its objects', async ({ stack, name }) => {
    await comesUp(name, STACKS[stack](name));
  });

  describe('and out of any', () => {
    beforeAll(async () => {
      for (const { stack, seed, name } of orders)
        await Promise.all(shuffled(STACKS[stack](name), `delete ${seed}`).map(({ kind }) => stage.delete(kind, name)));
    });

    test.each(orders)('$name goes with one call for each of its objects, and leaves nothing', async ({ stack, name }) => {
      await goes(name, STACKS[stack](name));
    });
  });
});

describe.each(Object.keys(STACKS) as StackName[])('a %s stack in one file', (stack) => {
  const name = `${stack}-file`;
  const parts = STACKS[stack](name);
  const file = shuffled(parts, 'file')
    .map((part) => manifest(name, part))
    .join('---\n');

  test('is applied and deleted by kubectl', async () => {
    const applied = await stage.kubectl(['apply', '-f', '-'], file);
    expect(applied).toMatchObject({ code: 0 });
    await comesUp(name, parts);
    const deleted = await stage.kubectl(['delete', '--timeout=80s', '-f', '-'], file);
    expect(deleted).toMatchObject({ code: 0 });
    expect(left(name)).toEqual([]);
    expect(troubles(name)).toEqual([]);
  });

  test('that is deleted before it has come up leaves nothing either', async () => {
    const early = `${stack}-early`;
    const made = STACKS[stack](early);
    for (const { kind, spec } of shuffled(made, 'early')) await stage.create(kind, early, spec);
    await stage.until('Endpoint', early, ({ status }) => status?.['endpointStatus'] === 'Creating');
    await Promise.all(shuffled(made, 'gone').map(({ kind }) => stage.delete(kind, early)));
    for (const { kind } of made) await stage.untilGone(kind, early);
    expect(left(early)).toEqual([]);
    expect(troubles(early)).toEqual([]);
    expect(about(early).filter(({ ok, operation }) => !ok && !operation.startsWith('Describe'))).toEqual([]);
  });
});

describe('a stack that comes in pieces', () => {
  test('says what is missing, and heals by itself when that comes', async () => {
    const parts = hosted('late');
    const create = async (...wanted: readonly string[]): Promise<void> => {
      for (const { kind, spec } of parts) if (wanted.includes(kind)) await stage.create(kind, 'late', spec);
    };
    const isTold = (object: KubeObject): boolean => troubleOf(object).length > 0;
    await create('Endpoint', 'ScalableTarget', 'ScalingPolicy', 'ScheduledAction');
    await stage.until('Endpoint', 'late', isTold);
    await create('EndpointConfig', 'Model');
    for (const { kind } of parts) await stage.until(kind, 'late', isReady);
  });

  test('heals also where AWS refused for good what came first', async () => {
    const parts = hosted('alone');
    const [target] = parts.filter(({ kind }) => kind === 'ScalableTarget');
    await stage.create('ScalableTarget', 'alone', target?.spec ?? {});
    await stage.until('ScalableTarget', 'alone', isTerminal);
    for (const { kind, spec } of parts) if (kind !== 'ScalableTarget') await stage.create(kind, 'alone', spec);
    for (const { kind } of parts) await stage.until(kind, 'alone', isReady);
  });
});
