/** Steps and faults, said as verdicts on the object and as the time to look again. Pure. */
import type { KindDescriptor, Reason } from '../kinds/types.ts';
import type { Verdict } from './conditions.ts';
import type { Judgement } from './decide.ts';
import type { Fault, FaultKind } from './fault.ts';
import type { Mutation, Outcome } from './ports.ts';

/** Milliseconds between looks. Jitter is added where a timer is set, not here. */
export const PACE = {
  soonMs: 2_000,
  /** A first look at a busy object whose kind has no List, and its ceiling. */
  busyMs: 15_000,
  settledMs: 600_000,
  /** With a List loop watching, an object is asked on its own only in case the loop missed it. */
  sweptMs: 180_000,
  /** What AWS refuses is tried again now and then: a quota, a role or an image may have been mended without an edit. */
  refusedMs: 600_000,
  quotaMs: 60_000,
  /** Another object's change brings the next look; this is in case it was missed. */
  wokenMs: 180_000,
} as const;

/** What a judgement means for the object. */
export function verdictOf(step: Judgement): Verdict {
  switch (step.do) {
    case 'wait':
      return { is: 'moving', ...step.why };
    case 'rest':
      return { is: 'done', ...step.why };
    case 'hold':
      return { is: 'held', ...step.why };
    case 'stall':
      return { is: step.how, ...step.why };
    default:
      return step satisfies never;
  }
}

/** Reason of an object whose Create may or may not have happened. */
export const REPLY_LOST = 'ReplyLost';
/** Reason of an object that needs another one first. */
export const DEPENDENCY = 'DependencyNotReady';

const FAULTS: Readonly<Record<FaultKind, { readonly is: 'waiting' | 'refused' | 'moving'; readonly reason: string }>> = {
  throttled: { is: 'waiting', reason: 'Throttled' },
  quota: { is: 'waiting', reason: 'QuotaExceeded' },
  denied: { is: 'waiting', reason: 'AccessDenied' },
  invalid: { is: 'refused', reason: 'InvalidSpec' },
  missing: { is: 'waiting', reason: DEPENDENCY },
  pending: { is: 'moving', reason: DEPENDENCY },
  absent: { is: 'waiting', reason: 'NotFound' },
  taken: { is: 'waiting', reason: 'NameTaken' },
  conflict: { is: 'waiting', reason: 'NotInThisState' },
  ambiguous: { is: 'waiting', reason: REPLY_LOST },
  transient: { is: 'waiting', reason: 'AWSUnavailable' },
  bug: { is: 'waiting', reason: 'InternalError' },
};

export function faultVerdict(fault: Fault): Verdict {
  return { ...FAULTS[fault.kind], message: fault.message };
}

export function faultOutcome(fault: Fault): Outcome {
  if (fault.kind === 'invalid') return { after: PACE.refusedMs };
  if (fault.kind === 'quota') return { after: PACE.quotaMs };
  if (fault.kind === 'pending') return { after: fault.retryAfterMs ?? PACE.wokenMs };
  return fault.retryAfterMs === undefined ? 'retry' : { after: fault.retryAfterMs };
}

/** What to tell in an Event when AWS has accepted a mutation. */
export function actReason(step: Mutation, kind: KindDescriptor, name: string): Reason {
  switch (step.do) {
    case 'create':
      return { reason: 'Created', message: `created ${kind.kind} ${name} in ${kind.service.title}` };
    case 'update':
      return { reason: 'Updated', message: `sent ${step.operation} for ${step.drift.join(', ')}` };
    case 'tag':
      return {
        reason: 'TagsUpdated',
        message: `set tags ${list(Object.keys(step.tags.set))}; removed ${list(step.tags.remove)}`,
      };
    case 'stop':
      return { reason: 'Stopping', message: `asked ${kind.service.title} to stop ${kind.kind} ${name}` };
    case 'start':
      return { reason: 'Starting', message: `asked ${kind.service.title} to start ${kind.kind} ${name} again` };
    case 'delete':
      return { reason: 'Deleting', message: `asked ${kind.service.title} to delete ${kind.kind} ${name}` };
    default:
      return step satisfies never;
  }
}

const list = (words: readonly string[]): string => (words.length === 0 ? 'none' : words.join(', '));
