/** For the tests of this folder: a clock that stands still until told, objects by the handful, and a tiny apiserver on loopback. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../engine/ports.ts';
import type { Log } from './log.ts';
import type { ApiObject } from './rest.ts';
import { Transport, type TransportOptions } from './transport.ts';

export class FakeClock implements Clock {
  #now: number;
  #timers: { readonly at: number; readonly fire: () => void }[] = [];
  /** What `random` gives: the middle of every interval unless a test says otherwise. */
  chance = 0.5;

  constructor(now = 0) {
    this.#now = now;
  }

  now = (): number => this.#now;
  random = (): number => this.chance;
  timer = (ms: number, fire: () => void): (() => void) => {
    // Node takes a wait that does not fit 31 bits for none.
    const timer = { at: this.#now + (ms < 2 ** 31 ? ms : 1), fire };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  get timers(): number {
    return this.#timers.length;
  }

  /** Fires what falls due on the way, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#now = Math.max(this.#now, due.at);
      due.fire();
    }
    this.#now = end;
  }

  /** The machine was suspended: time has passed and no timer fired. */
  freeze(ms: number): void {
    this.#now += ms;
  }
}

/** A real clock that hurries: seconds pass in milliseconds. */
export function hurried(factor: number): Clock {
  return {
    now: () => performance.now() * factor,
    random: () => Math.random(),
    timer: (ms, fire) => {
      const handle = setTimeout(fire, ms / factor);
      return () => clearTimeout(handle);
    },
  };
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
}

export function keptLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const write = (level: string) => (_fields: object, message: string) => void lines.push({ level, message });
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

export interface Thing extends ApiObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

export function thing(
  name: string,
  version: number | string,
  more: Partial<Omit<Thing, 'metadata'>> & { metadata?: object } = {},
): Thing {
  const { metadata, ...rest } = more;
  return {
    apiVersion: 'test/v1',
    kind: 'Thing',
    ...rest,
    metadata: { name, namespace: 'ns', uid: `uid-${name}`, resourceVersion: String(version), ...metadata },
  };
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
/** Returns the answer, or keeps the response to write to it bit by bit. */
export type Handler = (request: Received, response: ServerResponse) => Answer | undefined | Promise<Answer | undefined>;

export interface Server extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  readonly connections: () => number;
  handle: Handler;
}

export async function serve(handle: Handler): Promise<Server> {
  const received: Received[] = [];
  let connections = 0;
  const http = createServer((request, response) => {
    void answer(request, response);
  });
  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(message.url ?? '/', 'http://test');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const request = { method: message.method ?? '', path: url.pathname, query: url.searchParams, headers: message.headers, body };
    received.push(request);
    const reply = await server.handle(request, response);
    if (reply === undefined) return;
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
  };
  http.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
  const server: Server = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    received,
    connections: () => connections,
    handle,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}

export const status = (code: number, reason: string, message = reason): Answer => ({
  status: code,
  body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message },
});

/** Its timeouts are far off, for machines under load; its waits are short. */
export function transportTo(url: string, options: Partial<TransportOptions> = {}): Transport {
  const connection = {
    server: url,
    tls: {},
    namespace: undefined,
    headers: async () => ({ authorization: 'Bearer secret-token' }),
  };
  return new Transport({ connection, clock: hurried(10), userAgent: 'sagemaker-operator/test', timeoutMs: 300_000, ...options });
}
