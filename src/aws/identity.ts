/** The name under which an object lives in AWS. The name is the idempotency key of a Create, so it must come out the same every time. */
import { createHash } from 'node:crypto';
import type { KindDescriptor, KubeObject } from '../kinds/types.ts';
import { crName } from '../model/names.ts';

/** The spec's, else the one that status remembers, else one derived from the object's name and uid. */
export function awsName(kind: KindDescriptor, object: KubeObject): string {
  const field = crName(kind.name.member);
  return text(object.spec[field]) ?? text(object.status?.[field]) ?? derivedName(object.metadata, kind.name.maxLength);
}

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
