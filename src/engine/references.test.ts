import { describe, expect, test } from 'vitest';
import { EndpointConfig } from '../kinds/EndpointConfig.ts';
import { Endpoint } from '../kinds/Endpoint.ts';
import { Model } from '../kinds/Model.ts';
import { TrainingJob } from '../kinds/TrainingJob.ts';
import type { Fields, KindDescriptor, KindStatus, KubeObject } from '../kinds/types.ts';
import { handlesOf, nameIn, referencesOf } from './handles.ts';
import { letGo, requireReferences, resolve, usersOf } from './references.ts';
import type { Target } from './ports.ts';
import { anObject, ARN } from './testing/builders.ts';
import { MemoryCluster } from './testing/cluster.ts';

/** A model whose data may come from a training job or, by the same field, from another model. */
const Fed: KindDescriptor = {
  ...Model,
  kind: 'Fed',
  references: [
    { path: 'PrimaryContainer.ModelDataUrl', to: 'TrainingJob', take: { status: 'ModelArtifacts.S3ModelArtifacts' } },
    { path: 'PrimaryContainer.ModelDataUrl', to: 'Model', take: 'arn' },
    { path: 'Containers[].ModelPackageName', to: 'Model' },
  ],
};
const kinds = new Map<string, KindDescriptor>(
  [Endpoint, EndpointConfig, Model, TrainingJob, Fed].map((kind) => [kind.kind, kind]),
);
const ready: KindStatus = { conditions: [{ type: 'Ready', status: 'True' }] as unknown as NonNullable<KindStatus['conditions']> };

const conditions = (...those: readonly (readonly [string, string, string?, string?])[]) =>
  those.map(([type, status, reason, message]) => ({ type, status, reason, message })) as unknown as NonNullable<
    KindStatus['conditions']
  >;
const ended = conditions(['ACK.Terminal', 'True'], ['ACK.ResourceSynced', 'True'], ['Ready', 'False', 'Failed', 'out of memory']);
const refused = conditions(['ACK.Terminal', 'True'], ['Ready', 'False', 'InvalidSpec', 'no such role']);

function surroundings(...objects: readonly KubeObject[]) {
  const cluster = new MemoryCluster();
  for (const [name, kind] of kinds) cluster.kinds.set(name, kind);
  for (const object of objects) cluster.apply(object);
  return { cluster, kinds };
}
const named = (kind: KindDescriptor, name: string, over: Parameters<typeof anObject>[1] = {}): KubeObject => {
  const object = anObject(kind, over);
  return { ...object, metadata: { ...object.metadata, name, uid: name } };
};
const from = (ref: Fields): Fields => ({ primaryContainer: { image: 'i', modelDataURLRef: { from: ref } } });
const artifacts = { ...ready, modelArtifacts: { s3ModelArtifacts: 's3://bucket/model.tar.gz' } };
const trained = named(TrainingJob, 'trained', { arn: ARN, status: artifacts });

describe('a map whose entries name others', () => {
  const Part: KindDescriptor = {
    ...Model,
    kind: 'Part',
    id: { member: 'ModelArn', from: 'arn', alias: '{ModelName}={ModelArn}' },
  };
  const part = named(Part, 'wheel', { status: { modelName: 'wheel', modelARN: '2' } });
  const rule = { path: 'Parts', to: 'Part', each: '{key}={ModelArn}', within: '^(?!aws)(.+)$' };
  const Whole: KindDescriptor = { ...Model, kind: 'Whole', references: [rule] };
  const parts = { wheel: { modelARN: '2' }, 'aws.bolt': { modelARN: '1' }, loose: {} };

  test('names each by its key and its members, as the named one is known', () => {
    expect(handlesOf(Part, part)).toContain('value wheel=2');
    expect(referencesOf(Whole, anObject(Whole, { spec: { parts } }))).toEqual([{ kind: 'Part', handle: 'value wheel=2' }]);
  });

  test('names them also by the words of AWS, in which they are asked for', () => {
    expect(nameIn(rule, { wheel: { ModelArn: '2' }, rim: null })).toEqual(['wheel=2']);
  });

  test('is of no use before all is known by which the other one is named', () => {
    expect(handlesOf(Part, named(Part, 'wheel', { status: { modelName: 'wheel' } }))).not.toContain('value wheel=2');
  });
});

