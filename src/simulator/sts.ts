import { createHash } from 'node:crypto';
import { AwsError } from './errors.ts';
import type { Principal, Principals } from './principals.ts';

/** A call of the query protocol: a form with an `Action`. */
export interface StsCall {
  readonly form: URLSearchParams;
  /** Undefined: unsigned, as AssumeRoleWithWebIdentity is. */
  readonly principal: Principal | undefined;
  readonly at: number;
  readonly requestId: string;
}

const XMLNS = 'https://sts.amazonaws.com/doc/2011-06-15/';

/**
 * As much of STS as SDKs need to find out who they are and to become a role: GetCallerIdentity, AssumeRole and
 * AssumeRoleWithWebIdentity. Trust policies and web identity tokens are not looked at.
 */
export function answerSts(principals: Principals, call: StsCall): string {
  const action = call.form.get('Action') ?? '';
  switch (action) {
    case 'GetCallerIdentity':
      return envelope(action, call, identity(signed(call)));
    case 'AssumeRole':
      signed(call);
      return envelope(action, call, assume(principals, call));
    case 'AssumeRoleWithWebIdentity':
      return envelope(action, call, assume(principals, call));
    default:
      throw new AwsError('InvalidAction', `Could not find operation ${action} for version ${call.form.get('Version') ?? ''}`);
  }
}

export const stsError = (error: AwsError, requestId: string): string =>
  `<ErrorResponse xmlns="${XMLNS}"><Error><Type>${error.status >= 500 ? 'Receiver' : 'Sender'}</Type>` +
  `${tag('Code', error.code)}${tag('Message', error.message)}</Error>${tag('RequestId', requestId)}</ErrorResponse>`;

function signed({ principal }: StsCall): Principal {
  if (principal === undefined) throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token');
  return principal;
}

const identity = ({ arn, userId, account }: Principal): string =>
  tag('Arn', arn) + tag('UserId', userId) + tag('Account', account);

function assume(principals: Principals, { form, at }: StsCall): string {
  const roleArn = form.get('RoleArn') ?? '';
  const session = form.get('RoleSessionName') ?? '';
  const { accessKeyId, principal } = principals.assume(roleArn, session);
  const secret = createHash('sha256').update(`${accessKeyId}/${session}/${at}`).digest('base64');
  const expires = new Date(at + Number(form.get('DurationSeconds') ?? 3600) * 1000).toISOString();
  return (
    `<AssumedRoleUser>${tag('AssumedRoleId', principal.userId)}${tag('Arn', principal.arn)}</AssumedRoleUser>` +
    `<Credentials>${tag('AccessKeyId', accessKeyId)}${tag('SecretAccessKey', secret.slice(0, 40))}` +
    `${tag('SessionToken', `simulator-${secret}`)}${tag('Expiration', expires)}</Credentials>`
  );
}

const envelope = (action: string, { requestId }: StsCall, result: string): string =>
  `<${action}Response xmlns="${XMLNS}"><${action}Result>${result}</${action}Result>` +
  `<ResponseMetadata>${tag('RequestId', requestId)}</ResponseMetadata></${action}Response>`;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const tag = (name: string, value: string): string =>
  `<${name}>${value.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character)}</${name}>`;
