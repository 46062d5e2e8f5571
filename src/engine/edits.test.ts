import { describe, expect, test } from 'vitest';
import { Endpoint } from '../kinds/Endpoint.ts';
import { Workforce } from '../kinds/Workforce.ts';
import type { Fields, KindDescriptor } from '../kinds/types.ts';
import { driftOf } from './drift.ts';
import { remembered, rememberedAtBirth, withoutForeignChanges } from './edits.ts';
import { anObject } from './testing/builders.ts';

const NOTE = 'test/last-spec';
const rule = {
  ...Endpoint.updates[0],
  watches: ['EndpointConfigName', 'Copies.Count'],
  edited: ['Copies.Count'],
  remembers: { annotation: NOTE },
};
const Scaled: KindDescriptor = { ...Endpoint, updates: [rule] };
const spec = (count: number): Fields => ({ copies: { count }, tags: [{ key: 'a', value: 'b' }] });
const object = (count: number, annotations: Record<string, string> = {}, generation = 1) =>
  anObject(Scaled, { spec: spec(count), annotations, generation, status: { observedGeneration: 1 } });
const drift = ['EndpointConfigName', 'Copies.Count'];

test('the spec is remembered without its tags, from the claim on and with each update', () => {
  const text = '{"copies":{"count":2}}';
  expect(rememberedAtBirth(Scaled, object(2))).toEqual({ [NOTE]: text });
  expect(remembered(rule, object(2), {})).toEqual({ [NOTE]: text });
});

test('where one path is remembered, its value is, and not before the first update', () => {
  expect(rememberedAtBirth(Endpoint, object(2))).toEqual({});
  const [{ remembers }] = Endpoint.updates;
  expect(remembered(Endpoint.updates[0], object(2), { EndpointConfigName: 'new' })).toEqual({ [remembers.annotation]: 'new' });
  expect(remembered(Endpoint.updates[0], object(2), {})).toEqual({ [remembers.annotation]: null });
});

describe('a count that AWS shows otherwise', () => {
  test.each<[string, ReturnType<typeof object>, readonly string[]]>([
    [
      'was changed by an autoscaler, when the spec is as it was',
      object(2, { [NOTE]: '{"copies":{"count":2}}' }),
      ['EndpointConfigName'],
    ],
    ['was edited, when the spec was another', object(3, { [NOTE]: '{"copies":{"count":2}}' }), drift],
    ['is left alone when nothing is remembered and nothing was edited', object(2), ['EndpointConfigName']],
    ['is taken for an edit when nothing is remembered and something was', object(2, {}, 2), drift],
    ['is taken for an edit when the memory cannot be read', object(2, { [NOTE]: 'nonsense' }, 2), drift],
  ])('%s', (_law, of, want) => {
    expect(withoutForeignChanges(Scaled, of, drift)).toEqual(want);
  });
});

test('a secret, which AWS never tells, calls for an update when it was edited, and only then', () => {
  const unsaid = driftOf(Workforce, { OidcConfig: { ClientSecret: 'new' } }, { WorkforceName: 'people' });
  expect(unsaid).toEqual(['OidcConfig.ClientSecret']);
  const people = (clientSecret: string) =>
    anObject(Workforce, {
      spec: { oidcConfig: { clientSecret } },
      annotations: { 'sagemaker.services.k8s.aws/last-spec-for-update': '{"oidcConfig":{"clientSecret":"old"}}' },
    });
  expect(withoutForeignChanges(Workforce, people('new'), unsaid)).toEqual(unsaid);
  expect(withoutForeignChanges(Workforce, people('old'), unsaid)).toEqual([]);
});
