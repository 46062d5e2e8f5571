import { describe, expect, test } from 'vitest';
import { Endpoint } from '../kinds/Endpoint.ts';
import { PipelineExecution } from '../kinds/PipelineExecution.ts';
import { TrainingJob } from '../kinds/TrainingJob.ts';
import type { Fields, KindDescriptor } from '../kinds/types.ts';
import { identityOf, requireIdentity, requireSpec } from './adoption.ts';
import { Fault } from './fault.ts';
import { ANNOTATION } from './policy.ts';
import type { Target } from './ports.ts';
import { anObject, aPolicy, ARN } from './testing/builders.ts';
import { World } from './testing/world.ts';

/** Made-up kinds: AWS gives an id to the one, and two names address the other. */
const House = {
  ...Endpoint,
  name: { member: 'HouseName', maxLength: 63 },
  id: { member: 'DomainId', from: 'arnTail' },
} as const satisfies KindDescriptor;
const Room = { ...Endpoint, name: { member: 'RoomName', maxLength: 63 }, beside: ['DomainId'] } as const satisfies KindDescriptor;

const adopting = aPolicy({ adopt: 'adopt' });
const told = (fields: unknown) => ({
  annotations: { [ANNOTATION.adoptionFields]: typeof fields === 'string' ? fields : JSON.stringify(fields) },
});
const faultOf = (act: () => unknown): Partial<Fault> => {
  try {
    act();
  } catch (error) {
    if (error instanceof Fault) return { kind: error.kind, message: error.message };
  }
  throw new Error('no Fault was thrown');
};

describe('the annotation adoption-fields', () => {
  const identity = (kind: KindDescriptor, fields: unknown, spec: Fields = {}, policy = adopting) =>
    identityOf(kind, anObject(kind, { ...told(fields), spec }), policy);

  test('tells the name where the spec does not', () => {
    expect(identity(Endpoint, { endpointName: 'churn' })).toEqual({ spec: { endpointName: 'churn' } });
  });
  test('tells what addresses a resource together with its name', () => {
    expect(identity(Room, { roomName: 'hall', domainID: 'h-1' })).toEqual({ spec: { roomName: 'hall', domainID: 'h-1' } });
  });
  test('tells the id that AWS gave, by itself or within the ARN', () => {
    expect(identity(House, { domainID: 'h-1' })).toEqual({ spec: {}, id: 'h-1' });
    expect(identity(House, { arn: 'arn:aws:sagemaker:eu-west-1:111122223333:house/h-1' }).id).toBe('h-1');
    const arn = 'arn:aws:sagemaker:eu-west-1:111122223333:pipeline/p/execution/x';
    expect(identity(PipelineExecution, { arn }).id).toBe(arn);
  });
  test('is heard for what is only looked at, and not for what is to be made', () => {
    expect(identity(Endpoint, { endpointName: 'churn' }, {}, aPolicy({ readOnly: true })).spec).not.toEqual({});
    expect(identity(Endpoint, { endpointName: 'churn' }, {}, aPolicy())).toEqual({ spec: {} });
  });
  test.each(['{endpointName: churn}', '["churn"]', '"churn"', 'null', '{"endpointName": 7}'])(
    'that reads %s is refused, and says how it should read',
    (text) => {
      const fault = faultOf(() => identity(Endpoint, text));
      expect(fault.kind).toBe('invalid');
      expect(fault.message).toContain('adoption-fields must be a JSON object of texts');
    },
  );
  test('that contradicts the spec is refused with both values', () => {
    const fault = faultOf(() => identity(Endpoint, { endpointName: 'a' }, { endpointName: 'b' }));
    expect(fault.message).toContain('says endpointName a, and spec.endpointName says "b"');
  });
  test('that holds no ARN where one belongs is refused', () => {
    expect(faultOf(() => identity(PipelineExecution, { arn: 'pipeline-1' })).message).toContain('which is no ARN');
  });
});

