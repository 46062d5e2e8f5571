import { expect, it } from 'vitest';
import { Births } from './births.ts';
import { object, withArn } from './remote.testkit.ts';
import { TestClock } from './testkit.ts';

const made = object('TrainingJob', { status: withArn('arn') });

it('calls a resource recent for a minute after it was made, and no longer', async () => {
  const clock = new TestClock();
  const births = new Births(clock);
  births.made('uid-1');
  await clock.advance(59_999);
  expect(births.isRecent(made)).toBe(true);
  await clock.advance(1);
  expect(births.isRecent(made)).toBe(false);
});

it('knows what it has made also where the status that tells so was never written', () => {
  const births = new Births(new TestClock());
  const untold = object('TrainingJob');
  expect(births.isRecent(untold)).toBe(false);
  births.made('uid-1');
  expect(births.isRecent(untold)).toBe(true);
});

it('does not wait for what it has ended itself', () => {
  const births = new Births(new TestClock());
  births.made('uid-1');
  births.ended('uid-1');
  expect(births.isRecent(made)).toBe(false);
});
