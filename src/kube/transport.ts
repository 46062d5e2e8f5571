/**
 * One capped pool of connections for calls and another for watches, which hold a connection each for minutes and must not starve
 * the calls. HTTP/1.1 on purpose: uncapped it opened a connection per waiting call (6 times slower), and 32 are plenty.
 *
 * Every answer but 2xx, and every missing answer, becomes an `ApiError`. What may safely be asked again is asked again a few times,
 * after a random wait; then the caller's own queue decides.
 */
import { createSecureContext } from 'node:tls';
import { Agent, type Dispatcher } from 'undici';
import type { Clock } from '../engine/ports.ts';
import { ApiError, errorFromStatus, isApiError } from './api-error.ts';
import type { Connection } from './connection.ts';
import { fence } from './fence.ts';
import { retryDelay } from './retry.ts';
import { sleep } from './timing.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly contentType?: string;
  /** Besides those that prove who we are, and over them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For metrics: the plural, never a name. */
  readonly resource: string;
  readonly subresource?: string;
  readonly timeoutMs?: number;
  /** 1: no second attempt. For callers with a pace of their own, like the lease. */
  readonly attempts?: number;
  readonly signal?: AbortSignal;
}

export interface CallReport {
  readonly method: string;
  readonly resource: string;
  readonly subresource?: string;
  /** 0: no answer. */
  readonly status: number;
  readonly durationMs: number;
}

export interface TransportOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  /** `sagemaker-operator/<version>` */
  readonly userAgent: string;
  readonly timeoutMs?: number;
  readonly attempts?: number;
  readonly connections?: number;
  /** Asked when a write has its connection and goes out. Absent: all may. */
  readonly mayWrite?: () => boolean;
  /** Called once per attempt. */
  readonly onCall?: (report: CallReport) => void;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** A watch answers its headers at once, however long it stays silent afterwards. */
const WATCH_HEADERS_TIMEOUT_MS = 30_000;
/** Below the apiserver's and every usual load balancer's idle timeout: the side that closes first is ours. */
const KEEP_ALIVE_MS = 60_000;

