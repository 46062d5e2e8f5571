/** What a bad line, or a bad server, makes of a watch's events. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { WatchAction } from './plan.ts';

const LATE_MS = 1_500;
const GONE = {
  type: 'ERROR',
  object: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Expired', message: 'too old', code: 410 },
};
const EVENT = /^\{"type":"(?:ADDED|MODIFIED|DELETED)"/;

/** For a pipeline. Bytes, not text: an event may be cut in the middle of a character. */
export function watchFilter({ event, does }: WatchAction) {
  return async function* (answer: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let seen = 0;
    for await (const line of linesOf(answer)) {
      if (!EVENT.test(line) || ++seen !== event) {
        yield bytes(`${line}\n`);
        continue;
      }
      // What comes late comes after what was written meanwhile.
      if (does === 'delay') await sleep(LATE_MS);
      yield* spoilt(line, does);
      if (does === 'cut' || does === 'gone') return;
    }
  };
}

function spoilt(line: string, does: WatchAction['does']): readonly Buffer[] {
  switch (does) {
    case 'drop':
      return [];
    case 'delay':
      return [bytes(`${line}\n`)];
    case 'duplicate':
      return [bytes(`${line}\n${line}\n`)];
    case 'garble':
      return [bytes(`${line.slice(0, line.length / 2)}\n`)];
    case 'cut':
      return [bytes(line.slice(0, line.length / 2))];
    case 'gone':
      return [bytes(`${JSON.stringify(GONE)}\n`)];
    case 'split':
      return Array.from(bytes(`${line}\n`), (byte) => Buffer.of(byte));
    default:
      return does satisfies never;
  }
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

async function* linesOf(answer: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of answer) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
