import { expect, test } from 'vitest';
import type { Clock } from '../engine/ports.ts';
import { CliError } from './errors.ts';
import { patiently } from './patience.ts';

const clock: Clock = {
  now: () => 0,
  random: () => 1,
  timer: (_, fire) => {
    queueMicrotask(fire);
    return () => undefined;
  },
};

function person() {
  const said: string[] = [];
  const stop = new AbortController();
  const stderr = { write: async (text: string) => void said.push(text) };
  return { said, stop, patience: { clock, signal: stop.signal, stderr } };
}

const failing = (times: number, error: Error) => {
  let asked = 0;
  return {
    asked: () => asked,
    ask: async () => {
      asked += 1;
      if (asked <= times) throw error;
      return 'answer';
    },
  };
};

test('what passes is asked again until it has passed, and said once', async () => {
  const { said, patience } = person();
  const operator = failing(3, new CliError('remote', 'the operator does not answer'));
  expect(await patiently(patience, operator.ask)).toBe('answer');
  expect(said).toEqual(['the operator does not answer; it is asked again\n']);
});

test('what does not pass is not asked for ever', async () => {
  const { patience } = person();
  const operator = failing(Number.POSITIVE_INFINITY, new CliError('unreachable', 'no answer'));
  await expect(patiently(patience, operator.ask)).rejects.toThrow('no answer');
  expect(operator.asked()).toBe(12);
});

test('a refusal is not asked again, nor anything after Ctrl-C', async () => {
  const { patience, stop } = person();
  const refused = failing(1, new CliError('forbidden', 'no'));
  await expect(patiently(patience, refused.ask)).rejects.toThrow('no');
  expect(refused.asked()).toBe(1);
  stop.abort();
  const late = failing(1, new CliError('remote', 'gone'));
  await expect(patiently(patience, late.ask)).rejects.toThrow('gone');
  expect(late.asked()).toBe(1);
});