export class Transport {
  readonly #options: TransportOptions;
  readonly #server: URL;
  readonly #calls: Dispatcher;
  readonly #watches: Agent;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#server = new URL(options.connection.server);
    // Made once: each connection would parse the certificates for itself, a millisecond and some of memory each, and a watch has its own.
    const secureContext = createSecureContext(options.connection.tls);
    const shared = {
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: { ...options.connection.tls, secureContext, timeout: CONNECT_TIMEOUT_MS } as NonNullable<Agent.Options['connect']>,
    };
    const calls = new Agent({ ...shared, connections: options.connections ?? 32 });
    this.#calls = options.mayWrite ? calls.compose(fence(options.mayWrite)) : calls;
    this.#watches = new Agent({ ...shared, headersTimeout: WATCH_HEADERS_TIMEOUT_MS, bodyTimeout: 0 });
  }

  /** The answer's JSON. Throws `ApiError`, or the signal's reason when the caller gave up. */
  async call(request: ApiRequest): Promise<unknown> {
    const attempts = request.attempts ?? this.#options.attempts ?? 4;
    let renewed = false;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#attempt(request, renewed);
      } catch (error) {
        if (!isApiError(error)) throw error;
        if (error.status === 401 && !renewed) {
          renewed = true;
          continue;
        }
        const delay = attempt + 1 < attempts ? retryDelay(error, request.method, attempt, this.#options.clock) : undefined;
        if (delay === undefined) throw error;
        await sleep(this.#options.clock, delay, request.signal);
      }
    }
  }

  /** A watch: the body's bytes as they come, until the server ends it or the signal aborts. One attempt; the watcher retries. */
  async stream(request: ApiRequest & { readonly signal: AbortSignal }): Promise<AsyncIterable<Uint8Array>> {
    const began = this.#options.clock.now();
    try {
      const response = await this.#send(this.#watches, request, request.signal);
      if (!isSuccess(response.statusCode)) throw await refusal(response);
      this.#report(request, response.statusCode, began);
      return bytesOf(response.body, request.signal);
    } catch (error) {
      throw this.#failed(request, began, error);
    }
  }

  /** Waits for the calls under way, then closes. Watches are ended by their own signals first. */
  async close(): Promise<void> {
    await Promise.all([this.#calls.close(), this.#watches.destroy()]);
  }

  async #attempt(request: ApiRequest, renew: boolean): Promise<unknown> {
    const began = this.#options.clock.now();
    const timeoutMs = request.timeoutMs ?? this.#options.timeoutMs ?? 15_000;
    const deadline = new AbortController();
    const onAbort = (): void => deadline.abort(request.signal?.reason);
    request.signal?.throwIfAborted();
    request.signal?.addEventListener('abort', onAbort, { once: true });
    const cancel = this.#options.clock.timer(timeoutMs, () => deadline.abort(timedOut(timeoutMs)));
    try {
      const response = await this.#send(this.#calls, request, deadline.signal, renew);
      if (!isSuccess(response.statusCode)) throw await refusal(response);
      const answer = parse(await response.body.text());
      this.#report(request, response.statusCode, began);
      return answer;
    } catch (error) {
      throw this.#failed(request, began, deadline.signal.aborted ? deadline.signal.reason : error);
    } finally {
      cancel();
      request.signal?.removeEventListener('abort', onAbort);
    }
  }

  async #send(agent: Dispatcher, request: ApiRequest, signal: AbortSignal, renew = false): Promise<Dispatcher.ResponseData> {
    const auth = await this.#options.connection.headers(renew);
    return agent.request({
      origin: this.#server.origin,
      path: this.#pathOf(request),
      method: request.method,
      headers: {
        ...auth,
        accept: 'application/json',
        'user-agent': this.#options.userAgent,
        ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
        ...request.headers,
      },
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal,
    });
  }

  #pathOf(request: ApiRequest): string {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(request.query ?? {})) if (value !== undefined) query.set(name, String(value));
    const prefix = this.#server.pathname.replace(/\/$/, '');
    return query.size === 0 ? prefix + request.path : `${prefix}${request.path}?${query.toString()}`;
  }

  /** What the caller shall see: its own reason when it gave up, else an `ApiError`. Counted either way. */
  #failed(request: ApiRequest, began: number, error: unknown): unknown {
    if (request.signal?.aborted === true) return request.signal.reason;
    const failure = isApiError(error) ? error : unanswered(error);
    this.#report(request, failure.status, began);
    return failure;
  }

  #report(request: ApiRequest, status: number, began: number): void {
    const durationMs = this.#options.clock.now() - began;
    const { method, resource, subresource } = request;
    this.#options.onCall?.({ method, resource, status, durationMs, ...(subresource === undefined ? {} : { subresource }) });
  }
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new ApiError({ status: 0, reason: 'NotJson', message: 'the apiserver answered something that is not JSON' });
  }
}

/** A body that is cut or is no Status still has a status code, and that is enough. */
async function refusal(response: Dispatcher.ResponseData): Promise<ApiError> {
  const body = await response.body.json().catch(() => undefined);
  const seconds = Number(response.headers['retry-after']);
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
  return errorFromStatus(body, { status: response.statusCode, retryAfterMs });
}

const timedOut = (ms: number): ApiError =>
  new ApiError({ status: 0, reason: 'Timeout', message: `the apiserver did not answer within ${ms} ms` });

function unanswered(error: unknown): ApiError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'Unreachable';
  return new ApiError({ status: 0, reason: code, message: `no answer from the apiserver (${code})`, cause: error });
}

/** Reading may fail long after the headers came; those failures get the same shape as the others. */
async function* bytesOf(body: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw signal.aborted ? signal.reason : unanswered(error);
  }
}
