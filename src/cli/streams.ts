/** stdout and stderr as a command sees them. */
import type { Writable } from 'node:stream';
import type { Environment, Sink } from './command.ts';

export interface SinkOptions {
  readonly env: Environment;
  /** Called once when nobody reads any more: the program then ends, quietly, as `head` expects of it. */
  readonly onClosed: () => void;
}

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

export function sinkOn(stream: Stream, { env, onClosed }: SinkOptions): Sink {
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error;
    if (!closed) onClosed();
    closed = true;
  });
  const isTerminal = stream.isTTY === true;
  return {
    write: (text) =>
      new Promise((resolve) => {
        if (closed || text === '' || stream.write(text)) return resolve();
        // A reader that is gone never makes room.
        const done = (): void => {
          stream.off('drain', done).off('close', done).off('error', done);
          resolve();
        };
        stream.on('drain', done).on('close', done).on('error', done);
        return undefined;
      }),
    isTerminal,
    get columns() {
      // A terminal that tells no width, as some do in CI, is taken to be an ordinary one.
      return isTerminal ? stream.columns || 80 : Number.POSITIVE_INFINITY;
    },
    get rows() {
      return isTerminal ? stream.rows || 24 : Number.POSITIVE_INFINITY;
    },
    colour: isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
  };
}
