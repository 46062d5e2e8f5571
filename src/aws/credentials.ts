/**
 * Whose power a call uses. A role is assumed in the name of the operator's own identity; what was obtained is kept until shortly before
 * it expires, and beyond that as long as it is valid, so that an outage of STS stops nobody who is working already.
 */
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { Fault } from '../engine/fault.ts';
import type { Clock } from '../engine/ports.ts';
import { withDeadline } from './deadline.ts';
import { faultOf } from './faults.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}
/** Throws a `Fault`: `denied`, `throttled` or `transient`. Never `ambiguous`, for without credentials nothing was sent. */
export type CredentialSource = (signal: AbortSignal) => Promise<Credentials>;

/** Renewed this long before the end, so that no call is signed with what expires on the way. Milliseconds. */
const RENEW_BEFORE_MS = 300_000;
const USABLE_BEFORE_MS = 10_000;
/** All calls of a scope wait for the same answer: one that never comes must not hold them for ever. */
const TIMEOUT_MS = 30_000;

export interface RememberOptions {
  readonly clock: Clock;
  /** Whose credentials these are, when not the operator's own. */
  readonly roleArn?: string;
}

/** Asks `source` once for all who wait, and again when what it gave is about to expire. */
export function remembered(source: CredentialSource, { clock, roleArn }: RememberOptions): () => Promise<Credentials> {
  let held: Credentials | undefined;
  let asking: Promise<Credentials> | undefined;
  const leftMs = (): number => (held === undefined ? 0 : (held.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - clock.now());
  const renew = async (): Promise<Credentials> => {
    try {
      held = await withDeadline({ clock, timeoutMs: TIMEOUT_MS }, new AbortController().signal, source);
      return held;
    } catch (error) {
      if (held && leftMs() > USABLE_BEFORE_MS) return held;
      throw credentialFault(error, roleArn);
    } finally {
      asking = undefined;
    }
  };
  return async () => {
    if (held && leftMs() > RENEW_BEFORE_MS) return held;
    asking ??= renew();
    return asking;
  };
}

/** A spec can't be wrong here and no deed was begun: whatever STS calls it, someone else must mend it, or time. */
function credentialFault(error: unknown, roleArn: string | undefined): Fault {
  const fault = faultOf(error, { mutates: false, creates: false, absent: [], taken: [] });
  const passing = fault.kind === 'throttled' || fault.kind === 'transient';
  const what = roleArn === undefined ? fault.message : `role ${roleArn} cannot be assumed: ${fault.message}`;
  const advice = passing || roleArn === undefined ? '' : `. ${WHAT_TO_CHECK}`;
  return new Fault(passing ? fault.kind : 'denied', fault.code, `no AWS credentials: ${what}${advice}`, { cause: error });
}

const WHAT_TO_CHECK =
  "Check that the role exists, that its trust policy names the operator's own identity, and that this identity may call sts:AssumeRole on it";

export interface RoleOptions {
  readonly roleArn: string;
  readonly sessionName: string;
}

export function assumedRole(sts: STSClient, { roleArn, sessionName }: RoleOptions): CredentialSource {
  return async (signal) => {
    const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName });
    const { Credentials: given } = await sts.send(command, { abortSignal: signal });
    if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined) {
      throw new Fault('transient', 'NoCredentials', `STS gave no credentials for ${roleArn}`);
    }
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
      ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
    };
  };
}
