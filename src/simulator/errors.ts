import type { JsonObject } from './json.ts';

/** An answer that AWS gives instead of the output, as the wire carries it. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** The `__type` of the body, without a namespace: `ValidationException`. */
  readonly code: string;
  readonly status: number;
  /** Further members of the body. */
  readonly details: JsonObject;

  constructor(code: string, message: string, status: number = STATUS[code] ?? 400, details: JsonObject = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/** HTTP status of the common errors; every error that SageMaker models itself is a 400. */
const STATUS: Readonly<Record<string, number>> = {
  InternalFailure: 500,
  ServiceUnavailable: 503,
  MissingAuthenticationToken: 403,
  InvalidClientTokenId: 403,
  UnrecognizedClientException: 403,
  OptInRequired: 403,
};

export const validationError = (message: string): AwsError => new AwsError('ValidationException', message);

export const malformed = (message: string): AwsError => new AwsError('SerializationException', message);
