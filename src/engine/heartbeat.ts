/**
 * A sign of life in the status of a settled service. Some readers (Kubeflow's components) take any difference in `status` for the sign
 * that their PATCH was seen. Of a PATCH that changes nothing Kubernetes tells no controller, so for them a field has to move by itself. Pure.
 *
 * A beat that falls between such a reader's GET and its PATCH passes for the answer to it: a minute is better than a second.
 */
import type { KindDescriptor, KindStatus, KubeObject } from '../kinds/types.ts';
import { timestamp } from './conditions.ts';
import { isSettled } from './status.ts';

export interface Heartbeat {
  /** 0: none. */
  readonly everyMs: number;
  readonly now: number;
}

/** Milliseconds until a sign of life is due; for ever, where none is. What is not settled moves, or needs its user, and says so anyway. */
export function untilBeat(kind: KindDescriptor, object: KubeObject, { everyMs, now }: Heartbeat): number {
  if (everyMs === 0 || !canBePatched(kind) || !isSettled(object)) return Number.POSITIVE_INFINITY;
  const age = now - Date.parse(String(object.status?.['lastSyncTime']));
  // One never given, or given by a clock that is ahead, is no reason to wait longer.
  return age >= 0 ? Math.max(0, everyMs - age) : 0;
}

/** Its status with a sign of life, where one is due. */
export function beaten(kind: KindDescriptor, object: KubeObject, beat: Heartbeat): KindStatus {
  const { status = {} } = object;
  return untilBeat(kind, object, beat) > 0 ? status : { ...status, lastSyncTime: timestamp(beat.now) };
}

/** Long-lived, with a status that a reader waits for and an update that may come to nothing. */
const canBePatched = ({ lifetime, statuses, updates }: KindDescriptor): boolean =>
  lifetime === 'service' && statuses !== undefined && updates.length > 0;
