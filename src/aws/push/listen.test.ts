import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault, type FaultKind } from '../../engine/fault.ts';
import { TestClock, settled } from '../testkit.ts';
import type { Heard } from '../sweeper.ts';
import { listen, type ListenOptions, type MessageOutcome } from './listen.ts';
import type { Message } from './queue.ts';

const arnOf = (name: string): string => `arn:aws:sagemaker:us-east-1:123456789012:training-job/${name}`;
const message = (...names: string[]): Message => ({
  body: JSON.stringify({ source: 'aws.sagemaker', resources: names.map(arnOf), detail: {} }),
  receipt: names.join(),
});
const fault = (kind: FaultKind, code: string = kind): Fault => new Fault(kind, code, `it is ${kind}`);

/** What the queue answers, one after the other; then it waits, as SQS does, until somebody sends or 20 s are over. */
let answers: (readonly Message[] | Fault)[];
let deleteFails: Fault | undefined;
let knows: Record<string, Heard>;
let clock: TestClock;
let polls: number;
/** In the order of what happened. */
let story: string[];
let outcomes: MessageOutcome[];
let turns: (string | undefined)[];
let stop: AbortController;
let ended: Promise<void>;

const queue: ListenOptions['queue'] = {
  receive: async (signal) => {
    polls += 1;
    const next = answers.shift();
    if (next instanceof Fault) throw next;
    if (next) return next;
    await new Promise<void>((resolve) => {
      clock.timer(20_000, resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    if (signal.aborted) throw fault('transient', 'Aborted');
    return [];
  },
  delete: (messages) => {
    story.push(`deleted ${messages.map(({ receipt }) => receipt).join(' ')}`);
    return deleteFails ? Promise.reject(deleteFails) : Promise.resolve();
  },
};

beforeEach(() => {
  [answers, knows, story, outcomes, turns] = [[], {}, [], [], []];
  polls = 0;
  deleteFails = undefined;
  clock = new TestClock();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await ended;
});

function start(): void {
  ended = listen(
    {
      clock,
      queue,
      heard: (arn) => {
        const name = arn.slice(arn.indexOf('/') + 1);
        story.push(`heard ${name}`);
        return knows[name] ?? 'unknown';
      },
      onMessage: (outcome) => outcomes.push(outcome),
      onPoll: () => {},
      onTurn: (trouble) => turns.push(trouble?.code),
    },
    stop.signal,
  );
}

/** All that can happen while time stands still has happened. */
async function quiet(): Promise<void> {
  for (let round = 0; round < 1_000; round += 1) await settled();
}

describe('messages', () => {
  it('are handed on and then deleted, whatever they are', async () => {
    knows = { a: 'looked', b: 'left' };
    answers = [[message('a'), message('b'), message('stranger'), { body: '{', receipt: 'broken' }]];
    start();
    await clock.advance(10);
    expect(story).toEqual(['heard a', 'heard b', 'heard stranger', 'deleted a b stranger broken']);
    expect(outcomes).toEqual(['looked', 'left', 'unknown', 'unreadable']);
  });

  it('about several resources count once, by the most that came of them', async () => {
    knows = { child: 'looked' };
    answers = [[message('parent', 'child')]];
    start();
    await clock.advance(10);
    expect(outcomes).toEqual(['looked']);
  });

  it('that cannot be deleted are handed on each time they come, and asked for more and more slowly', async () => {
    deleteFails = fault('denied');
    answers = Array.from({ length: 100 }, () => [message('a')]);
    start();
    await clock.advance(600_000);
    expect(polls).toBeGreaterThan(10);
    expect(polls).toBeLessThan(40);
    expect(turns).toEqual(['denied']);
  });
});

describe('the queue', () => {
  it('is asked three times a minute while nothing happens', async () => {
    start();
    await clock.advance(59_000);
    expect(polls).toBe(3);
  });

  it('that is flooded is read at a pace that is bounded', async () => {
    answers = Array.from({ length: 10_000 }, () => [message('stranger')]);
    start();
    await clock.advance(10_000);
    await quiet();
    expect(polls).toBeLessThanOrEqual(501);
  });

  it('that does not wait before it answers that there is nothing is not asked in a hurry', async () => {
    answers = Array.from({ length: 10_000 }, () => []);
    start();
    await clock.advance(10_000);
    await quiet();
    expect(polls).toBeLessThanOrEqual(11);
  });

  it('is left at once when that is wished', async () => {
    start();
    await settled();
    expect(polls).toBe(1);
    stop.abort();
    await ended;
    expect({ polls, turns }).toEqual({ polls: 1, turns: [] });
  });
});

describe('trouble', () => {
  it('is told once, and so is its end', async () => {
    answers = [...Array.from({ length: 5 }, () => fault('denied')), [], fault('absent'), []];
    start();
    await clock.advance(600_000);
    expect(turns).toEqual(['denied', undefined, 'absent', undefined]);
  });

  it('of another sort is told anew', async () => {
    answers = [fault('denied'), fault('absent'), fault('absent')];
    start();
    await clock.advance(600_000);
    expect(turns).toEqual(['denied', 'absent', undefined]);
  });

  it('that passes is told only when it lasts', async () => {
    answers = [fault('transient'), fault('transient'), []];
    start();
    await clock.advance(120_000);
    expect(turns).toEqual([]);
    answers = Array.from({ length: 4 }, () => fault('transient', 'ETIMEDOUT'));
    await clock.advance(600_000);
    expect(turns).toEqual(['ETIMEDOUT', undefined]);
  });

  it('is waited out longer each time, up to a minute, and no shorter than AWS says', async () => {
    answers = Array.from({ length: 1_000 }, () => fault('denied'));
    start();
    await clock.advance(3_600_000);
    expect(polls).toBeGreaterThan(60);
    expect(polls).toBeLessThan(140);
    answers = [new Fault('throttled', 'SlowDown', '', { retryAfterMs: 300_000 })];
    await clock.advance(60_000);
    const before = polls;
    await clock.advance(200_000);
    expect(polls).toBe(before);
  });
});