describe('a Ref', () => {
  test.each<[string, Fields, Fields]>([
    ['takes a fact of status', from({ name: 'trained' }), { image: 'i', modelDataURL: 's3://bucket/model.tar.gz' }],
    ['takes the ARN of the kind that it names', from({ kind: 'Model', name: 'other' }), { image: 'i', modelDataURL: ARN }],
  ])('%s', (_law, spec, container) => {
    const around = surroundings(trained, named(Model, 'other', { arn: ARN, status: ready }));
    const resolved = resolve(Fed, anObject(Fed, { spec }), around);
    expect(resolved.object.spec['primaryContainer']).toEqual(container);
    expect(resolved.awaited).toBeUndefined();
  });

  test('takes the name in AWS, within each element of a list', () => {
    const containers = [{ modelPackageRef: { from: { name: 'other' } } }, { modelPackageName: 'given' }];
    const around = surroundings(named(Model, 'other', { arn: ARN, status: { ...ready, modelName: 'in-aws' } }));
    const { object } = resolve(Fed, anObject(Fed, { spec: { containers } }), around);
    expect(object.spec['containers']).toEqual([{ modelPackageName: 'in-aws' }, { modelPackageName: 'given' }]);
  });

  test.each<[string, KubeObject[], string, string]>([
    ['is not there', [], 'missing', 'no such object is in this namespace; create it, or refer to another'],
    ['is under way', [named(TrainingJob, 'trained')], 'pending', 'waiting for TrainingJob trained to be ready'],
    ['leaves', [named(TrainingJob, 'trained', { leaving: true, status: artifacts })], 'missing', 'create it anew, or refer to'],
    [
      'has ended badly',
      [named(TrainingJob, 'trained', { status: { conditions: ended } })],
      'missing',
      'TrainingJob trained ended as Failed; create it anew, or refer to another: out of memory',
    ],
    [
      'was refused',
      [named(TrainingJob, 'trained', { status: { conditions: refused } })],
      'missing',
      'TrainingJob trained cannot be had as it is; mend it, or refer to another: no such role',
    ],
    [
      'has no such fact',
      [named(TrainingJob, 'trained', { status: ready })],
      'missing',
      'it does not tell status.modelArtifacts.s3ModelArtifacts; give the value itself, or refer to another',
    ],
    [
      'is there as another kind only',
      [named(Model, 'trained', { arn: ARN, status: ready })],
      'missing',
      'set kind to refer to the Model of that name',
    ],
  ])('to an object that %s is waited for, and the field is left out', (_case, objects, kind, message) => {
    const { object, awaited } = resolve(Fed, anObject(Fed, { spec: from({ name: 'trained' }) }), surroundings(...objects));
    expect(object.spec['primaryContainer']).toEqual({ image: 'i' });
    expect(awaited).toMatchObject({ kind, message: expect.stringContaining(message) });
  });

  test('of what exists goes on standing for its value, however the other is by now', () => {
    const leaving = named(TrainingJob, 'trained', { leaving: true, status: artifacts });
    const { object, awaited } = resolve(Fed, anObject(Fed, { arn: ARN, spec: from({ name: 'trained' }) }), surroundings(leaving));
    expect(object.spec['primaryContainer']).toMatchObject({ modelDataURL: 's3://bucket/model.tar.gz' });
    expect(awaited).toBeUndefined();
  });

  test.each<[string, Fields, string]>([
    ['into another namespace', { name: 'trained', namespace: 'elsewhere' }, 'elsewhere/trained is referred to'],
    ['to a kind that the field does not take', { name: 'a', kind: 'Endpoint' }, 'this field takes a TrainingJob or Model'],
  ])('%s is refused', (_case, ref, message) => {
    const { awaited } = resolve(Fed, anObject(Fed, { spec: from(ref) }), surroundings(trained));
    expect(awaited).toMatchObject({ kind: 'invalid', message: expect.stringContaining(message) });
  });

  test('that is empty counts as none, and a spec without one stays as it is', () => {
    const spec = { primaryContainer: { modelDataURL: 's3://given' } };
    expect(resolve(Fed, anObject(Fed, { spec }), surroundings()).object.spec).toEqual(spec);
    expect(resolve(Fed, anObject(Fed, { spec: from({ name: '' }) }), surroundings()).awaited).toBeUndefined();
  });
});

