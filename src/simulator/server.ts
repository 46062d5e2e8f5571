import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Reply } from './reply.ts';
import type { Service } from './service.ts';

/** Answers requests below `/_simulator/`. */
export type ControlPort = (method: string, url: URL, body: string) => { status: number; body: unknown };

export interface HttpOptions {
  readonly service: Service;
  readonly control: ControlPort;
  /** The clock's time, told in the Date header: what clients take for the server's time. */
  readonly now: () => number;
  readonly host: string;
  readonly port: number;
}
export interface HttpServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** The wire protocols of all services, and the control port, on one address. */
export async function serve(options: HttpOptions): Promise<HttpServer> {
  const stopping = new AbortController();
  const server = createServer({ keepAlive: true, noDelay: true }, (request, response) => {
    handle(request, response, options, stopping.signal).catch((error: unknown) => fail(response, error));
  });
  await listening(server, options);
  const { address, port, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        stopping.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, { host, port }: HttpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
  stopping: AbortSignal,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const body = await read(request);
  if (url.pathname.startsWith('/_simulator/')) {
    const { status, body: answer } = options.control(request.method ?? 'GET', url, body);
    send(response, status, { 'content-type': 'application/json' }, JSON.stringify(answer));
    return;
  }
  const form = formOf(request, url, body);
  const reply = await options.service({
    method: request.method ?? 'GET',
    url,
    header: (name) => header(request, name),
    target: header(request, 'x-amz-target'),
    authorization: request.headers.authorization,
    body,
    signal: () => AbortSignal.any([goneOf(response), stopping]),
    ...(form === undefined ? {} : { form }),
  });
  answer(request, response, reply, options.now());
}

function goneOf(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

/** The query protocol sends a form, or nothing but a query. */
function formOf(request: IncomingMessage, url: URL, body: string): URLSearchParams | undefined {
  if (header(request, 'x-amz-target') !== undefined) return undefined;
  if (header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded') === true) return new URLSearchParams(body);
  return url.searchParams.has('Action') ? url.searchParams : undefined;
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function answer(request: IncomingMessage, response: ServerResponse, reply: Reply, now: number): void {
  switch (reply.type) {
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'answer': {
      send(response, reply.status, { ...reply.headers, date: new Date(now).toUTCString() }, reply.body);
      return;
    }
    default:
      throw new Error(`unknown reply ${JSON.stringify(reply satisfies never)}`);
  }
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  // A 204 has neither a body nor a length.
  const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length });
  response.end(status === 204 ? undefined : body);
}

/** A mistake of the simulator's own looks to the client like AWS's: a 500 that says what happened. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  send(response, 500, { 'content-type': 'application/x-amz-json-1.1' }, JSON.stringify({ __type: 'InternalFailure', message }));
}

function read(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('error', reject);
  });
}
