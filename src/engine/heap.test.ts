import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heap } from './heap.ts';

interface Item {
  readonly rank: number;
}
const drain = (heap: Heap<Item>): number[] => Array.from({ length: heap.size }, () => heap.pop()?.rank ?? Number.NaN);

test('items come out in order, whatever was taken out of the middle', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ rank: fc.nat(99), leaves: fc.boolean() }), { maxLength: 60, size: 'max' }), (items) => {
      const heap = new Heap<Item>((a, b) => a.rank < b.rank);
      for (const item of items) heap.push(item);
      expect(items.filter((item) => item.leaves).every((item) => heap.remove(item))).toBe(true);
      const left = items.filter((item) => !item.leaves).map((item) => item.rank);
      expect(drain(heap)).toEqual(left.toSorted((a, b) => a - b));
    }),
  );
});

test('an item that is not there cannot be taken out', () => {
  const heap = new Heap<Item>((a, b) => a.rank < b.rank);
  const item = { rank: 1 };
  heap.push(item);
  heap.pop();
  expect(heap.remove(item)).toBe(false);
  expect(heap.pop()).toBeUndefined();
});
