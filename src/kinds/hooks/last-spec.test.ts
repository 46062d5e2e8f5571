import { expect, test } from 'vitest';
import { anObject } from '../../engine/testing/builders.ts';
import { FeatureGroup } from '../FeatureGroup.ts';
import type { Fields } from '../types.ts';
import { isAsLastSent, LAST_SPEC } from './last-spec.ts';

const spec = { a: 1, b: [{ c: 'x', d: true }], tags: [{ key: 'k', value: 'v' }] };
const asked = (asked: Fields, annotation: string | undefined) =>
  isAsLastSent(anObject(FeatureGroup, { spec: asked, annotations: annotation === undefined ? {} : { [LAST_SPEC]: annotation } }));

test('a spec is as it was sent, whatever the order of its members and its tags', () => {
  expect(asked(spec, '{"b":[{"d":true,"c":"x"}],"a":1}')).toBe(true);
});

test.each([
  ['another value', '{"b":[{"d":false,"c":"x"}],"a":1}'],
  ['an element more', '{"b":[{"d":true,"c":"x"},{}],"a":1}'],
  ['a member less', '{"a":1}'],
  ['no JSON', 'oops'],
  ['nothing', undefined],
])('a spec is not as it was sent when the annotation holds %s', (_what, annotation) => {
  expect(asked(spec, annotation)).toBe(false);
});
