import { expect, test } from 'vitest';
import { Recent } from './recent.ts';
import { TestClock } from './testkit.ts';

function kept(max = 3) {
  const clock = new TestClock();
  const made: string[] = [];
  const recent = new Recent<string>({ clock, max, idleMs: 600_000 });
  const use = (key: string): string =>
    recent.get(key, () => {
      made.push(key);
      return `${key}#${made.length}`;
    });
  return { clock, made, recent, use };
}

test('a value is made once while it is used', async () => {
  const { clock, made, use } = kept();
  for (let turn = 0; turn < 5; turn += 1) {
    expect(use('a')).toBe('a#1');
    await clock.advance(599_999);
  }
  expect(made).toEqual(['a']);
});

test('a value that nobody used for ten minutes is let go, and no other', async () => {
  const { clock, made, recent, use } = kept();
  use('a');
  await clock.advance(300_000);
  use('b');
  await clock.advance(300_000);
  expect(recent.size).toBe(1);
  use('b');
  use('a');
  expect(made).toEqual(['a', 'b', 'a']);
});

test('what is idle goes without anybody asking, and then no timer is left', async () => {
  const { clock, recent, use } = kept();
  use('a');
  await clock.advance(1);
  use('b');
  await clock.advance(600_001);
  expect(recent.size).toBe(0);
  expect(clock.pending).toBe(0);
});

test('beyond the limit the least recently used goes', () => {
  const { made, use } = kept(2);
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) use(key);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

test('cleared, it holds nothing, not even a timer', () => {
  const { clock, recent, use } = kept();
  use('a');
  recent.clear();
  expect([recent.size, clock.pending]).toEqual([0, 0]);
});
