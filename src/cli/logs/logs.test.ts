import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogPage } from '../../engine/logs.ts';
import { eventsOf, type Labelled, merged } from './merge.ts';
import { Seen } from './seen.ts';

const line = (at: number, message = String(at)): { at: number; stream: string; message: string } => ({
  at,
  stream: 's',
  message,
});

async function all(events: AsyncIterable<Labelled>): Promise<readonly Labelled[]> {
  const list: Labelled[] = [];
  for await (const event of events) list.push(event);
  return list;
}

const pagesOf = (source: string, times: readonly number[], size: number): AsyncGenerator<Labelled, void> =>
  eventsOf(source, async (next) => {
    const from = Number(next ?? 0);
    const page: LogPage = { events: times.slice(from, from + size).map((at) => line(at)) };
    return from + size < times.length ? { ...page, next: String(from + size) } : page;
  });

describe('several logs', () => {
  test('become one in the order of time, with every line of each, whatever the size of their pages', async () => {
    const times = fc.array(
      fc.array(fc.nat(1_000)).map((list) => list.toSorted((a, b) => a - b)),
      { maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(times, fc.integer({ min: 1, max: 5 }), async (logs, size) => {
        const found = await all(merged(logs.map((log, at) => pagesOf(String(at), log, size))));
        expect(found.map(({ at }) => at)).toEqual(logs.flat().toSorted((a, b) => a - b));
        for (const [at, log] of logs.entries())
          expect(found.filter(({ source }) => source === String(at)).map((event) => event.at)).toEqual(log);
      }),
    );
  });

  test('are asked for page by page, never ahead of the reader', async () => {
    let asked = 0;
    const endless = eventsOf('a', async () => ({ events: [line((asked += 1))], next: String(asked) }));
    const one = merged([endless]);
    for (let read = 0; read < 3; read += 1) await one.next();
    await one.return();
    expect(asked).toBeLessThanOrEqual(4);
  });

  test('end when a page points to itself', async () => {
    let asked = 0;
    await all(eventsOf('a', async () => ({ events: [line((asked += 1))], next: 'same' })));
    expect(asked).toBe(2);
  });
});

describe('what has been shown', () => {
  const round = (seen: Seen, lines: readonly ReturnType<typeof line>[]): readonly string[] => {
    seen.begin();
    return lines.filter((each) => seen.isNew(each)).map(({ message }) => message);
  };

  test('is not shown again, a late line is, and equal lines are each shown once', () => {
    const seen = new Seen(10_000, 0);
    expect(round(seen, [line(20_000, 'a'), line(20_000, 'a'), line(21_000, 'b')])).toEqual(['a', 'a', 'b']);
    expect(seen.since).toBe(11_000);
    expect(round(seen, [line(19_000, 'late'), line(20_000, 'a'), line(20_000, 'a'), line(21_000, 'b')])).toEqual(['late']);
    expect(round(seen, [line(20_000, 'a'), line(20_000, 'a'), line(20_000, 'a')])).toEqual(['a']);
  });

  test('is kept for the last seconds only, also within one round over a long log', () => {
    const seen = new Seen(10_000, 0);
    const lines = Array.from({ length: 5_000 }, (_, nth) => line(nth * 1_000));
    expect(round(seen, lines)).toHaveLength(lines.length);
    expect(seen.size).toBeLessThan(50);
    expect(round(seen, lines.slice(-11))).toEqual([]);
  });
});
