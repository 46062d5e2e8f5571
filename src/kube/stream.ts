/** One watch connection, from its bytes to typed lines, with a dead-man's switch: a connection that says nothing is presumed dead. */
import type { Clock } from '../engine/ports.ts';
import { ApiError, errorFromStatus } from './api-error.ts';
import { LineSplitter } from './lines.ts';
import type { ApiObject, ResourceClient, Selection } from './rest.ts';

export type WireEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly initialEnd: boolean };

export interface WatchStream<T> {
  /** `undefined`: the server has ended the watch, as it does every few minutes. Throws `ApiError`. */
  next(): Promise<WireEvent<T> | undefined>;
  /** Frees the connection. Idempotent. */
  close(): void;
}

export interface StreamOptions<T extends ApiObject> {
  readonly client: ResourceClient<T>;
  readonly selection: Selection;
  readonly query: Readonly<Record<string, string | number | boolean>>;
  readonly clock: Clock;
  /** Bookmarks come about once a minute, so silence for longer than that is a fault. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
}

export async function openStream<T extends ApiObject>(options: StreamOptions<T>): Promise<WatchStream<T>> {
  const abort = new AbortController();
  const onAbort = (): void => abort.abort(options.signal.reason);
  const close = (): void => {
    options.signal.removeEventListener('abort', onAbort);
    abort.abort(new ApiError({ status: 0, reason: 'Closed', message: 'the watch was closed' }));
  };
  options.signal.throwIfAborted();
  options.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const bytes = await options.client.watch(options.selection, options.query, abort.signal);
    const events = eventsOf<T>(guarded(bytes, options, abort));
    return { next: async () => (await events.next()).value ?? undefined, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Passes the chunks on, and aborts the connection when none has come for too long. */
async function* guarded(
  bytes: AsyncIterable<Uint8Array>,
  options: Pick<StreamOptions<ApiObject>, 'clock' | 'silenceMs'>,
  abort: AbortController,
): AsyncGenerator<Uint8Array> {
  const arm = (): (() => void) => options.clock.timer(options.silenceMs, () => abort.abort(silent(options.silenceMs)));
  let disarm = arm();
  try {
    for await (const chunk of bytes) {
      disarm();
      disarm = arm();
      yield chunk;
    }
  } finally {
    disarm();
  }
}

const silent = (ms: number): ApiError =>
  new ApiError({ status: 0, reason: 'Silent', message: `the watch said nothing for ${ms} ms` });
const unreadable = (cause: unknown): ApiError =>
  new ApiError({ status: 0, reason: 'Unreadable', message: 'the watch sent a line that is not a watch event', cause });
const cut = (): ApiError => new ApiError({ status: 0, reason: 'Cut', message: 'the watch ended in the middle of a line' });

export const isUnreadable = (error: unknown): boolean => error instanceof ApiError && error.reason === 'Unreadable';

async function* eventsOf<T extends ApiObject>(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<WireEvent<T>, undefined> {
  const splitter = new LineSplitter();
  for await (const chunk of bytes) {
    for (const line of linesOf(splitter, chunk)) if (line.trim() !== '') yield parseEvent<T>(line);
  }
  if (splitter.pending > 0) throw cut();
  return undefined;
}

function* linesOf(splitter: LineSplitter, chunk: Uint8Array): Generator<string> {
  try {
    yield* splitter.push(chunk);
  } catch (error) {
    throw unreadable(error);
  }
}

function parseEvent<T extends ApiObject>(line: string): WireEvent<T> {
  const { type, object } = parseLine(line);
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, object: object as T };
    case 'BOOKMARK': {
      const { annotations, resourceVersion } = (object as T).metadata;
      return { type, resourceVersion, initialEnd: annotations?.['k8s.io/initial-events-end'] === 'true' };
    }
    case 'ERROR':
      throw errorFromStatus(object, { status: 500 });
    default:
      throw unreadable(new TypeError(`an event of type ${type.slice(0, 40)}`));
  }
}

function parseLine(line: string): { readonly type: string; readonly object: object } {
  const event = parseJson(line);
  if (typeof event !== 'object' || event === null || !('type' in event) || !('object' in event)) throw unreadable(undefined);
  const { type, object } = event;
  if (typeof type !== 'string' || typeof object !== 'object' || object === null) throw unreadable(undefined);
  return { type, object };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw unreadable(error);
  }
}
