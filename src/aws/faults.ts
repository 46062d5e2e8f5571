/**
 * What the SDK throws, as a Fault. The SDK's exceptions differ by what failed (AWS answered, the network, credentials, a deadline); here
 * they become a code, a text and whether any answer came, and `classify` does the rest.
 */
import { ApplicationAutoScalingServiceException } from '@aws-sdk/client-application-auto-scaling';
import { GreengrassV2ServiceException } from '@aws-sdk/client-greengrassv2';
import { SageMakerServiceException } from '@aws-sdk/client-sagemaker';
import { classify, Fault, type ClassifyContext, type FaultKind, type WireError } from '../engine/fault.ts';
import { wordMessage, type Wording } from './messages.ts';
import { namedFields } from './named-fields.ts';

export interface FaultContext extends ClassifyContext {
  readonly wording?: Wording;
}

/** The parts of an SDK exception that are read; every one may be missing. */
interface Thrown {
  readonly name?: string;
  readonly code?: unknown;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** Where our clock is wrong the SDK corrects it at every answer, and says so of every error: only these are about it. */
const OF_THE_CLOCK: ReadonlySet<string> = new Set([
  'AuthFailure',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
]);

/** Total: whatever was thrown becomes a Fault, and a Fault stays itself. */
export function faultOf(thrown: unknown, context: FaultContext): Fault {
  if (thrown instanceof Fault) return thrown;
  const error = read(thrown);
  const skewed = (thrown as Thrown | undefined)?.$metadata?.clockSkewCorrected === true && OF_THE_CLOCK.has(error.code);
  // The SDK has learnt AWS's clock from the refusal, and nothing was done: the next attempt is signed with the right time.
  const kind = skewed ? 'transient' : classify(error, context);
  const retryAfterMs = retryAfter(thrown);
  return new Fault(kind, error.code, describe(thrown, error, context) + fields(kind, error, context), {
    cause: thrown,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** The code as AWS's answer or the network named it. `httpStatus` only where an answer came that AWS's protocol explains. */
export function read(thrown: unknown): WireError {
  const error: Thrown = typeof thrown === 'object' && thrown !== null ? thrown : { message: String(thrown) };
  const message = error.message ?? '';
  const status = error.$metadata?.httpStatusCode;
  const code = typeof error.code === 'string' && status === undefined ? error.code : (error.name ?? 'Unknown');
  if (status === undefined || !explains(code, status)) return { code, message };
  return { code, message, httpStatus: status };
}

/**
 * An answer that isn't AWS's protocol (a proxy's page, a body cut short) explains nothing, save by a status that speaks for itself. A
 * success that can't be read is such an answer too: the deed may be done.
 */
const explains = (code: string, status: number): boolean =>
  status >= 400 && (code !== 'SyntaxError' || status >= 500 || status === 401 || status === 403 || status === 429);

/** The SDK throws these themselves for a code that the service model does not know, and subclasses of them for those that it does. */
const UNMODELLED = [SageMakerServiceException, ApplicationAutoScalingServiceException, GreengrassV2ServiceException] as const;

/** The incumbent's forms, which scripts match on: errors that the service model knows are `CODE: text`, others `api error CODE: text`. */
function describe(thrown: unknown, error: WireError, context: FaultContext): string {
  const text = wordMessage(error.message, context.wording) || 'no message';
  if (error.httpStatus === undefined) return `${error.code}: ${text}`;
  const modelled = UNMODELLED.some((base) => thrown instanceof base && thrown.constructor !== base);
  return modelled ? `${error.code}: ${text}` : `api error ${error.code}: ${text}`;
}

/** What the user can mend, by the names that the user knows. An error that has been worded with them says enough. */
function fields(kind: FaultKind, { message }: WireError, { wording }: FaultContext): string {
  if (!wording || (kind !== 'invalid' && kind !== 'missing') || IS_COMPLAINT.test(message)) return '';
  const named = namedFields(message, wording);
  return named.length === 0 ? '' : ` (${named.join(', ')})`;
}
const IS_COMPLAINT = /failed to satisfy constraint/;

/** Longest wait that a server may ask for: an absurd header must not silence an object for a day. */
const MAX_RETRY_AFTER_MS = 300_000;

function retryAfter(thrown: unknown): number | undefined {
  const seconds = Number((thrown as Thrown | undefined)?.$response?.headers?.['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, MAX_RETRY_AFTER_MS) : undefined;
}
