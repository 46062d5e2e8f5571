import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Agenda } from './agenda.ts';

const moments = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 });

test('what is booked happens in the order of time, and of booking where times are equal', () => {
  fc.assert(
    fc.property(moments, (times) => {
      const agenda = new Agenda();
      const lived: [number, number][] = [];
      for (const [index, at] of times.entries()) agenda.book(at, () => lived.push([at, index]));
      agenda.runUntil(50);
      const expected = times.map((at, index): [number, number] => [at, index]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      expect(lived).toEqual(expected);
    }),
  );
});

test('it makes no difference how often one looks', () => {
  fc.assert(
    fc.property(moments, moments, (times, looks) => {
      const live = (stops: readonly number[]): string[] => {
        const agenda = new Agenda();
        const lived: string[] = [];
        // Each event books another, as the steps of a job's life do.
        for (const [index, at] of times.entries())
          agenda.book(at, (then) => {
            lived.push(`${then}:${index}`);
            agenda.book(then + (index % 7) + 1, (later) => lived.push(`${later}:${index}'`));
          });
        for (const stop of stops) agenda.runUntil(stop);
        return lived;
      };
      expect(live([...looks.sort((a, b) => a - b), 60])).toEqual(live([60]));
    }),
  );
});

test('what is cancelled does not happen, and what is not due does not yet', () => {
  const agenda = new Agenda();
  const lived: string[] = [];
  agenda.book(1, () => lived.push('cancelled')).cancel();
  agenda.book(2, () => lived.push('due'));
  agenda.book(3, () => lived.push('later'));
  agenda.runUntil(2);
  expect(lived).toEqual(['due']);
});
