/** Which failed calls are asked again, and after how long: one pure function, so that the rule can be read and tested as a table. */
import type { Clock } from '../engine/ports.ts';
import type { ApiError } from './api-error.ts';
import { fullJitter, type Backoff } from './timing.ts';

/** Why a write was not sent: this replica does not lead. */
export const NOT_LEADING = 'NotLeading';
/** Why nothing was sent: the connection did not stand in time. */
export const CONNECT_TIMEOUT = 'ConnectTimeout';
/** Why nothing was done: the server ended the connection before it looked at what was sent. */
export const NOT_TAKEN = 'NotTaken';

/** A wait longer than this is the work queue's business: it can do something else meanwhile. */
const LONGEST_WAIT_MS = 10_000;
const BACKOFF: Backoff = { baseMs: 100, capMs: 5_000 };

/** The server cannot have acted: even a create may be repeated. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  CONNECT_TIMEOUT,
  NOT_TAKEN,
]);
/** Doing these twice ends where doing them once does. */
const IDEMPOTENT = new Set(['GET', 'PATCH', 'DELETE']);

/** Milliseconds to wait before the next attempt; `undefined`: give up. `attempt` counts from 0. */
export function retryDelay(error: ApiError, method: string, attempt: number, clock: Pick<Clock, 'random'>): number | undefined {
  if (!isRetryable(error, method)) return undefined;
  const asked = error.retryAfterMs ?? 0;
  if (asked > LONGEST_WAIT_MS) return undefined;
  return asked + fullJitter(attempt, BACKOFF, clock);
}

function isRetryable(error: ApiError, method: string): boolean {
  if (error.reason === NOT_LEADING) return false;
  if (error.status === 429 || NEVER_SENT.has(error.reason)) return true;
  const unwell = error.status === 0 || (error.status >= 500 && error.status !== 501);
  return unwell && IDEMPOTENT.has(method);
}
