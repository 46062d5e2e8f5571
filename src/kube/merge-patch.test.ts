import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergePatch, sameJson } from './merge-patch.ts';

/** RFC 7386, section 2, as the apiserver does it. */
function applyPatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const members = new Map(typeof target === 'object' && target !== null && !Array.isArray(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, applyPatch(members.get(name), value));
  }
  return Object.fromEntries(members);
}

const value = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.boolean(),
    fc.integer(),
    fc.string(),
    fc.array(tie('json'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'), fc.string()), tie('json'), {
    maxKeys: 4,
  }),
})).object as fc.Arbitrary<object>;

test('applied to the old value, the patch makes the new one; and no patch means that they are equal', () => {
  fc.assert(
    fc.property(value, value, (from, to) => {
      const patch = mergePatch(from, to);
      expect(patch === undefined).toBe(sameJson(from, to));
      expect(sameJson(applyPatch(from, patch ?? {}), to)).toBe(true);
    }),
  );
});

test('a copy needs no patch, whatever the order of its members', () => {
  fc.assert(
    fc.property(value, (from) => {
      const copy: object = Object.fromEntries(Object.entries(structuredClone(from)).toReversed());
      expect(mergePatch(from, copy)).toBeUndefined();
    }),
  );
});

test.each([
  ['only what differs is in it', { a: 1, b: 2 }, { a: 1, b: 3 }, { b: 3 }],
  ['what is gone is removed with null', { a: 1, b: { c: 1, d: 2 } }, { b: { c: 1 } }, { a: null, b: { d: null } }],
  ['lists are replaced whole', { a: [1, 2, 3] }, { a: [1, 2] }, { a: [1, 2] }],
  ['undefined counts as absent', { a: 1 }, { a: 1, b: undefined }, undefined],
  ['null counts as absent: a patch could not express it', { a: 1 }, { a: null }, { a: null }],
  ['a list may become an object', { a: [1] }, { a: {} }, { a: {} }],
])('%s', (_why, from, to, patch) => {
  expect(mergePatch(from, to)).toEqual(patch);
});

test('a member called __proto__ is data like any other', () => {
  const patch = mergePatch({}, JSON.parse('{"__proto__":{"polluted":true}}') as object);
  expect(JSON.stringify(patch)).toBe('{"__proto__":{"polluted":true}}');
  expect(Object.getPrototypeOf(patch)).toBe(Object.prototype);
});
