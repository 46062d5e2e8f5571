import {
  constants,
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { expect, test, vi } from 'vitest';
import { selfSigned } from '../runtime/questions/certificate.ts';
import type { ApiError } from './api-error.ts';
import { multiplexed } from './multiplexed.ts';
import { serve, transportTo } from './testkit.ts';
import type { ApiRequest, Transport } from './transport.ts';

const get: ApiRequest = { method: 'GET', path: '/apis/test/v1/things', resource: 'things' };
const { cert, key } = selfSigned();

interface Speaking extends AsyncDisposable {
  readonly url: string;
  readonly sessions: ServerHttp2Session[];
  readonly requests: Http2ServerRequest[];
}

type Answer = (request: Http2ServerRequest, response: Http2ServerResponse) => void;
const ok: Answer = (_request, response) => void response.end('{"fine":true}');

/** An apiserver that speaks HTTP/2, and HTTP/1.1 to whoever asks for it. */
async function speaking(answer: Answer): Promise<Speaking> {
  const [sessions, requests]: [ServerHttp2Session[], Http2ServerRequest[]] = [[], []];
  const server = createSecureServer({ cert, key, allowHTTP1: true }, (request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.on('session', (session) => void sessions.push(session));
  const url = await listening(server, 'https');
  const end = async (): Promise<void> => {
    for (const session of sessions) session.destroy();
    await closed(server);
  };
  return { url, sessions, requests, [Symbol.asyncDispose]: end };
}

async function listening(server: Server, scheme: string): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const closed = (server: Server): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));

function over(server: string): Transport {
  const connection = {
    server,
    tls: { ca: cert, servername: 'sagemaker-operator' },
    namespace: undefined,
    headers: async () => ({ authorization: 'Bearer token' }),
  };
  return transportTo(server, { connection, wire: multiplexed({ connection, connections: 2 }) });
}

const many = (transport: Transport): Promise<unknown[]> => Promise.all(Array.from({ length: 150 }, () => transport.call(get)));

test('a hundred and fifty calls at once and those after them share one connection', async () => {
  await using server = await speaking(ok);
  const transport = over(server.url);
  expect(await many(transport)).toEqual(Array.from({ length: 150 }, () => ({ fine: true })));
  await transport.call(get);
  expect(server.sessions).toHaveLength(1);
  await transport.close();
});

test('method, path, headers and body arrive', async () => {
  let body = '';
  await using server = await speaking((request, response) => {
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => response.end('{}'));
  });
  const transport = over(server.url);
  await transport.call({ ...get, method: 'POST', query: { dryRun: 'All' }, body: { a: 'ü' }, headers: { 'x-more': '1' } });
  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'POST', url: '/apis/test/v1/things?dryRun=All' });
  expect(request?.headers).toMatchObject({ authorization: 'Bearer token', 'content-type': 'application/json', 'x-more': '1' });
  expect(body).toBe('{"a":"ü"}');
  await transport.close();
});

test('a refusal keeps its status and the apiserver’s words', async () => {
  await using server = await speaking((_request, response) => {
    response.writeHead(403).end('{"kind":"Status","code":403,"reason":"Forbidden","message":"you may not"}');
  });
  await expect(over(server.url).call(get)).rejects.toMatchObject({ status: 403, reason: 'Forbidden', message: 'you may not' });
});

/** As the apiserver does: what has come after the last that it took is not looked at. */
function endAfter({ stream }: Http2ServerRequest): void {
  stream.session?.goaway(constants.NGHTTP2_NO_ERROR, stream.id);
}

test('who is not known, and loses the connection by that, is told so for each of many calls', async () => {
  await using server = await speaking((request, response) => {
    response.writeHead(401).end('{}');
    endAfter(request);
  });
  const transport = over(server.url);
  const calls = await Promise.allSettled(Array.from({ length: 62 }, () => transport.call(get)));
  expect(new Set(calls.map((call) => call.status === 'rejected' && (call.reason as ApiError).status))).toEqual(new Set([401]));
});

test('what was not looked at when the server ended the connection is asked again, even a create', async () => {
  let ended = false;
  await using server = await speaking((request, response) => {
    if (!ended) endAfter(request);
    ended = true;
    ok(request, response);
  });
  const transport = over(server.url);
  const post = { ...get, method: 'POST', body: {} } as const;
  const answers = await Promise.all(Array.from({ length: 20 }, () => transport.call(post)));
  expect(answers).toEqual(Array.from({ length: 20 }, () => ({ fine: true })));
  expect(server.sessions.length).toBeGreaterThan(1);
});

