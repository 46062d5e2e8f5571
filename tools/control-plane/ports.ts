import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below every common ephemeral range (Linux starts at 32768), so the kernel never hands one of these out as the local
 * port of an outgoing connection: a component that is killed and started again finds its port still free.
 */
const RANGE = { from: 20_000, to: 32_000 } as const;

/** A loopback port that was free a moment ago. Another process may still take it first: callers retry with a new one. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(RANGE.from, RANGE.to);
    if (await canListen(port)) return port;
  }
  throw new Error(`No free loopback port found in ${RANGE.from}–${RANGE.to}; end processes that listen there.`);
}

function canListen(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  return promise;
}