describe('a name', () => {
  const Either: KindDescriptor = {
    ...Model,
    references: [
      { path: 'ModelName', to: 'Endpoint' },
      { path: 'ModelName', to: 'TrainingJob', accepts: ['stopped'] },
    ],
  };
  const asks = (knownMs: number, ...objects: readonly KubeObject[]) => {
    const object = anObject(Either, {});
    const target = { kind: Either, object, desired: { ModelName: 'x' } } as unknown as Target;
    try {
      requireReferences(target, surroundings(...objects), () => knownMs);
      return undefined;
    } catch (error) {
      return error;
    }
  };
  const job = (status: KindStatus) => named(TrainingJob, 'x', { arn: ARN, status: { trainingJobName: 'x', ...status } });

  test('that no object has yet is waited for, for two seconds from when the spec was first seen', () => {
    expect(asks(500)).toMatchObject({ kind: 'pending', message: 'waiting for Endpoint or TrainingJob x', retryAfterMs: 1_500 });
    expect(asks(2_000)).toBeUndefined();
  });

  test('that AWS gives is waited for longer while an object is not made yet that may come to have it', () => {
    const Given: KindDescriptor = { ...Model, references: [{ path: 'ModelName', to: 'Endpoint', take: 'arn' }] };
    const after = (knownMs: number, endpoint: KubeObject) => {
      const target = { kind: Given, object: anObject(Given, {}), desired: { ModelName: 'arn:x' } } as unknown as Target;
      return () => requireReferences(target, surroundings(endpoint), () => knownMs);
    };
    expect(after(5_000, named(Endpoint, 'unmade'))).toThrow('waiting for Endpoint arn:x');
    expect(after(5_000, named(Endpoint, 'made', { arn: ARN }))).not.toThrow();
    expect(after(60_000, named(Endpoint, 'unmade'))).not.toThrow();
  });

  test('that no object has yet is waited for longer while others of its kind are being made: the apply is a large one', () => {
    const [made, unmade] = [named(Endpoint, 'other', { arn: ARN }), named(Endpoint, 'other')];
    expect(asks(2_000, made)).toBeUndefined();
    expect(asks(2_000, unmade)).toMatchObject({
      kind: 'pending',
      message: 'waiting for Endpoint or TrainingJob x',
      retryAfterMs: 5_000,
    });
    expect(asks(14_000, unmade)).toMatchObject({ retryAfterMs: 1_000 });
    expect(asks(15_000, unmade)).toBeUndefined();
  });

  test('is not waited for by a clock that was set back', () => {
    expect(asks(-3_600_000)).toBeUndefined();
  });

  test('of an object of one of its kinds waits for no other', () => {
    expect(asks(0, job(ready))).toBeUndefined();
    expect(asks(0, job({}))).toMatchObject({ kind: 'pending', message: 'waiting for TrainingJob x to be ready' });
  });

  test('of a job that has stopped will do where that is accepted, and nowhere else', () => {
    expect(asks(0, job({ conditions: ended, trainingJobStatus: 'Stopped' }))).toBeUndefined();
    expect(asks(0, job({ conditions: ended, trainingJobStatus: 'Failed' }))).toMatchObject({ code: 'ReferenceFailed' });
  });
});

