/** How closely a pass has to look, read from the object alone: each look is a call. Pure. */
import type { KindDescriptor, KubeObject } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { conditionOf, isTrue } from './conditions.ts';
import { IN_USE } from './decide.ts';
import { isHeld, type Policy } from './policy.ts';
import { phaseOf } from './phase.ts';
import type { Depth, Observation } from './ports.ts';
import { hasEnded } from './status.ts';
import { DEPENDENCY } from './verdict.ts';

/** What was edited meanwhile has not been compared with AWS, although the generation was seen. */
const AFTER_WHICH_TO_LOOK_CLOSELY: ReadonlySet<string> = new Set(['UpdatePending', 'Paused', DEPENDENCY]);

/** How closely to look. `none`: nothing of ours can be there yet, and the call is saved. */
export function depthOf(kind: KindDescriptor, object: KubeObject, policy: Policy): Depth | 'none' {
  const { status, metadata } = object;
  if (policy.paused || staysBehind(object, policy)) return 'none';
  const fresh = !isHeld(kind, object) && status?.ackResourceMetadata?.arn === undefined;
  if (fresh && !kind.upserts && !policy.readOnly && policy.adopt === 'no') return 'none';
  if (metadata.deletionTimestamp !== undefined) return 'hint';
  const ready = conditionOf(status?.conditions, 'Ready');
  const troubled =
    isTrue(status?.conditions, 'ACK.Recoverable') ||
    isTrue(status?.conditions, 'ACK.Terminal') ||
    AFTER_WHICH_TO_LOOK_CLOSELY.has(ready?.reason ?? '');
  return troubled || ready?.status === 'True' || status?.observedGeneration !== metadata.generation ? 'tags' : 'hint';
}

/** Was there and ours at the last look, and in use: until the last user is gone there is nothing more to see. */
export const waitsForUsers = ({ lifetime }: KindDescriptor, { metadata, status }: KubeObject): boolean =>
  lifetime === 'service' &&
  metadata.deletionTimestamp !== undefined &&
  conditionOf(status?.conditions, 'Ready')?.reason === IN_USE;

/** The object goes, and nothing is done to its resource. */
export const staysBehind = ({ metadata }: KubeObject, { readOnly, deletion }: Policy): boolean =>
  metadata.deletionTimestamp !== undefined && (readOnly || deletion === 'retain');

/** What the user asks for has not been told to be so: an edit, or what was still under way at the last look. */
export const isUnanswered = ({ metadata, status }: KubeObject): boolean =>
  status?.observedGeneration !== metadata.generation || !isTrue(status?.conditions, 'Ready');

/** Whether it is to be found or made: not left alone, and not on its way out. */
export const acts = ({ metadata }: KubeObject, { paused }: Policy): boolean =>
  !paused && metadata.deletionTimestamp === undefined;

/** Nothing is in AWS yet, as far as etcd knows, and something is to be made. */
export const awaitsCreation = ({ metadata, status }: KubeObject, { paused, readOnly }: Policy): boolean =>
  !paused && !readOnly && metadata.deletionTimestamp === undefined && status?.ackResourceMetadata?.arn === undefined;

/**
 * What a look would find at a job that had ended at the last one, and now leaves: its record stays in AWS, so there is nothing to do there,
 * and nothing to ask. Undefined where a look is needed.
 */
export function lastSight(kind: KindDescriptor, object: KubeObject): Observation | undefined {
  const { status, metadata } = object;
  if (metadata.deletionTimestamp === undefined || kind.operations.delete !== undefined) return undefined;
  if (status?.ackResourceMetadata?.arn === undefined || !hasEnded(kind, object)) return undefined;
  const told = status[crName(kind.statuses?.member ?? '')];
  const last = typeof told === 'string' ? told : undefined;
  return { state: 'present', remote: {}, partial: true, status: last, phase: phaseOf(kind, last), drift: [], owned: true };
}
