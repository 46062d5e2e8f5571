/** Parts of a pass's ending: what a judgement, a look or an accepted call says of the object. Pure. */
import type { Fields, KindDescriptor, Phase } from '../kinds/types.ts';
import type { Verdict } from './conditions.ts';
import { crName } from '../model/names.ts';
import type { Judgement, Step } from './decide.ts';
import type { Ending } from './engine.ts';
import type { Policy } from './policy.ts';
import type { Observation } from './ports.ts';
import { verdictOf } from './verdict.ts';

export const standing = (step: Judgement, kind: KindDescriptor) => ({ step, verdict: verdictOf(step), ...paceOf(step, kind) });

function paceOf(step: Judgement, kind: KindDescriptor): Pick<Ending, 'pace'> {
  if (step.do === 'wait' || step.do === 'rest') return { pace: step.pace };
  if (step.do === 'hold') return { pace: 'never' };
  if (step.how === 'refused') return {};
  return { pace: kind.lifetime === 'job' ? 'never' : 'settled' };
}

/** A stranger's facts are none of our business: its ARN in our status would make it ours at the next look. */
export function factsOf(seen: Observation, { readOnly, adopt }: Policy): Pick<Ending, 'facts'> {
  if (seen.state === 'absent' || !(seen.owned || readOnly || adopt !== 'no')) return {};
  return { facts: { remote: seen.remote, partial: seen.partial } };
}

/** AWS takes this status at once, and it need not be asked for it. */
export function going({ statuses }: KindDescriptor, to: Phase): Pick<Ending, 'facts'> {
  const status = Object.entries(statuses?.phases ?? {}).find(([, phase]) => phase === to)?.[0];
  return statuses && status !== undefined ? { facts: { remote: { [statuses.member]: status }, partial: true } } : {};
}

type Accepted = Omit<Ending, 'object'>;

export function stopped(kind: KindDescriptor, step: Extract<Step, { do: 'stop' }>): Accepted {
  const verdict = moving('Stopping', `${kind.kind} is Stopping.`);
  const marks = step.for === 'update' ? markOf(kind, 'UpdatePending') : {};
  return { step, pace: 'swept', verdict, ...going(kind, 'stopping'), ...marks };
}

export function started(kind: KindDescriptor, step: Step): Accepted {
  const { statuses } = kind;
  const status = statuses?.initial ?? 'Starting';
  const facts = statuses ? { facts: { remote: { [statuses.member]: status }, partial: true } } : {};
  const verdict = moving(status, `${kind.kind} is in ${status} status.`);
  return { step, pace: 'swept', verdict, ...facts, ...markOf(kind, null) };
}

/** How far a change has come for which the service had to stand still. `null`: it is over. */
export function markOf(
  { standstill }: KindDescriptor,
  progress: 'UpdatePending' | 'UpdateTriggered' | null,
): Pick<Ending, 'marks'> {
  const { remembers } = standstill ?? {};
  return remembers === undefined ? {} : { marks: { [crName(remembers)]: progress } };
}

export const moving = (reason: string, message: string): Verdict => ({ is: 'moving', reason, message });

/** Whether Create's output makes a first status. A kind without a status of its own is done, and is not looked at again for long. */
export const saysAll = ({ arnMember, statuses, status }: KindDescriptor, output: Fields): boolean =>
  typeof output[arnMember] === 'string' && (statuses !== undefined || status.length === 0);

export const withoutTagDrift = (seen: Observation): Observation => {
  if (seen.state === 'absent') return seen;
  const { tagDrift: _done, ...rest } = seen;
  return rest;
};
