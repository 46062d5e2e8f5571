/** The name under which an object lives in AWS. The name is the idempotency key of a Create, so it must come out the same every time. */
import { createHash } from 'node:crypto';
import type { IdRule, KindDescriptor, KubeObject } from '../kinds/types.ts';
import { crName } from '../model/names.ts';

/** The spec's, else the one that status remembers, else one derived from the object's name and uid; none where the API knows none. */
export function awsName({ name: rule }: KindDescriptor, { spec, status, metadata }: KubeObject): string | undefined {
  if (!rule) return undefined;
  const field = crName(rule.member);
  const given = text(spec[field]) ?? text(status?.[field]);
  return given ?? (rule.derived === false ? undefined : derivedName(metadata, rule.maxLength));
}

/** What addresses the resource in AWS. Undefined where AWS makes it and has not told it yet, or status was lost. */
export function awsId(kind: KindDescriptor, object: KubeObject): string | undefined {
  const { id, name } = kind;
  if (!id) return awsName(kind, object);
  // A member that takes either: a model package's name, or the ARN of one that has no name.
  if (id.member === name?.member && text(object.spec[crName(name.member)]) !== undefined) return awsName(kind, object);
  const arn = object.status?.ackResourceMetadata?.arn;
  const kept = id.from === 'arn' ? undefined : object.status?.[crName(id.member)];
  return text(kept) ?? (typeof kept === 'number' ? String(kept) : arn === undefined ? undefined : idInArn(id, arn));
}

/** The id, where the ARN tells it. */
export function idInArn({ from }: IdRule, arn: string): string | undefined {
  if (from === 'output') return undefined;
  return from === 'arn' ? arn : arn.slice(arn.lastIndexOf('/') + 1);
}

/**
 * The token by which AWS knows a Create that it has answered before. The same for every try to make one resource; another once AWS has
 * shown that resource and it was made anew, or AWS would answer with the one that is gone.
 */
export function createToken({ metadata, status }: KubeObject): string {
  return createHash('sha256')
    .update(`${metadata.uid} ${text(status?.[crName('CreationTime')]) ?? ''}`)
    .digest('hex')
    .slice(0, TOKEN_LENGTH);
}
/** Within what every token of the API takes: 32 to 128 characters of these, and 36 at most where it is short. */
const TOKEN_LENGTH = 36;

const DIGEST_LENGTH = 10;

/**
 * `<slug of the object's name>-<10 hex digits of its uid's hash>`, in lower case, for endpoint and tuning job names are compared without
 * case. An object that is deleted and made again has another uid, so it never meets the name of its predecessor's resource.
 */
export function derivedName({ name, uid }: KubeObject['metadata'], maxLength: number): string {
  const digest = createHash('sha256').update(uid).digest('hex').slice(0, DIGEST_LENGTH);
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, maxLength - DIGEST_LENGTH - 1)
    .replaceAll(/^-+|-+$/g, '');
  return slug === '' ? digest : `${slug}-${digest}`;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
