/**
 * The one error that talking to the apiserver ends in. Its message is the apiserver's own sentence (or ours, when no answer came),
 * never a body or a header: it is safe to log and to show.
 */
const MAX_MESSAGE = 2048;

export interface ApiErrorFields {
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The apiserver's machine-readable reason (`Conflict`, `Expired`), or the network error's code. */
  readonly reason: string;
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly reason: string;
  readonly retryAfterMs: number | undefined;

  constructor(fields: ApiErrorFields) {
    super(fields.message.slice(0, MAX_MESSAGE), fields.cause === undefined ? {} : { cause: fields.cause });
    this.status = fields.status;
    this.reason = fields.reason;
    this.retryAfterMs = fields.retryAfterMs;
  }
}

/** A `Status` object as the apiserver sends it: as the body of a refusal, or as the object of a watch's ERROR event. */
interface WireStatus {
  readonly code?: unknown;
  readonly reason?: unknown;
  readonly message?: unknown;
  readonly details?: { readonly retryAfterSeconds?: unknown };
}

/** Tolerates anything: a proxy in between answers with what it likes. */
export function errorFromStatus(body: unknown, fallback: { status: number; retryAfterMs?: number | undefined }): ApiError {
  const wire: WireStatus = typeof body === 'object' && body !== null ? body : {};
  const status = typeof wire.code === 'number' ? wire.code : fallback.status;
  const seconds = wire.details?.retryAfterSeconds;
  return new ApiError({
    status,
    reason: typeof wire.reason === 'string' && wire.reason !== '' ? wire.reason : `HTTP${status}`,
    message: typeof wire.message === 'string' && wire.message !== '' ? wire.message : `the apiserver answered ${status}`,
    retryAfterMs: fallback.retryAfterMs ?? (typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined),
  });
}

export const isApiError = (error: unknown, ...statuses: readonly number[]): error is ApiError =>
  error instanceof ApiError && (statuses.length === 0 || statuses.includes(error.status));

/** The history that a watch or a list's next page needs is compacted away: only a fresh list helps. */
export const isExpired = (error: unknown): boolean => isApiError(error, 410) || (isApiError(error) && error.reason === 'Expired');
