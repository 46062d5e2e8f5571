/**
 * One capped pool of connections for calls and another for watches, which hold a connection each for minutes and must not starve
 * the calls. HTTP/1.1 on purpose: uncapped it opened a connection per waiting call (6 times slower), and 32 are plenty.
 */
import type { SecureContext } from 'node:tls';
import { Agent, type Dispatcher } from 'undici';
import type { Connection } from './connection.ts';
import { fence } from './fence.ts';
import type { Incoming, Outgoing, Wire } from './wire.ts';

export interface PoolOptions {
  readonly connection: Pick<Connection, 'server' | 'tls'>;
  /** Made once: each connection would parse the certificates for itself, a millisecond and some of memory each, and a watch has its own. */
  readonly secureContext: SecureContext;
  readonly connections?: number | undefined;
  /** Asked when a write has its connection and goes out. Absent: all may. */
  readonly mayWrite?: (() => boolean) | undefined;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** A watch answers its headers at once, however long it stays silent afterwards. */
const WATCH_HEADERS_TIMEOUT_MS = 30_000;
/** Below the apiserver's and every usual load balancer's idle timeout: the side that closes first is ours. */
const KEEP_ALIVE_MS = 60_000;

export function pool({ connection, secureContext, connections = 32, mayWrite }: PoolOptions): Wire {
  const { origin } = new URL(connection.server);
  const shared = {
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { ...connection.tls, secureContext, timeout: CONNECT_TIMEOUT_MS } as NonNullable<Agent.Options['connect']>,
  };
  const agent = new Agent({ ...shared, connections });
  const calls: Dispatcher = mayWrite ? agent.compose(fence(mayWrite)) : agent;
  const watches = new Agent({ ...shared, headersTimeout: WATCH_HEADERS_TIMEOUT_MS, bodyTimeout: 0 });
  const by =
    (dispatcher: Dispatcher) =>
    (request: Outgoing): Promise<Incoming> =>
      dispatcher.request({ origin, ...request });
  return {
    call: by(calls),
    watch: by(watches),
    close: async () => void (await Promise.all([calls.close(), watches.destroy()])),
  };
}
