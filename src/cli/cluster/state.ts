/** How an object stands, in few words: the state that AWS tells, and what is in the way. */
import { conditionOf, standing, type Verdict } from '../../engine/conditions.ts';
import { phaseOf } from '../../engine/phase.ts';
import { valuesOf } from '../../engine/handles.ts';
import type { Condition, KindDescriptor, KubeObject, Phase } from '../../kinds/types.ts';
import { crName } from '../../model/names.ts';
import type { Tone } from '../colour.ts';

type Standing = Verdict['is'] | 'pending';

const TONES: Readonly<Record<Standing, Tone>> = {
  done: 'good',
  moving: 'busy',
  pending: 'busy',
  waiting: 'busy',
  held: 'quiet',
  ended: 'bad',
  refused: 'bad',
};

export const standingOf = ({ status }: KubeObject): Standing => standing(status?.conditions);
export const toneOf = (object: KubeObject): Tone => TONES[standingOf(object)];

/** AWS's own word for it, as far as it has one and the operator has heard it. */
export function awsStatusOf({ statuses }: KindDescriptor, { status }: KubeObject): string | undefined {
  const value = statuses && status?.[crName(statuses.member)];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Where the object's resource stands; undefined before AWS has told anything. */
export function phaseIn(kind: KindDescriptor, object: KubeObject): Phase | undefined {
  const status = awsStatusOf(kind, object);
  if (status !== undefined) return phaseOf(kind, status);
  return kind.statuses === undefined && object.status?.ackResourceMetadata?.arn !== undefined ? 'ready' : undefined;
}

const WORDS: Readonly<Record<Standing, string>> = {
  done: 'Ready',
  moving: 'Working',
  pending: 'Pending',
  waiting: 'Waiting',
  held: 'Held',
  ended: 'Failed',
  refused: 'Refused',
};

/** What is in the way comes first: a job that AWS has not been asked for has no state there. */
export function stateOf(kind: KindDescriptor, object: KubeObject): string {
  const stands = standingOf(object);
  if (object.metadata.deletionTimestamp !== undefined) return 'Deleting';
  const says = awsStatusOf(kind, object);
  return stands === 'refused' || stands === 'waiting' || says === undefined ? WORDS[stands] : says;
}

/** The condition that tells why the object is not as it should be; the one that everybody reads otherwise. */
export function tellingCondition({ status }: KubeObject): Condition | undefined {
  const { conditions } = status ?? {};
  for (const type of ['ACK.Terminal', 'ACK.Recoverable'] as const) {
    const condition = conditionOf(conditions, type);
    if (condition?.status === 'True') return condition;
  }
  return conditionOf(conditions, 'Ready') ?? conditions?.[0];
}

/** Empty where all is well. */
export function messageOf(object: KubeObject): string {
  return standingOf(object) === 'done' ? '' : (tellingCondition(object)?.message ?? '').replaceAll(/\s+/g, ' ');
}

/** What AWS calls it; empty while it has no name there. */
export const nameInAws = (kind: KindDescriptor, object: KubeObject): string => valuesOf(kind, object)[0] ?? '';

/** `45s`, `12m`, `5h`, `3d`: as kubectl tells ages. */
export function ageOf({ metadata }: KubeObject, now: number): string {
  return spanOf(now - Date.parse(metadata.creationTimestamp));
}

export function spanOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
