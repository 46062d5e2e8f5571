import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parseOptions, UsageError } from './options.ts';
import { RUN } from './run.ts';

test('without options it runs for ten minutes with a seed from the time', () => {
  expect(parseOptions([], 1_234)).toEqual({ seed: 1_234, minutes: 10 });
  expect(parseOptions(['--seed', '7', '--minutes', '0.5'], 1_234)).toEqual({ seed: 7, minutes: 0.5 });
});

test.for([
  '--seed x',
  '--seed=',
  '--seed 1.5',
  '--minutes 0',
  '--minutes 0.0',
  '--minutes=-1',
  '--minutes 1e9',
  '--bogus',
  'seven',
])('%s is refused, and the usage told', (line) => {
  expect(() => parseOptions(line.split(' '), 0)).toThrow(UsageError);
  expect(() => parseOptions(line.split(' '), 0)).toThrow('npm run chaos -- [--seed N] [--minutes M]');
});

test('the run that it starts is there', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [RUN.program, 'list', ...RUN.args], { env: {} });
  expect(stdout.trim().split('\n')).toEqual([expect.stringMatching(/^\[chaos\] test\/chaos\/processes\.test\.ts > .*at random/)]);
});
