/**
 * The last two gates of a call. One is behind credentials and signature, which may have taken their time; the other behind the making of a
 * connection, where a process that is stopped leaves the calls that it was about to send. Whoever lost the lease meanwhile sends nothing.
 */
import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { Fault } from '../engine/fault.ts';

type Handler = (args: object) => Promise<object>;

/** What is used of an SDK client's middleware, which differs by client in its types alone. */
interface Stack {
  add(
    gate: (next: Handler) => Handler,
    where: { readonly step: 'deserialize'; readonly priority: 'low'; readonly name: string },
  ): void;
}

/** Longer than a process lives on that has lost its lease. */
const RETRY_MS = 1_000;

const notLeading = (): Fault =>
  new Fault('transient', 'NotLeading', 'this replica does not lead (any more), and leaves it to the one that does', {
    retryAfterMs: RETRY_MS,
  });

export type Gate = () => boolean;

export function fenced<C extends { readonly middlewareStack: object }>(client: C, mayAct: Gate): C {
  const gate =
    (next: Handler): Handler =>
    async (args) => {
      if (mayAct()) return next(args);
      throw notLeading();
    };
  (client.middlewareStack as Stack).add(gate, { step: 'deserialize', priority: 'low', name: 'leadership' });
  return client;
}

export interface Pool {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/**
 * Connections that are given to nobody before they stand and the gate is open. Behind a proxy that speaks TLS itself only the first gate
 * is left: Node does not tell its socket from one that leads to AWS.
 */
export function fencedPool(options: AgentOptions, mayAct: Gate): Pool {
  const secureProxy = /^https:/i.test(options.proxyEnv?.HTTPS_PROXY ?? '');
  return {
    httpAgent: new FencedHttp(options, mayAct),
    httpsAgent: secureProxy ? new HttpsAgent(options) : new FencedHttps(options, mayAct),
  };
}

type Done = (error: Error | null, socket: Duplex) => void;

class FencedHttp extends HttpAgent {
  readonly #mayAct: Gate;

  constructor(options: AgentOptions, mayAct: Gate) {
    super(options);
    this.#mayAct = mayAct;
  }

  override createConnection(...[options, done]: Parameters<HttpAgent['createConnection']>): undefined {
    hand(super.createConnection(options), { when: 'connect', mayAct: this.#mayAct, done });
  }
}

class FencedHttps extends HttpsAgent {
  readonly #mayAct: Gate;

  constructor(options: AgentOptions, mayAct: Gate) {
    super(options);
    this.#mayAct = mayAct;
  }

  override createConnection(...[options, done]: Parameters<HttpsAgent['createConnection']>): undefined {
    const mayAct = this.#mayAct;
    // Through a proxy the socket to use is told when its tunnel stands, and the one returned is the proxy's own.
    const onTunnel: Done = (error, tunnel) => (error ? done?.(error, tunnel) : pass(tunnel, mayAct, done));
    const socket = super.createConnection(options, onTunnel);
    if (socket instanceof TLSSocket) hand(socket, { when: 'secureConnect', mayAct, done });
  }
}

/** The agent gives it to its request when told so, and only then can the request be written to it. */
function hand(
  socket: Duplex | null | undefined,
  { when, mayAct, done }: { when: string; mayAct: Gate; done: Done | undefined },
): void {
  if (!socket) return;
  const onError = (error: Error): void => done?.(error, socket);
  socket.once('error', onError);
  socket.once(when, () => {
    socket.off('error', onError);
    pass(socket, mayAct, done);
  });
}

function pass(socket: Duplex, mayAct: Gate, done: Done | undefined): void {
  if (mayAct()) return done?.(null, socket);
  socket.destroy();
  return done?.(notLeading(), socket);
}
