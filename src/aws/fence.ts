/**
 * The last two gates of a call. One is behind credentials and signature, which may have taken their time; the other behind the making of a
 * connection, where a process that is stopped leaves the calls that it was about to send. Whoever lost the lease meanwhile sends nothing.
 */
import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
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

/** Connections that are given to nobody before they stand and the gate is open. */
export function fencedPool(options: AgentOptions, mayAct: Gate): Pool {
  return { httpAgent: new FencedHttp(options, mayAct), httpsAgent: new FencedHttps(options, mayAct) };
}

type Done = (error: Error | null, socket: Duplex) => void;

class FencedHttp extends HttpAgent {
  readonly #mayAct: Gate;

  constructor(options: AgentOptions, mayAct: Gate) {
    super(options);
    this.#mayAct = mayAct;
  }

  override createConnection(...[options, done]: Parameters<HttpAgent['createConnection']>): undefined {
    const isUp = (socket: Duplex): boolean => !(socket as Socket).connecting;
    const take = handOver({ when: 'connect', isUp, mayAct: this.#mayAct, done });
    take(null, super.createConnection(options, take));
  }
}

class FencedHttps extends HttpsAgent {
  readonly #mayAct: Gate;

  constructor(options: AgentOptions, mayAct: Gate) {
    super(options);
    this.#mayAct = mayAct;
  }

  override createConnection(...[options, done]: Parameters<HttpsAgent['createConnection']>): undefined {
    const isUp = (socket: Duplex): boolean => (socket as { secureConnecting?: boolean }).secureConnecting !== true;
    const take = handOver({ when: 'secureConnect', isUp, mayAct: this.#mayAct, done });
    take(null, super.createConnection(options, take));
  }
}

interface Handover {
  readonly when: 'connect' | 'secureConnect';
  readonly isUp: (socket: Duplex) => boolean;
  readonly mayAct: Gate;
  readonly done: Done | undefined;
}

/**
 * The agent gives a connection to its request when told so, and only then can the request be written to it. Node returns the one that it
 * makes, or (through a proxy) tells it later, or both. Those in the making are not counted against the agent's cap: there are never more of
 * them than calls under way.
 */
function handOver({ when, isUp, mayAct, done }: Handover): (error: Error | null, socket?: Duplex | null) => void {
  let taken = false;
  return (error, socket) => {
    if (taken || (!error && !socket)) return;
    taken = true;
    if (!socket) return done?.(error, undefined as never);
    const onError = (failure: Error): void => done?.(failure, socket);
    const onUp = (): void => {
      socket.off('error', onError);
      if (mayAct()) return done?.(null, socket);
      socket.destroy();
      return done?.(notLeading(), socket);
    };
    if (error) return done?.(error, socket);
    socket.once('error', onError);
    if (isUp(socket)) return onUp();
    socket.once(when, onUp);
    return undefined;
  };
}
