import { describe, expect, test } from 'vitest';
import { durationOf, parseCommandLine } from './arguments.ts';
import { CliError } from './errors.ts';

const OPTIONS = {
  follow: { type: 'boolean', short: 'f', help: '' },
  tail: { type: 'string', takes: 'COUNT', help: '' },
} as const;

const refusal = (args: readonly string[]): string => {
  try {
    parseCommandLine(args, OPTIONS);
  } catch (error) {
    if (error instanceof CliError && error.failure === 'usage') return error.message;
    throw error;
  }
  return 'accepted';
};

describe('a command line', () => {
  test('may mix options and names', () => {
    const { values, positionals } = parseCommandLine(['a/b', '-f', '--tail=3', '-n', 'here', 'c'], OPTIONS);
    expect({ ...values }).toEqual({ follow: true, tail: '3', namespace: 'here' });
    expect(positionals).toEqual(['a/b', 'c']);
  });

  test.each([
    [['--folow'], '--folow: no such option; did you mean --follow?'],
    [['--zzz'], '--zzz: no such option'],
    [['--tail'], '--tail takes COUNT, and none was given'],
    [['--follow=yes'], '--follow takes no value'],
    [['-o', 'jsn'], "--output takes table, json, yaml, not 'jsn'; did you mean json?"],
  ])('%j is refused with the option and what to do', (args, message) => expect(refusal(args)).toBe(message));
});

describe('a duration', () => {
  test.each([
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    ['2d', 172_800_000],
  ])('%s is %d ms', (word, ms) => expect(durationOf('since', word)).toBe(ms));

  test.each(['', 's', '10', '10x', '5m!'])("'%s' is none", (word) =>
    expect(() => durationOf('since', word)).toThrow(/--since takes a duration/),
  );
});
