/**
 * Tags: the user's, kept in sync; the default ones, set along the way; and two of the operator's own, by which it knows its resources
 * and which tags it has set. docs/decisions/0003-tags.md tells why it is done so.
 */
import { createHash } from 'node:crypto';
import type { TagDrift, Target } from '../engine/ports.ts';
import type { Json, KindDescriptor, KubeObject, TagRule } from '../kinds/types.ts';
import { crName } from '../model/names.ts';

export type Tags = Readonly<Record<string, string>>;

/** Uid of the object that made the resource. */
export const OWNER_TAG = 'services.k8s.aws/owner-uid';
/** Which tags the operator has set: five characters of a hash per key, so that 50 keys fit into one value. */
export const APPLIED_TAG = 'services.k8s.aws/applied-tags';
const RESERVED: ReadonlySet<string> = new Set([OWNER_TAG, APPLIED_TAG]);

export interface TagContext {
  /** Keys to formats: `%CONTROLLER_SERVICE%-%CONTROLLER_VERSION%`. */
  readonly formats: Tags;
  readonly controllerVersion: string;
}

/** The user's tags over the default ones. AWS's own (`aws:`) and the operator's can't be set from a spec. */
export function wantedTags(kind: KindDescriptor, object: KubeObject, context: TagContext): Tags {
  return { ...defaultTags(kind, object, context), ...userTags(kind, object) };
}

function userTags({ service }: KindDescriptor, { spec }: KubeObject): Tags {
  const pairs = tagPairs(spec[crName(service.tags.member)]);
  return Object.fromEntries(
    pairs.filter(({ key }) => !key.startsWith('aws:') && !RESERVED.has(key)).map(({ key, value }) => [key, value ?? '']),
  );
}

function tagPairs(tags: Json | undefined): readonly UserTag[] {
  if (Array.isArray(tags)) return (tags as readonly UserTag[]).filter((tag) => typeof tag?.key === 'string' && tag.key !== '');
  return Object.entries((tags ?? {}) as Tags).map(([key, value]) => ({ key, value }));
}
type UserTag = { readonly key: string; readonly value?: string };
type AwsTag = { readonly Key: string; readonly Value?: string };

/** A format that comes out empty gives no tag. */
function defaultTags(kind: KindDescriptor, object: KubeObject, { formats, controllerVersion }: TagContext): Tags {
  const values: Tags = {
    CONTROLLER_SERVICE: kind.service.id,
    CONTROLLER_VERSION: controllerVersion,
    K8S_NAMESPACE: object.metadata.namespace,
    K8S_RESOURCE_NAME: object.metadata.name,
    K8S_RESOURCE_KIND: kind.kind,
    MANAGED_BY: object.metadata.labels?.['app.kubernetes.io/managed-by'] ?? '',
    KRO_VERSION: object.metadata.labels?.['kro.run/kro-version'] ?? '',
  };
  const expanded = Object.entries(formats).map(
    ([key, format]) => [key, format.replaceAll(/%(\w+)%/g, (_, name: string) => values[name] ?? '')] as const,
  );
  return Object.fromEntries(expanded.filter(([, value]) => value !== ''));
}

/** What Create and AddTags carry besides the wanted tags: nobody's drift, and no spec's to set. */
export function ownTags({ object, tags }: Target): Tags {
  return { [OWNER_TAG]: object.metadata.uid, [APPLIED_TAG]: marksOf(Object.keys(tags)) };
}

const MARK_LENGTH = 5;
const markOf = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, MARK_LENGTH);
const marksOf = (keys: readonly string[]): string => keys.map(markOf).sort().join('');

/** Tags as the service takes them. */
export const tagMember = (form: TagRule['form'], tags: Tags): Json =>
  form === 'map' ? tags : Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Tags as the service tells them, in either form. */
export function tagsOf(member: Json | undefined): Tags {
  if (!Array.isArray(member)) return (member ?? {}) as Tags;
  return Object.fromEntries((member as unknown as readonly AwsTag[]).map(({ Key, Value }) => [Key, Value ?? '']));
}

export const isOwned = (there: Tags, { object }: Target): boolean => there[OWNER_TAG] === object.metadata.uid;

/**
 * What to set and to remove; undefined when there is nothing to do. To set: the user's tags that are missing or differ. Default tags
 * alone are no reason: they are set at Create and whenever something is set, but an upgrade of the operator, whose version is among
 * them, must not touch every resource. To remove: what the operator set once and is wanted no longer; never what others have set.
 */
export function tagDrift(there: Tags, target: Target): TagDrift | undefined {
  const marks = marksIn(there[APPLIED_TAG] ?? '');
  const users = Object.entries(userTags(target.kind, target.object));
  if (users.every(([key, value]) => there[key] === value) && !hasStaleMarks(marks, target)) return undefined;
  const set = Object.fromEntries(Object.entries(target.tags).filter(([key, value]) => there[key] !== value));
  return { set, remove: Object.keys(there).filter((key) => marks.has(markOf(key)) && isRemovable(key, target)) };
}

const isRemovable = (key: string, { tags }: Target): boolean =>
  !Object.hasOwn(tags, key) && !RESERVED.has(key) && !key.startsWith('aws:');

/**
 * Marks of keys that are wanted no longer. Where the tag itself is gone already, a removal was interrupted: its mark must go too, or it
 * would later claim a tag of someone else's.
 */
function hasStaleMarks(marks: ReadonlySet<string>, { tags }: Target): boolean {
  const wanted = new Set(Object.keys(tags).map(markOf));
  return [...marks].some((mark) => !wanted.has(mark));
}

const marksIn = (marks: string): ReadonlySet<string> => new Set(marks.match(new RegExp(`.{${MARK_LENGTH}}`, 'g')));
