/**
 * Calls to the apiserver. Every answer but 2xx, and every missing answer, becomes an `ApiError`. What may safely be asked again is asked
 * again a few times, after a random wait; then the caller's own queue decides.
 */
import { createSecureContext } from 'node:tls';
import type { Clock } from '../engine/ports.ts';
import { ApiError, errorFromStatus, isApiError } from './api-error.ts';
import type { Connection } from './connection.ts';
import { retryDelay } from './retry.ts';
import { sleep } from './timing.ts';
import { type Incoming, lazyWire, type Wire } from './wire.ts';

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

interface Common {
  readonly connection: Connection;
  readonly clock: Clock;
  /** `sagemaker-operator/<version>` */
  readonly userAgent: string;
  readonly timeoutMs?: number;
  readonly attempts?: number;
  /** Called once per attempt. */
  readonly onCall?: (report: CallReport) => void;
}

/** What the pool takes, where no other wire is given. */
interface Pooled {
  readonly wire?: undefined;
  readonly connections?: number;
  /** Asked when a write has its connection and goes out. Absent: all may. */
  readonly mayWrite?: () => boolean;
}

interface Wired {
  readonly wire: Wire;
  readonly connections?: undefined;
  readonly mayWrite?: undefined;
}

export type TransportOptions = Common & (Pooled | Wired);

export class Transport {
  readonly #options: TransportOptions;
  readonly #server: URL;
  readonly #wire: Wire;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#server = new URL(options.connection.server);
    this.#wire = options.wire ?? lazyPool(options);
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
      const response = await this.#send('watch', request, { signal: request.signal });
      if (!isSuccess(response.statusCode)) throw await refusal(response);
      this.#report(request, response.statusCode, began);
      return bytesOf(response.body, request.signal);
    } catch (error) {
      throw this.#failed(request, began, error);
    }
  }

  /** Waits for the calls under way, then closes. Watches are ended by their own signals first. */
  async close(): Promise<void> {
    await this.#wire.close();
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
      const response = await this.#send('call', request, { signal: deadline.signal, renew });
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

  async #send(
    way: 'call' | 'watch',
    request: ApiRequest,
    { signal, renew = false }: { readonly signal: AbortSignal; readonly renew?: boolean },
  ): Promise<Incoming> {
    const auth = await this.#options.connection.headers(renew);
    return this.#wire[way]({
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

/** A broken certificate is told of at once, and what asks, half a megabyte of code, is loaded when it is needed. */
function lazyPool({ connection, connections, mayWrite }: Common & Pooled): Wire {
  const secureContext = createSecureContext(connection.tls);
  return lazyWire(async () => (await import('./pool.ts')).pool({ connection, secureContext, connections, mayWrite }));
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
async function refusal(response: Incoming): Promise<ApiError> {
  const body = await response.body
    .text()
    .then(parse)
    .catch(() => undefined);
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
