/** Listening for HTTP: for the kubelet and Prometheus, who ask for a few pages, and for whoever answers requests by itself. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';

export interface Page {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}
export type Pages = Readonly<Record<string, () => Page | Promise<Page>>>;

export interface Listener {
  /** Port in use: the one asked for, or the one that the system chose for port 0. */
  readonly port: number;
  close(): Promise<void>;
}

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** These pages and nothing else. `address` is `host:port`; an empty host means all. Rejects when the address is taken. */
export const listen = (address: string, pages: Pages): Promise<Listener> =>
  listenWith(address, async ({ url = '/' }) => answer(pages[url.replace(/\?.*$/s, '')]));

/** `respond` must not throw: what it throws is answered with 500 and nothing else. */
export async function listenWith(
  address: string,
  respond: (request: IncomingMessage) => Promise<Page>,
  tls?: Certificate,
): Promise<Listener> {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  const heed: RequestListener = (request, response) => {
    respond(request).then(
      ({ status, body, type = 'text/plain; charset=utf-8' }) => response.writeHead(status, { 'content-type': type }).end(body),
      () => response.writeHead(500).end(),
    );
  };
  const server = tls ? createSecureServer(tls, heed) : createServer(heed);
  server.listen({ port: Number(address.slice(colon + 1)), ...(host === '' ? {} : { host }) });
  await once(server, 'listening');
  const bound = server.address();
  return { port: typeof bound === 'object' && bound !== null ? bound.port : 0, close: () => close(server) };
}

async function answer(page: Pages[string] | undefined): Promise<Page> {
  return page === undefined ? { status: 404, body: 'not found\n' } : page();
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
