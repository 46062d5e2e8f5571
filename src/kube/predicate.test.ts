import { describe, expect, test } from 'vitest';
import type { KindStatus } from '../kinds/types.ts';
import { isNewsToUsers, isRelevant } from './predicate.ts';
import { thing } from './testkit.ts';

const base = { generation: 1, annotations: { a: '1' }, finalizers: ['f'], labels: { l: '1' } };
const changed = (more: object) => {
  const [old, now] = [thing('a', 1, { metadata: base }), thing('a', 2, { metadata: { ...base, ...more } })];
  return isRelevant({ type: 'changed', old, now, initial: false });
};

describe('a change is looked at', () => {
  test.each([
    ['the spec', { generation: 2 }, true],
    ['a deletion', { deletionTimestamp: '2026-01-01T00:00:00Z' }, true],
    ['the finalizers', { finalizers: [] }, true],
    ['one finalizer more', { finalizers: ['g', 'f'] }, false],
    ['an annotation', { annotations: { a: '2' } }, true],
    ['an annotation that takes another one’s place', { annotations: { b: '1' } }, true],
    ['another object of the name', { uid: 'second' }, true],
    ['labels, which mean nothing to us', { labels: { l: '2' } }, false],
    ['status, which only we write', {}, false],
  ])('%s: %o → %o', (_what, more, expected) => {
    expect(changed(more)).toBe(expected);
  });

  test('always when the object is new or gone', () => {
    const object = thing('a', 1);
    expect(isRelevant({ type: 'added', now: object, initial: true })).toBe(true);
    expect(isRelevant({ type: 'removed', old: object, initial: false })).toBe(true);
  });
});

describe('those who wait for an object are woken', () => {
  const arn = { ackResourceMetadata: { arn: 'arn:aws:x', ownerAccountID: '1', region: 'r' } };
  const ready = (verdict: 'True' | 'False', message = ''): KindStatus => {
    const condition = {
      type: 'Ready',
      status: verdict,
      reason: '',
      message,
      observedGeneration: 1,
      lastTransitionTime: '',
    } as const;
    return { ...arn, conditions: [condition] };
  };
  const object = (status?: KindStatus) => ({ metadata: thing('a', 1).metadata, ...(status === undefined ? {} : { status }) });

  test.each([
    ['when it gets its ARN', undefined, arn, true],
    ['when a condition turns', ready('False'), ready('True'), true],
    ['not when a message changes', ready('True', 'a'), ready('True', 'b'), false],
    [
      'also when that is all it has: a refused object has no ARN',
      undefined,
      { conditions: ready('False').conditions ?? [] },
      true,
    ],
    ['not when its first status says nothing', undefined, { conditions: [] }, false],
    ['not when nothing changes', arn, arn, false],
  ] satisfies [string, KindStatus | undefined, KindStatus, boolean][])('%s', (_when, old, now, expected) => {
    expect(isNewsToUsers(object(old), object(now))).toBe(expected);
  });

  test('when it appears, with or without an ARN', () => {
    expect(isNewsToUsers(undefined, object(arn))).toBe(true);
    expect(isNewsToUsers(undefined, object())).toBe(true);
  });
});
