/** The next status of an object, from what it was and what is known now. Pure. */
import type { Fields, KindDescriptor, KindStatus, KubeObject, Reason, ResourceMetadata } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { conditionsOf, isTrue, type Verdict } from './conditions.ts';

export interface Facts {
  /** CR-cased members made by `Remote.statusOf`. */
  readonly members: Fields;
  /** Members not in it are unchanged, not gone. */
  readonly partial: boolean;
  readonly arn?: string;
}

export interface NextStatus {
  readonly kind: KindDescriptor;
  readonly object: KubeObject;
  /** The AWS name in effect; none where the API knows none. */
  readonly name?: string;
  /** Fields of the operator's own to set, or with `null` to drop. */
  readonly marks?: Fields;
  /** Members that address the resource together with its name. */
  readonly beside?: Fields;
  readonly facts?: Facts;
  readonly verdict: Verdict;
  /** The role that an IAMRoleSelector gave. */
  readonly role?: Reason;
  readonly now: number;
}

/**
 * Until AWS has answered the Create there is nothing but conditions: readers wait for `status` to appear with an ARN in it, and take
 * everything they need from that first write.
 */
export function nextStatus({ kind, object, name, marks = {}, beside = {}, facts, verdict, role, now }: NextStatus): KindStatus {
  const previous = object.status ?? {};
  const generation = object.metadata.generation;
  const conditions = conditionsOf(verdict, previous.conditions ?? [], { generation, now }, role);
  const arn = facts?.arn ?? previous.ackResourceMetadata?.arn;
  const base = { observedGeneration: generation, conditions };
  if (arn === undefined) return { ...previous, ...base };
  const next = {
    ...(verdict.is === 'ended' ? unexplained(kind) : {}),
    ...(facts === undefined || facts.partial ? previous : withoutMirrored(kind, previous)),
    ...facts?.members,
    ...marks,
    ...fieldsOf(beside),
    ...base,
    ...(kind.name && name !== undefined ? { [crName(kind.name.member)]: name } : {}),
    ackResourceMetadata: metadataOf(arn, previous.ackResourceMetadata),
  };
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== null));
}

const fieldsOf = (members: Fields): Fields =>
  Object.fromEntries(Object.entries(members).map(([member, value]) => [crName(member), value]));

/** Readers take the reason of a failure for given; where AWS gives none it is empty. */
function unexplained({ statuses, status }: KindDescriptor): Fields {
  const reason = status.find(({ member }) => member === statuses?.reasonMember);
  return reason ? { [crName(reason.member)]: '' } : {};
}

/** Describe said all there is: a member that it no longer mentions, such as an old FailureReason, is gone. */
function withoutMirrored(kind: KindDescriptor, status: KindStatus): KindStatus {
  const mirrored = new Set(kind.status.map(({ member }) => crName(member)));
  return Object.fromEntries(Object.entries(status).filter(([field]) => !mirrored.has(field)));
}

/** `arn:<partition>:<service>:<region>:<account>:…` */
function metadataOf(arn: string, previous: ResourceMetadata | undefined): ResourceMetadata {
  if (previous?.arn === arn) return previous;
  const [, partition = 'aws', , region = '', ownerAccountID = ''] = arn.split(':');
  return { arn, ownerAccountID, region, partition };
}

/** The object as it will be when its ARN is written. */
export const withArn = (object: KubeObject, arn: string): KubeObject => ({
  ...object,
  status: { ...object.status, ackResourceMetadata: metadataOf(arn, object.status?.ackResourceMetadata) },
});

/** Whether nothing that AWS could say would change the object any more: a job that ended, in the generation that is there. */
export function isFinished(kind: KindDescriptor, object: KubeObject): boolean {
  const { status, metadata } = object;
  return metadata.deletionTimestamp === undefined && status?.observedGeneration === metadata.generation && hasEnded(kind, object);
}

/** Whether the last look found the job at its end, from which no job comes back; an edit or a deletion since then changes nothing in that. */
export function hasEnded(kind: KindDescriptor, { status }: KubeObject): boolean {
  if (kind.lifetime !== 'job' || !status) return false;
  const ended =
    isTrue(status.conditions, 'Ready') ||
    (isTrue(status.conditions, 'ACK.Terminal') && isTrue(status.conditions, 'ACK.ResourceSynced'));
  return ended && !stillLingers(kind, status);
}

/** Whether the object was as it should be at the last look, so that only drift could bring work. */
export const isSettled = ({ status, metadata }: KubeObject): boolean =>
  metadata.deletionTimestamp === undefined &&
  status?.observedGeneration === metadata.generation &&
  isTrue(status.conditions, 'Ready');

function stillLingers(kind: KindDescriptor, status: KindStatus): boolean {
  return (kind.lingers ?? []).some(({ path, values }) => {
    const value = path
      .split('.')
      .reduce<unknown>((node, member) => (node as Readonly<Record<string, unknown>> | undefined)?.[crName(member)], status);
    return typeof value === 'string' && values.includes(value);
  });
}