describe('an object is used', () => {
  const config = named(EndpointConfig, 'config', { arn: ARN, status: { endpointConfigName: 'in-aws' } });
  const endpoint = (over: Parameters<typeof anObject>[1]) => named(Endpoint, 'endpoint', { arn: `${ARN}-e`, ...over });
  const users = (...objects: KubeObject[]) => usersOf(config, surroundings(config, ...objects));

  test.each<[string, KubeObject, string[]]>([
    ['by its name in AWS', endpoint({ spec: { endpointConfigName: 'in-aws' } }), ['Endpoint endpoint']],
    ['by a Ref', endpoint({ spec: { endpointConfigRef: { from: { name: 'config' } } } }), ['Endpoint endpoint']],
    [
      'by what AWS still runs, whatever the spec says by now',
      endpoint({ spec: { endpointConfigName: 'next' }, status: { endpointConfigName: 'in-aws' } }),
      ['Endpoint endpoint'],
    ],
    ['not by one that names another', endpoint({ spec: { endpointConfigName: 'other' } }), []],
    ['not by one that is not in AWS', named(Endpoint, 'e', { spec: { endpointConfigName: 'in-aws' } }), []],
  ])('%s', (_law, user, want) => {
    expect(users(user)).toEqual(want);
  });

  test('not by a job that has ended', () => {
    const Reader: KindDescriptor = { ...TrainingJob, references: [{ path: 'RoleArn', to: 'EndpointConfig' }] };
    const reader = (status: KindStatus) =>
      named(Reader, 'reader', { arn: `${ARN}-r`, spec: { roleARN: 'in-aws' }, status: { observedGeneration: 1, ...status } });
    const seen = (status: KindStatus) => {
      const around = surroundings(config, reader(status));
      around.cluster.kinds.set('TrainingJob', Reader);
      return usersOf(config, { ...around, kinds: around.cluster.kinds });
    };
    expect(seen({})).toEqual(['TrainingJob reader']);
    expect(seen(ready)).toEqual([]);
  });
});

describe('an object lets go', () => {
  const using = (config: string, over: Parameters<typeof anObject>[1] = {}) =>
    named(Endpoint, 'e', { arn: ARN, spec: { endpointConfigName: config }, ...over });
  const value = (name: string) => ({ kind: 'EndpointConfig', handle: `value ${name}` });

  test('of all that it used when it goes, and of what it does not name any more when it is another', () => {
    expect(letGo(Endpoint, using('a'), undefined)).toEqual([value('a')]);
    expect(letGo(Endpoint, using('a'), using('b'))).toEqual([value('a')]);
    expect(letGo(Endpoint, using('a'), using('b', { status: { endpointConfigName: 'a' } }))).toEqual([]);
  });

  test('of nothing when nothing of it was in AWS, or when it still uses the same', () => {
    const { status: _none, ...unmade } = using('a');
    expect(letGo(Endpoint, unmade, undefined)).toEqual([]);
    expect(letGo(Endpoint, using('a'), using('a', { status: { endpointStatus: 'Updating' } }))).toEqual([]);
  });

  test('of everything when it is a job that has ended', () => {
    const Reader: KindDescriptor = { ...TrainingJob, references: [{ path: 'RoleArn', to: 'EndpointConfig' }] };
    const reader = (status: KindStatus) =>
      named(Reader, 'reader', { arn: ARN, spec: { roleARN: 'a' }, status: { observedGeneration: 1, ...status } });
    expect(letGo(Reader, reader({}), reader(ready))).toEqual([value('a')]);
  });
});

test('handles of an object and of what refers to it meet', () => {
  const config = named(EndpointConfig, 'config', {
    arn: ARN,
    spec: { endpointConfigName: 'asked' },
    status: { endpointConfigName: 'asked' },
  });
  expect(handlesOf(EndpointConfig, config)).toEqual(['object config', 'value asked', `value ${ARN}`]);
  const spec = { endpointConfigName: 'asked', endpointConfigRef: { from: { name: 'config' } } };
  expect(referencesOf(Endpoint, anObject(Endpoint, { spec }))).toEqual([
    { kind: 'EndpointConfig', handle: 'value asked' },
    { kind: 'EndpointConfig', handle: 'object config' },
  ]);
});

test('a value that holds more than the name refers by the part that is the name, and by nothing where it is about something else', () => {
  const Target: KindDescriptor = {
    ...Model,
    references: [{ path: 'ModelName', to: 'Endpoint', within: '^endpoint/([^/]+)/variant/' }],
  };
  const about = (modelName: string) => referencesOf(Target, anObject(Target, { spec: { modelName } }));
  expect(about('endpoint/a/variant/b')).toEqual([{ kind: 'Endpoint', handle: 'value a' }]);
  expect(about('table/a')).toEqual([]);
});
