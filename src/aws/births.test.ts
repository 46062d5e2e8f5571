import { describe, expect, it } from 'vitest';
import { Births } from './births.ts';
import { object, withArn } from './remote.testkit.ts';
import { TestClock } from './testkit.ts';

const made = object('TrainingJob', { status: withArn('arn') });
const untold = object('TrainingJob');
const born = (creationTime: string) => object('TrainingJob', { status: withArn('arn', { creationTime }) });
const lost = object('TrainingJob', {
  status: { conditions: [{ type: 'Ready', status: 'False', reason: 'ReplyLost' }] } as never,
});
const doubted = object('TrainingJob', {
  status: { conditions: [{ type: 'Ready', status: 'False', reason: 'Creating' }] } as never,
});
const refused = object('TrainingJob', {
  status: { conditions: [{ type: 'Ready', status: 'False', reason: 'InvalidSpec' }] } as never,
});

/** A process that has run for longer than anything is recent. */
async function longAfterStart(): Promise<{ clock: TestClock; births: Births }> {
  const clock = new TestClock();
  const births = new Births(clock);
  await clock.advance(60_000);
  return { clock, births };
}

it('calls a resource recent for a minute after it was made, and no longer', async () => {
  const { clock, births } = await longAfterStart();
  births.made(made);
  await clock.advance(59_999);
  expect(births.isRecent(made)).toBe(true);
  await clock.advance(1);
  expect(births.isRecent(made)).toBe(false);
});

it('knows what it has made also where the status that tells so was never written', async () => {
  const { births } = await longAfterStart();
  expect(births.isRecent(untold)).toBe(false);
  births.made(untold);
  expect(births.isRecent(untold)).toBe(true);
});

it('does not wait for what it has ended itself', async () => {
  const { births } = await longAfterStart();
  births.made(made);
  births.ended(made);
  expect(births.isRecent(made)).toBe(false);
});

it('does not wait for what AWS has shown', async () => {
  const { births } = await longAfterStart();
  births.made(made);
  births.seen(made);
  expect(births.isRecent(made)).toBe(false);
});

it('tells one that was made anew from the one before it, whose time of birth status still tells', async () => {
  const { births } = await longAfterStart();
  births.made(born('2026-01-01T00:00:00Z'));
  expect(births.isRecent(born('2026-01-01T00:00:00Z'))).toBe(true);
  expect(births.isRecent(born('2026-01-02T00:00:00Z'))).toBe(false);
});

describe('a process that has just begun', () => {
  it.each([
    ['does not know what became of a Create that nobody has told of', untold, true],
    ['does not know what became of a Create whose reply was lost', lost, true],
    ['is in doubt still where it has said so itself', doubted, true],
    ['knows that nothing was made where AWS has refused', refused, false],
    ['knows what AWS has shown', born('2026-01-01T00:00:00Z'), false],
  ])('%s', (_law, of, recent) => {
    expect(new Births(new TestClock()).isRecent(of)).toBe(recent);
  });
});
