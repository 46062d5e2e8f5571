/** What a bad line makes of a watch's events. Bookmarks are none: they come when the server likes. */
import { Transform, type TransformCallback } from 'node:stream';
import type { KubeRule } from './plan.ts';

type WatchAction = Extract<KubeRule['action'], { type: 'watch' }>;

const GONE = {
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  reason: 'Expired',
  message: 'too old resource version',
  code: 410,
};
const EVENT = /^\{"type":"(?:ADDED|MODIFIED|DELETED)"/;

export function watchFilter({ event, does }: WatchAction): Transform {
  let rest = '';
  let seen = 0;
  const transformed = (line: string, stream: Transform): void => {
    const say = (text: string): void => void stream.push(Buffer.from(`${text}\n`, 'latin1'));
    const isIt = EVENT.test(line) && ++seen === event;
    if (does === 'split') {
      for (const byte of Buffer.from(`${line}\n`, 'latin1')) stream.push(Buffer.of(byte));
      return;
    }
    if (!isIt) return say(line);
    if (does === 'duplicate') say(`${line}\n${line}`);
    if (does === 'garble') say(line.slice(0, line.length / 2));
    if (does === 'gone') say(JSON.stringify({ type: 'ERROR', object: GONE }));
    if (does === 'gone' || does === 'cut') stream.push(null);
  };
  return new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (!this.readableEnded && !this.destroyed) transformed(line, this);
      done();
    },
  });
}
