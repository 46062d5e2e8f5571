import { describe, expect, test } from 'vitest';
import { object } from './testkit.ts';
import { allSettled, judge } from './verdict.ts';

const NONE = new Set<string>();
const MEANT = new Set(['TrainingJob/a']);

describe('an object is judged by its conditions', () => {
  const cases = [
    { state: 'just applied', given: {}, alone: 'open', meant: 'open' },
    { state: 'moving', given: { conditions: { Reconciling: true, Ready: 'Starting' } }, alone: 'open', meant: 'open' },
    { state: 'ready', given: { conditions: { Ready: true } }, alone: 'good', meant: 'bad' },
    { state: 'failed', given: { conditions: { Stalled: true, Ready: 'no data' } }, alone: 'bad', meant: 'good' },
    { state: 'ready before an edit', given: { conditions: { Ready: true }, generation: 2 }, alone: 'open', meant: 'open' },
    { state: 'on its way out', given: { conditions: { Ready: true }, deleting: true }, alone: 'open', meant: 'open' },
  ] as const;

  test.each(cases)('$state: $alone, and $meant if it is meant to fail', ({ given, alone, meant }) => {
    expect(judge(object(given), NONE)).toBe(alone);
    expect(judge(object(given), MEANT)).toBe(meant);
  });
});

describe('all are settled', () => {
  const ready = object({ name: 'b', conditions: { Ready: true } });
  const failed = object({ conditions: { Stalled: true } });
  const moving = object({ conditions: { Reconciling: true } });

  test('once each is ready or failed, as it should or not', () => {
    expect(allSettled([ready, failed], NONE)).toBe(true);
    expect(allSettled([ready, failed], MEANT)).toBe(true);
  });

  test('not while one moves, nor before any has been seen', () => {
    expect(allSettled([ready, moving], NONE)).toBe(false);
    expect(allSettled([], NONE)).toBe(false);
  });
});
