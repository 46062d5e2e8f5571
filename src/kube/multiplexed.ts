/**
 * Every request as a stream of one connection, by HTTP/2: one handshake where a pool makes a dozen, and the code for it comes compiled with Node.
 * For who asks of all kinds at once and ends. Who does not speak it, a proxy in between perhaps, is asked by the pool.
 */
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants, type IncomingHttpHeaders } from 'node:http2';
import { isIP } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import type { Connection } from './connection.ts';
import { CONNECT_TIMEOUT, NOT_TAKEN } from './retry.ts';
import type { Incoming, Outgoing, Wire } from './wire.ts';

export interface MultiplexedOptions {
  readonly connection: Pick<Connection, 'server' | 'tls'>;
  /** How many the pool may have. */
  readonly connections: number;
}

type Options = MultiplexedOptions & { readonly secureContext: SecureContext };

const CONNECT_TIMEOUT_MS = 10_000;
/** What may be on its way unread: with Node's 64 kB a page of a log would wait for a far server sixteen times a megabyte. */
const WINDOW_BYTES = 4 * 1_048_576;

export function multiplexed(given: MultiplexedOptions): Wire {
  const options = { ...given, secureContext: createSecureContext(given.connection.tls) };
  let line: Promise<Wire> | undefined;
  /** The line that stands; another where it has ended, as apiservers end connections when they like. */
  const standing = (): Promise<Wire> => {
    if (line) return line;
    const opened = openLine(options, () => {
      if (line === opened) line = undefined;
    });
    return (line = opened);
  };
  return {
    call: async (request) => (await unlessAborted(standing(), request.signal)).call(request),
    watch: async (request) => (await unlessAborted(standing(), request.signal)).watch(request),
    close: async () => (await line?.catch(() => undefined))?.close(),
  };
}

/** `onEnd`: nothing more may be asked of it. */
async function openLine(options: Options, onEnd: () => void): Promise<Wire> {
  const { connection, connections, secureContext } = options;
  try {
    const server = new URL(connection.server);
    const socket = server.protocol === 'https:' ? await handshake(server, options) : undefined;
    if (socket?.alpnProtocol === 'h2') return lineOn(sessionOn(socket, server), onEnd);
    socket?.destroy();
    const { pool } = await import('./pool.ts');
    return pool({ connection, connections, secureContext });
  } catch (error) {
    onEnd();
    throw error;
  }
}

function handshake({ hostname, port }: URL, { connection, secureContext }: Options): Promise<TLSSocket> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...connection.tls,
      host,
      port: port === '' ? 443 : Number(port),
      secureContext,
      ALPNProtocols: ['h2', 'http/1.1'],
      timeout: CONNECT_TIMEOUT_MS,
    });
    socket
      .once('error', reject)
      .once('timeout', () => void socket.destroy(withCode(CONNECT_TIMEOUT, 'the connection took too long')))
      .once('secureConnect', () => {
        socket.setTimeout(0).off('error', reject);
        resolve(socket);
      });
  });
}

function sessionOn(socket: TLSSocket, { origin }: URL): ClientHttp2Session {
  const settings = { enablePush: false, initialWindowSize: WINDOW_BYTES };
  const session = connect(origin, { createConnection: () => socket, settings });
  return session.once('connect', () => session.setLocalWindowSize(WINDOW_BYTES));
}

function lineOn(session: ClientHttp2Session, onEnd: () => void): Wire {
  // What happens to a session happens to its streams, and they tell.
  session.on('error', onEnd).once('goaway', onEnd).once('close', onEnd);
  const asked = new Set<Promise<Incoming>>();
  let isStranger = false;
  /** The apiserver ends a connection on which it does not know who asks. */
  const onStranger = (): void => {
    isStranger = true;
    onEnd();
  };
  const send = async (request: Outgoing): Promise<Incoming> => {
    const answer = answerTo(request, session, onStranger);
    asked.add(answer);
    try {
      return await answer;
    } catch (error) {
      // Whoever gave up may have waited for a connection that is dead and does not know: nobody shall after them.
      if (request.signal.aborted) {
        onEnd();
        session.close();
        throw error;
      }
      // That the connection ends may be told before why it does: the others' answers say it.
      await unlessAborted(Promise.allSettled(asked), request.signal);
      if (isStranger) return STRANGER;
      throw error;
    } finally {
      asked.delete(answer);
    }
  };
  return {
    call: send,
    watch: send,
    close: () => new Promise((resolve) => (session.closed ? resolve() : session.close(resolve))),
  };
}

/** What those would have been answered who asked beside the first that was refused: that the connection has ended is not what is wrong. */
const STRANGER: Incoming = {
  statusCode: 401,
  headers: {},
  body: { async *[Symbol.asyncIterator]() {}, text: async () => '' },
};

function answerTo(request: Outgoing, session: ClientHttp2Session, onStranger: () => void): Promise<Incoming> {
  const { method, path, headers, body, signal } = request;
  return new Promise((resolve, reject) => {
    const stream = session.request({ ...headers, ':method': method, ':path': path }, { endStream: body === null, signal });
    stream
      .on('response', (headers: IncomingHttpHeaders & { ':status'?: number }) => {
        const { ':status': statusCode = 0 } = headers;
        if (statusCode === STRANGER.statusCode) onStranger();
        resolve({ statusCode, headers, body: bodyOf(stream) });
      })
      .on('error', (error) => reject(stream.rstCode === constants.NGHTTP2_REFUSED_STREAM ? notTaken() : error))
      .once('close', () => reject(brokenOff()));
    if (body !== null) stream.end(body);
  });
}

const bodyOf = (stream: ClientHttp2Stream): Incoming['body'] => ({
  [Symbol.asyncIterator]: () => bytesOf(stream),
  text: async () => Buffer.concat(await Array.fromAsync(bytesOf(stream))).toString(),
});

/** A stream whose connection breaks ends like one that is complete, but for its code. */
async function* bytesOf(stream: ClientHttp2Stream): AsyncGenerator<Uint8Array, void> {
  yield* stream as AsyncIterable<Uint8Array>;
  if (stream.aborted || (stream.rstCode ?? 0) !== constants.NGHTTP2_NO_ERROR) throw brokenOff();
}

const withCode = (code: string, message: string): Error => Object.assign(new Error(message), { code });
const notTaken = (): Error => withCode(NOT_TAKEN, 'the apiserver was closing the connection');
const brokenOff = (): Error => withCode('ECONNRESET', 'the connection was closed before the answer was complete');

/** Opening is shared, and is not ended because one of those who wait for it gives up. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
