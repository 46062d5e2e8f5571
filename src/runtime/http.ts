/** The endpoints that the kubelet and Prometheus ask: /healthz, /readyz and /metrics. Nothing else is served, and nothing is taken. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';

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

/** `address` is `host:port`; an empty host means all. Rejects when the address is taken. */
export async function listen(address: string, pages: Pages): Promise<Listener> {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  const server = createServer((request, response) => {
    const page = pages[(request.url ?? '/').replace(/\?.*$/s, '')];
    answer(page).then(
      ({ status, body, type = 'text/plain; charset=utf-8' }) => response.writeHead(status, { 'content-type': type }).end(body),
      () => response.writeHead(500).end(),
    );
  });
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
