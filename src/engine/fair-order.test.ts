import { array, assert, integer, nat, property } from 'fast-check';
import { expect, it } from 'vitest';
import { FairOrder } from './fair-order.ts';

interface Entry {
  readonly lane: string;
  readonly round: number;
  readonly at: number;
}

/** Serves what waits, first rounds first and first come among equals; `arrivals` come one each time that one is served. */
function serve(waiting: readonly string[], arrivals: readonly string[] = []): string[] {
  const order = new FairOrder();
  let at = 0;
  const entry = (lane: string): Entry => ({ lane, round: order.next(lane), at: at++ });
  const line = waiting.map(entry);
  const served: string[] = [];
  for (const coming = [...arrivals]; line.length > 0;) {
    const first = line.toSorted((a, b) => a.round - b.round || a.at - b.at)[0];
    if (!first) break;
    line.splice(line.indexOf(first), 1);
    order.served(first.round);
    served.push(first.lane);
    const next = coming.shift();
    if (next !== undefined) line.push(entry(next));
  }
  return served;
}

const many = (lane: string, count: number): string[] => Array.from({ length: count }, () => lane);

it('serves the one of a small lane next, however many of a large one came before', () => {
  expect(serve([...many('large', 50), 'small']).indexOf('small')).toBeLessThan(2);
  expect(serve(many('large', 50), [...many('large', 20), 'small']).indexOf('small')).toBeLessThan(24);
});

it('gives lanes that always have something waiting the same share', () => {
  const lanes = array(integer({ min: 20, max: 60 }), { minLength: 1, maxLength: 5 });
  assert(
    property(lanes, nat(), (counts, seed) => {
      const waiting = counts.flatMap((count, lane) => many(String(lane), count));
      const mixed = waiting.map((lane, at) => ({ lane, by: (at * 7919 + seed) % 1013 })).toSorted((a, b) => a.by - b.by);
      const served = serve(mixed.map(({ lane }) => lane));
      const head = served.slice(0, 20 * counts.length);
      for (const lane of counts.keys()) expect(head.filter((each) => each === String(lane))).toHaveLength(20);
    }),
  );
});

it('keeps the order within a lane, and has no memory of a lane that has nothing waiting', () => {
  const order = new FairOrder();
  const rounds = [order.next('a'), order.next('a'), order.next('a')];
  expect(rounds).toEqual([1, 2, 3]);
  for (const round of rounds) order.served(round);
  expect(order.next('b')).toBe(order.next('a'));
});

it('does not forget a lane that has something waiting, whatever the number of lanes', () => {
  const order = new FairOrder();
  for (let at = 0; at < 5_000; at += 1) order.next(`lane ${at}`);
  expect(order.next('lane 0')).toBe(2);
});