describe('what is to be adopted', () => {
  const target = (kind: KindDescriptor, id?: string, spec: Fields = {}): Target => ({
    kind,
    object: anObject(kind, { claimed: false, spec }),
    scope: { region: 'eu-west-1' },
    name: 'derived',
    id,
    desired: {},
    tags: {},
  });
  test.each([
    ['without a name', Endpoint, 'endpointName'],
    ['without the id that AWS gave', House, 'domainID'],
    ['without the ARN that is its only address', PipelineExecution, 'arn'],
  ] as const)('%s is not looked for, and the missing field is told in the incumbent’s words', (_, kind, field) => {
    const fault = faultOf(() => requireIdentity(target(kind), adopting, []));
    expect(fault.kind).toBe('invalid');
    expect(fault.message).toMatch(new RegExp(`^required field missing: ${field}\\b`));
  });
  test('without what goes with its name is not looked for', () => {
    const fault = faultOf(() => requireIdentity(target(Room, 'hall', { roomName: 'hall' }), adopting, ['domainID']));
    expect(fault.message).toMatch(/^required field missing: domainID\b/);
  });
  test('is looked for once all of it is told, and what may also be made needs nothing', () => {
    expect(() => requireIdentity(target(House, 'h-1'), adopting, [])).not.toThrow();
    expect(() => requireIdentity(target(Endpoint), aPolicy({ adopt: 'adopt-or-create' }), [])).not.toThrow();
  });
});

test('a spec that is too poor to make anything of is refused with all that is missing', () => {
  const fault = faultOf(() => requireSpec({ kind: Endpoint }, ['endpointConfigName', 'tags']));
  expect(fault.kind).toBe('invalid');
  expect(fault.message).toMatch(/^spec\.endpointConfigName, spec\.tags must be set to make the Endpoint\./);
});

describe('an adopted service', () => {
  const world = () =>
    new World({
      kind: Endpoint,
      object: {
        annotations: {
          [ANNOTATION.adoption]: 'adopt-or-create',
          [ANNOTATION.adoptionFields]: '{"endpointName": "theirs"}',
        },
      },
    });
  const theirs = {
    kind: Endpoint,
    name: 'theirs',
    owner: 'somebody else',
    fields: { EndpointArn: ARN, EndpointStatus: 'InService', EndpointConfigName: 'v1' },
    tags: {},
  };

  test('is known by its annotation, its spec stays empty, and status tells the rest', async () => {
    const at = world();
    at.aws.put(theirs);
    await at.look();
    expect(at.object?.spec).toEqual({});
    expect(at.object?.metadata.annotations?.[ANNOTATION.adopted]).toBe('true');
    expect(at.status).toMatchObject({ ackResourceMetadata: { arn: ARN }, endpointName: 'theirs', endpointStatus: 'InService' });
    expect(at.aws.calls).toEqual(['describe']);
  });

  test('that vanishes is not made again, until the user takes the mark away', async () => {
    const at = world();
    at.aws.put(theirs);
    await at.look();
    at.aws.remove('theirs');
    at.clock.pass(3_600_000);
    await at.look();
    expect(at.ready?.reason).toBe('Vanished');
    expect(at.aws.calls).not.toContain('create');
    at.cluster.mark(at.key, {});
    await at.look();
    expect(at.aws.calls).toContain('create');
  });
});

test('an object that only looked is claimed as soon as it may act, though it was settled', async () => {
  const world = new World({
    kind: Endpoint,
    object: { spec: { endpointName: 'ours' }, annotations: { [ANNOTATION.readOnly]: 'true' } },
  });
  world.aws.put({
    kind: Endpoint,
    name: 'ours',
    owner: world.object?.metadata.uid ?? '',
    fields: { EndpointArn: ARN, EndpointStatus: 'InService' },
    tags: {},
  });
  await world.look();
  expect(world.conditions).toContain('Ready=True');
  expect(world.object?.metadata.finalizers).toBeUndefined();
  world.cluster.mark(world.key, {});
  await world.look();
  expect(world.object?.metadata.finalizers).toHaveLength(1);
});

test('a stranger’s resource that was only looked at does not become ours when read-only is taken away', async () => {
  const world = new World({
    kind: TrainingJob,
    object: { spec: { trainingJobName: 'theirs' }, annotations: { [ANNOTATION.readOnly]: 'true' } },
  });
  world.aws.put({
    kind: TrainingJob,
    name: 'theirs',
    owner: 'somebody else',
    fields: { TrainingJobArn: ARN, TrainingJobStatus: 'InProgress' },
    tags: {},
  });
  await world.look();
  world.cluster.mark(world.key, {});
  await world.look();
  world.clock.pass(3_600_000);
  await world.look();
  expect(world.ready?.reason).toBe('NotOwned');
  world.cluster.delete(world.key);
  await world.look();
  expect(world.aws.all.map(({ fields }) => fields['TrainingJobStatus'])).toEqual(['InProgress']);
});