test('an answer of megabytes arrives whole', async () => {
  const text = 'ü'.repeat(3_000_000);
  await using server = await speaking((_request, response) => void response.end(JSON.stringify({ text })));
  expect(await over(server.url).call(get)).toEqual({ text });
});

test.each(['at once', 'between answers'])('a connection that the server ends %s is followed by another', async (when) => {
  await using server = await speaking(ok);
  const transport = over(server.url);
  await transport.call(get);
  const [session] = server.sessions;
  if (when === 'at once') session?.destroy();
  else session?.goaway();
  await vi.waitUntil(() => transport.call(get).then(() => server.sessions.length > 1));
  await transport.call(get);
  expect(server.sessions).toHaveLength(2);
});

test('an answer that breaks off is none, and a read is asked again', async () => {
  let broken = false;
  await using server = await speaking((request, response) => {
    if (broken) return ok(request, response);
    broken = true;
    // What has come would be taken for all of it, were it not for the end of the connection.
    response.write('{"fine":false}', () => request.stream.session?.destroy());
    return undefined;
  });
  expect(await over(server.url).call(get)).toEqual({ fine: true });
  expect(server.requests).toHaveLength(2);
});

test('after a call that nobody answered in time the next one has a connection of its own', async () => {
  let silent = true;
  await using server = await speaking((request, response) => void (silent || ok(request, response)));
  const transport = over(server.url);
  await expect(transport.call({ ...get, timeoutMs: 500, attempts: 1 })).rejects.toMatchObject({ reason: 'Timeout' });
  silent = false;
  await transport.call(get);
  expect(server.sessions).toHaveLength(2);
});

test('a watch is read as it comes and ends with its signal, and calls go on beside it', async () => {
  await using server = await speaking((request, response) => {
    if (request.url.includes('watch')) response.write('{"first":1}\n');
    else ok(request, response);
  });
  const transport = over(server.url);
  const stop = new AbortController();
  const bytes = (await transport.stream({ ...get, query: { watch: true }, signal: stop.signal }))[Symbol.asyncIterator]();
  expect(String(Buffer.from((await bytes.next()).value as Uint8Array))).toBe('{"first":1}\n');
  expect(await transport.call(get)).toEqual({ fine: true });
  stop.abort(new Error('enough'));
  await expect(bytes.next()).rejects.toThrow('enough');
  expect(await transport.call(get)).toEqual({ fine: true });
  expect(server.sessions).toHaveLength(1);
});

test('who speaks HTTP/1.1 alone is asked so, by a few connections', async () => {
  let connections = 0;
  const server = createHttpsServer({ cert, key }, (_request, response) => void response.end('{"fine":true}'));
  server.on('secureConnection', ({ alpnProtocol }) => (connections += alpnProtocol === 'h2' ? 100 : 1));
  const transport = over(await listening(server, 'https'));
  expect(await many(transport)).toHaveLength(150);
  // Two of the pool, and the one that asked what it speaks, if the server saw it.
  expect(connections).toBeLessThanOrEqual(3);
  await transport.close();
  await closed(server);
});

test('a server without TLS, like kubectl proxy, is asked by HTTP/1.1', async () => {
  await using server = await serve(() => ({ body: { fine: true } }));
  const transport = over(server.url);
  expect(await transport.call(get)).toEqual({ fine: true });
  await transport.close();
});

test('a certificate that nobody vouches for is refused', async () => {
  await using server = await speaking(ok);
  const connection = { server: server.url, tls: {}, namespace: undefined, headers: async () => ({}) };
  const transport = transportTo(server.url, { connection, attempts: 1, wire: multiplexed({ connection, connections: 2 }) });
  await expect(transport.call(get)).rejects.toMatchObject({ status: 0, reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect(server.requests).toHaveLength(0);
});

test('nobody listens: that is told with the network’s code, and who comes back later is answered', async () => {
  const server = createTcpServer();
  const url = await listening(server, 'https');
  await closed(server);
  const transport = over(url);
  await expect(transport.call({ ...get, attempts: 1 })).rejects.toMatchObject({ status: 0, reason: 'ECONNREFUSED' });
  const back = createSecureServer({ cert, key }, ok);
  await new Promise<void>((resolve) => void back.listen(Number(new URL(url).port), '127.0.0.1', resolve));
  expect(await transport.call(get)).toEqual({ fine: true });
  await transport.close();
  await closed(back);
});

test('whoever gives up while the connection is being made is not held', async () => {
  const silent = createTcpServer((socket) => void socket.on('error', () => {}));
  const transport = over(await listening(silent, 'https'));
  const stop = new AbortController();
  const call = transport.call({ ...get, signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(call).rejects.toThrow('enough');
  silent.close();
});
