/**
 * What went wrong, as what to do next. AWS's errors are classified by code first: its texts change without notice (in 2026 the wording
 * of «already exists» did, and broke clients that matched on it).
 */
import type { ErrorMatch } from '../kinds/types.ts';

export const FAULT_KINDS = [
  /** Too many calls: slow down, for every object that shares the limit. */
  'throttled',
  /** An account limit or a lack of capacity: wait, others may finish. */
  'quota',
  /** Credentials or permissions: a platform team will mend it, the spec need not change. */
  'denied',
  /** AWS refuses the spec: only an edit helps. */
  'invalid',
  /** Something that the spec names is not there, or will not do. */
  'missing',
  /** Something that the spec names is on its way, and will wake this object: no trouble. */
  'pending',
  /** The resource itself is not there. */
  'absent',
  /** The name is taken. */
  'taken',
  /** Not in this state; AWS will allow it later. */
  'conflict',
  /** A mutation whose reply was lost: it may have happened. Look before acting again. */
  'ambiguous',
  /** AWS or the network is unwell; nothing was changed. */
  'transient',
  /** Our own mistake: shown, retried slowly, never a crash. */
  'bug',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export class Fault extends Error {
  override readonly name = 'Fault';
  readonly kind: FaultKind;
  /** AWS's error code, or the name of the local cause. */
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(kind: FaultKind, code: string, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Code of a call that was not made, for want of a turn: of AWS it tells nothing. */
export const NO_TURN = 'LocalRateLimit';
export const isUnsent = (error: unknown): boolean => error instanceof Fault && error.code === NO_TURN;

export type ClusterFaultKind =
  /** Someone else wrote first: look again. */
  | 'conflict'
  /** The object is gone, or another of the same name stands in its place. */
  | 'gone'
  /** The apiserver refuses: RBAC, or a schema older than this program. */
  | 'refused'
  /** The apiserver is unreachable or unwell. */
  | 'unavailable';

export class ClusterFault extends Error {
  override readonly name = 'ClusterFault';
  readonly kind: ClusterFaultKind;

  constructor(kind: ClusterFaultKind, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.kind = kind;
  }
}

/** An AWS error as the wire told it. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  /** Absent: no reply came. */
  readonly httpStatus?: number;
}

const THROTTLED = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
  'SlowDown',
  'PriorRequestNotComplete',
  'LimitExceededException',
]);
const QUOTA = new Set([
  'ResourceLimitExceeded',
  'ServiceQuotaExceededException',
  'InsufficientCapacityException',
  'CapacityError',
]);
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'MissingAuthenticationToken',
  'IncompleteSignature',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'OptInRequired',
  'NotAuthorized',
  'CredentialsProviderError',
  'UnauthorizedException',
]);
const TAKEN = new Set(['ResourceInUse', 'ResourceInUseException', 'ResourceAlreadyExists', 'ResourceAlreadyExistsException']);
const CONFLICT = new Set([
  'ConflictException',
  'OperationAbortedException',
  'ConcurrentUpdateException',
  'RequestAlreadyInProgressException',
]);
const ABSENT = new Set(['ResourceNotFound', 'ResourceNotFoundException', 'ObjectNotFoundException']);
const INVALID = new Set([
  'ValidationException',
  'ValidationError',
  'SerializationException',
  'InvalidParameterCombination',
  'InvalidParameterValue',
  'MissingParameter',
  'InvalidAction',
  'UnknownOperationException',
]);
/** Said with a 4xx, and yet nothing is wrong with the request. */
const UNWELL = new Set([
  'RequestTimeout',
  'RequestTimeoutException',
  'IDPCommunicationError',
  'InternalFailure',
  'InternalError',
  'ServiceUnavailable',
]);
/** A text by which Create says that the name is taken, in any of its wordings: to be called taken only costs a look. */
const EXISTS = /already exist|names must be unique within/i;
/** Texts by which a ValidationException says that something named in the input is not there. */
const MISSING = /^Could not find|^RecordNotFound|does not exist\.?$|cannot be found|was not found/i;
/** Texts by which a ValidationException says «not in this state». */
const NOT_NOW =
  /cannot (?:be )?(?:update|delete|stop|modif)\w* .*(?:in|while|status|state)|rejected because .* is in status|in-progress|is currently|unable to transition/i;

export interface ClassifyContext {
  readonly mutates: boolean;
  readonly creates: boolean;
  readonly absent: readonly ErrorMatch[];
  readonly taken: readonly ErrorMatch[];
}

export const matches = ({ code, message }: WireError, rules: readonly ErrorMatch[]): boolean =>
  rules.some(
    ({ code: of, messagePrefix = '', messageSuffix = '' }) =>
      of === code && message.startsWith(messagePrefix) && message.endsWith(messageSuffix),
  );

/** Which kind of fault an AWS error is. Pure and total: an unknown code falls to what its HTTP status says. */
export function classify(error: WireError, context: ClassifyContext): FaultKind {
  if (error.httpStatus === undefined && !DENIED.has(error.code)) return context.mutates ? 'ambiguous' : 'transient';
  if (THROTTLED.has(error.code) || error.httpStatus === 429) return 'throttled';
  if (QUOTA.has(error.code)) return 'quota';
  if (DENIED.has(error.code)) return 'denied';
  if (context.creates && (TAKEN.has(error.code) || matches(error, context.taken))) return 'taken';
  if (!context.creates && (matches(error, context.absent) || ABSENT.has(error.code))) return 'absent';
  if (CONFLICT.has(error.code) || TAKEN.has(error.code)) return 'conflict';
  if (ABSENT.has(error.code)) return 'missing';
  if (INVALID.has(error.code)) return invalidKind(error, context);
  if (UNWELL.has(error.code) || (error.httpStatus !== undefined && error.httpStatus >= 500))
    return context.mutates ? 'ambiguous' : 'transient';
  return error.httpStatus === 403 || error.httpStatus === 401 ? 'denied' : 'invalid';
}

function invalidKind(error: WireError, context: ClassifyContext): FaultKind {
  if (context.creates && EXISTS.test(error.message)) return 'taken';
  // A read names nothing but the resource itself: whatever words AWS finds today, it is the resource that is not there.
  if (MISSING.test(error.message)) return context.mutates ? 'missing' : 'absent';
  return !context.creates && NOT_NOW.test(error.message) ? 'conflict' : 'invalid';
}
