import { describe, expect, test } from 'vitest';
import type { Row } from './row.ts';
import { openScreen } from './screen.ts';

const row = (status: string, detail = ''): Row => ({ kind: 'Model', name: 'm', status, detail, age: '1s', verdict: 'open' });

function recorder(isTTY: boolean, env = {}): { screen: ReturnType<typeof openScreen>; written: () => string } {
  let text = '';
  const output = { isTTY, columns: 60, rows: 10, write: (more: string) => (text += more) };
  return { screen: openScreen(output, env), written: () => text };
}

describe('escape sequences are written', () => {
  test.each([
    ['at a terminal', true, {}, true],
    ['not in a pipe', false, {}, false],
    ['not in CI', true, { CI: 'true' }, false],
    ['not with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['not on a dumb terminal', true, { TERM: 'dumb' }, false],
  ])('%s', (_, isTTY, env, expected) => {
    const { screen, written } = recorder(isTTY, env);
    screen.busy('Starting');
    screen.show([row('Pending')]);
    expect(written().includes('\u001B')).toBe(expected);
  });
});

describe('a terminal', () => {
  test('is repainted in place', () => {
    const { screen, written } = recorder(true);
    screen.show([row('Pending')]);
    const before = written().length;
    screen.show([row('Ready')]);
    // An empty line, the head, one row and an empty line.
    expect(written().slice(before).startsWith('\r\u001B[4A\u001B[J')).toBe(true);
  });

  test('is left alone when nothing has changed, so that text can be selected', () => {
    const { screen, written } = recorder(true);
    screen.show([row('Ready')]);
    const before = written();
    screen.show([row('Ready')]);
    expect(written()).toBe(before);
  });

  test('gets no more lines than it can take back', () => {
    const { screen, written } = recorder(true);
    screen.show(Array.from({ length: 30 }, () => row('Ready')));
    expect(written().split('\n').length - 1).toBe(9);
  });

  test('breaks sentences between words, and leaves commands whole', () => {
    const { screen, written } = recorder(true);
    const words = Array.from({ length: 20 }, () => 'settled').join(' ');
    screen.say(`${words}\n  ${words}`);
    const lines = written().trimEnd().split('\n');
    expect(lines.map((line) => line.length)).toEqual([55, 55, 47, 161]);
    expect(lines.slice(0, 3).join(' ')).toBe(words);
  });

  test('keeps what was frozen', () => {
    const { screen, written } = recorder(true);
    screen.show([row('Ready')]);
    screen.freeze();
    const before = written().length;
    screen.say('done');
    expect(written().slice(before)).toBe('done\n');
  });
});

describe('a plain stream', () => {
  test('gets one line for each change', () => {
    const { screen, written } = recorder(false);
    screen.show([row('Pending')]);
    screen.show([row('Pending')]);
    screen.show([row('Ready', 'by digest')]);
    const lines = written().trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/Model\/m +Ready: by digest$/);
  });

  test('hears progress once', () => {
    const { screen, written } = recorder(false);
    screen.busy('Building');
    screen.busy('Building');
    expect(written()).toBe('Building\n');
  });
});
