import { describe, expect, test } from 'vitest';
import { cases } from '../../test/kinds/manifests.ts';
import { handlesOf, referencesOf } from '../engine/handles.ts';
import { letGo } from '../engine/references.ts';
import { isFinished, isSettled } from '../engine/status.ts';
import { anObject } from '../engine/testing/builders.ts';
import { TrainingJob } from '../kinds/TrainingJob.ts';
import type { Fields, Json, KindDescriptor, KubeObject } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { isNewsToUsers } from './predicate.ts';
import { wellFormed } from './well-formed.ts';

const condition = { type: 'Ready', status: 'True' };
const arn = 'arn:aws:sagemaker:us-east-1:123456789012:training-job/x';
const read = (parts: object): KubeObject => wellFormed({ ...anObject(TrainingJob), ...parts });

test('what is well-formed is the same object, be it of the incumbent, whose conditions have no reason', () => {
  const object = {
    ...anObject(TrainingJob),
    status: { conditions: [condition], ackResourceMetadata: { arn } },
  } as unknown as KubeObject;
  expect(wellFormed(object)).toBe(object);
  expect(wellFormed({ ...object, spec: {} })).toEqual({ ...object, spec: {} });
});

describe('what is not counts as absent', () => {
  test.for([undefined, null, 'text', 7, true, [1]])('a spec that is %j asks for nothing', (spec) => {
    expect(read({ spec }).spec).toEqual({});
  });

  test.for([null, 'text', 7, []])('a status that is %j is none', (status) => {
    expect(read({ status })).not.toHaveProperty('status');
  });

  test.for<readonly [Json, Json | undefined]>([
    ['text', undefined],
    [{}, undefined],
    [[null, 7, condition, { ...condition, message: 7 }, { status: 'True' }], [condition]],
  ])('conditions that are %j are %j, and the rest is as it is', ([conditions, left]) => {
    const status = { conditions, trainingJobStatus: 'Completed', ackResourceMetadata: { arn } };
    expect(read({ status }).status).toEqual({ ...status, conditions: left });
  });

  test.for<Json>(['text', null, [], { arn: 7 }, { arn, region: null }])('metadata that is %j is none', (ackResourceMetadata) => {
    expect(read({ status: { trainingJobStatus: 'Completed', ackResourceMetadata } }).status).toEqual({
      trainingJobStatus: 'Completed',
    });
  });
});

const RUBBISH: readonly Json[] = [
  null,
  7,
  'text',
  [],
  [null],
  {},
  { from: 7 },
  { from: { name: 7 } },
  JSON.parse('{"__proto__": {"a": 1}, "constructor": 7}') as Json,
];

/** The whole with rubbish in the place of one of its values, for each of them. */
function* spoilt(whole: Json): Generator<Json> {
  yield* RUBBISH;
  if (typeof whole !== 'object' || whole === null) return;
  for (const [field, value] of Object.entries(whole))
    for (const other of spoilt(value))
      yield Array.isArray(whole) ? whole.with(Number(field), other) : { ...(whole as Fields), [field]: other };
}

test.for(cases())('whatever stands where in a $kind, a watch can take it in', ({ descriptor: kind, manifest }) => {
  const told = Object.fromEntries(kind.status.map(({ member }) => [crName(member), 'text']));
  const status = { ...told, conditions: [condition], ackResourceMetadata: { arn }, observedGeneration: 1 };
  const whole = { spec: manifest.spec, status: status as unknown as Fields };
  const sound = { ...anObject(kind), ...whole } as unknown as KubeObject;
  for (const parts of spoilt(whole)) {
    const object = read({ kind: kind.kind, ...(parts as Fields) });
    expect(() => takeIn(kind, object, sound)).not.toThrow();
  }
});

/** What is done with every object in the middle of a watch, where an error would be the end. */
function takeIn(kind: KindDescriptor, object: KubeObject, before: KubeObject): void {
  handlesOf(kind, object);
  referencesOf(kind, object);
  isNewsToUsers(before, object);
  letGo(kind, object, before);
  if (isFinished(kind, object)) isSettled(object);
}
