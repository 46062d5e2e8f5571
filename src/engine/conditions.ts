/**
 * Conditions, as one table from a verdict. Their order in the list is a contract: Argo CD takes the first that it knows, so ACK.Terminal
 * stands before Ready; kstatus (Flux, Helm) walks Reconciling and Stalled, which are there only while True. `lastTransitionTime` moves
 * only when a condition's status does.
 */
import type { Condition, ConditionType, Reason } from '../kinds/types.ts';

export type Verdict = Reason & {
  readonly is: /** AWS works on it. */
    | 'moving'
    /** As it should be. */
    | 'done'
    /** The job or service itself failed or was stopped; the operator did its part. */
    | 'ended'
    /** What is asked for cannot be done; only an edit helps. */
    | 'refused'
    /** Something outside is in the way; tried again by itself. */
    | 'waiting'
    /** Left alone because the user said so. */
    | 'held';
};

type Row = readonly (readonly [ConditionType, 'True' | 'False'])[];

const TABLE: Readonly<Record<Verdict['is'], Row>> = {
  moving: [
    ['ACK.ResourceSynced', 'False'],
    ['Reconciling', 'True'],
    ['Ready', 'False'],
  ],
  done: [
    ['ACK.ResourceSynced', 'True'],
    ['Ready', 'True'],
  ],
  ended: [
    ['ACK.Terminal', 'True'],
    ['ACK.ResourceSynced', 'True'],
    ['Stalled', 'True'],
    ['Ready', 'False'],
  ],
  refused: [
    ['ACK.Terminal', 'True'],
    ['ACK.ResourceSynced', 'False'],
    ['Stalled', 'True'],
    ['Ready', 'False'],
  ],
  waiting: [
    ['ACK.Recoverable', 'True'],
    ['ACK.ResourceSynced', 'False'],
    ['Reconciling', 'True'],
    ['Ready', 'False'],
  ],
  held: [
    ['ACK.ResourceSynced', 'False'],
    ['Ready', 'False'],
  ],
};

/** Longest message that is written: a FailureReason is at most 1,024 characters, and an object must stay small. */
const MESSAGE_LIMIT = 2048;

/** As it stands in the conditions. */
export const messageOf = ({ message }: Reason): string => message.slice(0, MESSAGE_LIMIT);

export interface Stamp {
  readonly generation: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** `role` is told after all others, where no reader that takes the first it knows meets it sooner. */
export function conditionsOf(
  verdict: Verdict,
  previous: readonly Condition[],
  { generation, now }: Stamp,
  role?: Reason,
): readonly Condition[] {
  const rows = TABLE[verdict.is].map(([type, status]) => ({ type, status, why: verdict as Reason }));
  const all = role ? [...rows, { type: 'ACK.IAMRoleSelected', status: 'True', why: role } as const] : rows;
  return all.map(({ type, status, why }) => {
    const before = previous.find((condition) => condition.type === type);
    return {
      type,
      status,
      reason: why.reason,
      message: messageOf(why),
      observedGeneration: generation,
      lastTransitionTime: before?.status === status ? before.lastTransitionTime : timestamp(now),
    };
  });
}

/** RFC 3339 in whole seconds, as metav1.Time is written. */
export const timestamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export const conditionOf = (conditions: readonly Condition[] | undefined, type: ConditionType): Condition | undefined =>
  conditions?.find((condition) => condition.type === type);

export const isTrue = (conditions: readonly Condition[] | undefined, type: ConditionType): boolean =>
  conditionOf(conditions, type)?.status === 'True';

/** The verdict that conditions tell of: the way back through the table. `pending`: nothing was said yet. */
export function standing(conditions: readonly Condition[] | undefined): Verdict['is'] | 'pending' {
  if (!conditions || conditions.length === 0) return 'pending';
  if (isTrue(conditions, 'Ready')) return 'done';
  if (isTrue(conditions, 'ACK.Terminal')) return isTrue(conditions, 'ACK.ResourceSynced') ? 'ended' : 'refused';
  if (isTrue(conditions, 'ACK.Recoverable')) return 'waiting';
  return isTrue(conditions, 'Reconciling') ? 'moving' : 'held';
}
