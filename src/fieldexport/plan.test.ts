import { describe, expect, test } from 'vitest';
import { planExport } from './plan.ts';
import { anExport, aSource } from './testkit.ts';

const closed = { crossNamespace: false, reserved: new Set(['system/roles']) };
const OWN = { kind: 'configmap', namespace: 'team-a', name: 'outputs', key: 'team-a.arn' };
const refusal = (parts: Parameters<typeof anExport>[0], rules = closed): unknown => {
  const plan = planExport(anExport(parts), aSource(true), rules);
  return plan.do === 'say' ? [plan.verdict.is, plan.verdict.reason] : plan;
};

describe('a field is written', () => {
  test('to the namespace of its FieldExport, under a key of its own', () =>
    expect(planExport(anExport(), aSource(true), closed)).toEqual({ do: 'write', target: OWN, value: 'arn:x' }));

  test.each([
    ['its key', { key: 'endpoint' }, { ...OWN, key: 'endpoint' }],
    ['a blank key for none', { key: ' ' }, OWN],
    ['an empty namespace for none', { namespace: '' }, OWN],
    ['its own namespace', { namespace: 'team-a' }, OWN],
    ['a secret', { kind: 'secret' }, { ...OWN, kind: 'secret' }],
  ])('where spec.to says: %s', (_case, to, target) =>
    expect(planExport(anExport({ to }), aSource(true), closed)).toMatchObject({ do: 'write', target }),
  );

  test('to another namespace only where the operator is told to allow that', () => {
    const to = { namespace: 'team-b' };
    expect(planExport(anExport({ to }), aSource(true), { ...closed, crossNamespace: true })).toMatchObject({
      target: { namespace: 'team-b' },
    });
    expect(refusal({ to })).toEqual(['refused', 'CrossNamespaceNotAllowed']);
  });

  test.each([
    [3, '3'],
    [0.5, '0.5'],
    [false, 'false'],
    ['', ''],
  ])('as text: %j', (arn, value) => expect(planExport(anExport(), aSource(true, { arn }), closed)).toMatchObject({ value }));
});

describe('a field is waited for', () => {
  test.each([
    ['without a source', undefined, 'SourceNotFound'],
    ['while its source is in motion', aSource(false), 'SourceNotSynced'],
    ['while its path leads nowhere', aSource(true, {}), 'FieldNotFound'],
    ['while it is null', aSource(true, { arn: null }), 'FieldNotFound'],
    ['while it is a list', aSource(true, { arn: ['a'] }), 'NotAScalar'],
    ['while it is a structure', aSource(true, { arn: { a: 1 } }), 'NotAScalar'],
  ])('%s', (_case, source, reason) =>
    expect(planExport(anExport(), source, closed)).toMatchObject({ do: 'say', verdict: { is: 'waiting', reason } }),
  );

  test('without a word where it was written before and its source moves again', () => {
    const conditions = [
      { type: 'Ready', status: 'True', reason: 'Exported', message: '', observedGeneration: 1, lastTransitionTime: '' } as const,
    ];
    expect(planExport(anExport({ status: { conditions } }), aSource(false), closed)).toEqual({ do: 'keep' });
  });
});

describe('a FieldExport is refused', () => {
  test.each([
    ['a path that is not supported', { path: '.a | length' }, 'UnsupportedPath'],
    ['a key that no ConfigMap takes', { to: { key: 'a/b' } }, 'InvalidKey'],
  ])('for %s', (_case, parts, reason) => expect(refusal(parts)).toEqual(['refused', reason]));

  test('for a target that decides whose roles are used, wherever it is asked for', () => {
    const open = { ...closed, crossNamespace: true };
    expect(refusal({ to: { name: 'roles', namespace: 'system' } }, open)).toEqual(['refused', 'TargetReserved']);
    expect(refusal({ to: { name: 'roles', namespace: 'team-b' } }, open)).toMatchObject({ do: 'write' });
    const own = { ...closed, reserved: new Set(['team-a/outputs']) };
    expect(refusal({}, own)).toEqual(['refused', 'TargetReserved']);
  });

  test('before its source is there', () =>
    expect(planExport(anExport({ path: 'nonsense' }), undefined, closed)).toMatchObject({ verdict: { is: 'refused' } }));
});
