/**
 * The whole lifecycle of every kind: what to do next for one object, from what we want and what we saw. Pure: no clock, no I/O, no
 * memory, so that all of its cases can be enumerated and its invariants asserted (decide.test.ts).
 */
import type { Fields, KindDescriptor, KubeObject, Reason, UpdateRule } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { isAdopted } from './adoption.ts';
import { growthOf } from './drift.ts';
import { wasTried, withoutForeignChanges } from './edits.ts';
import { at, busyTail, lingers, MOVING, occupation, phaseOf } from './phase.ts';
import { ANNOTATION, isHeld, type Policy } from './policy.ts';
import type { Mutation, Observation } from './ports.ts';

type Present = Extract<Observation, { state: 'present' }>;

/** How soon to look again: `soon` after an act or a doubt; `swept` when the shared List tells; `busy` on its own; `settled` for drift. */
export type Pace = 'soon' | 'swept' | 'busy' | 'settled';

export type Step =
  /** Add the finalizer, so that nothing in AWS can outlive the object unseen; `adopts`: what someone else has made. */
  | { readonly do: 'claim'; readonly adopts: boolean }
  | Mutation
  /** Drop the finalizer: nothing of ours is left to look after. */
  | Release
  | Judgement;

export interface Release {
  readonly do: 'release';
  readonly why: Reason;
}

/** Nothing to do but to say how it stands. */
export type Judgement =
  | { readonly do: 'wait'; readonly pace: Pace; readonly why: Reason }
  /** As it should be. `pace`: when to look for drift; never, for what cannot change any more. */
  | { readonly do: 'rest'; readonly pace: Pace | 'never'; readonly why: Reason }
  /** Only the user can help. `ended`: the job or service itself failed. `refused`: what is asked for cannot be done. */
  | { readonly do: 'stall'; readonly how: 'ended' | 'refused'; readonly why: Reason }
  /** Left alone because the user said so. */
  | { readonly do: 'hold'; readonly why: Reason };

export interface Question {
  readonly kind: KindDescriptor;
  readonly object: KubeObject;
  readonly seen: Observation;
  readonly policy: Policy;
  /** The create input: what the spec asks for. */
  readonly desired: Fields;
  readonly name: string;
  /** Live objects that use this one. */
  readonly users: readonly string[];
}

export function decide(question: Question): Step {
  if (question.policy.paused) return { do: 'hold', why: { reason: 'Paused', message: 'reconciliation is paused by annotation' } };
  return question.object.metadata.deletionTimestamp === undefined ? keep(question) : leave(question);
}

function keep(question: Question): Step {
  const { kind, object, seen, policy } = question;
  if (policy.readOnly) return seen.state === 'absent' ? notFound(question, 'ReadOnlyResourceNotFound') : judge(question, seen);
  // Nothing is promised for what is not there to be adopted, or is someone else's.
  if (seen.state === 'absent' && policy.adopt === 'adopt') return notFound(question, 'AdoptedResourceNotFound');
  if (seen.state === 'present' && !seen.owned && policy.adopt === 'no') return stranger(question);
  const adopts = seen.state === 'present' && !seen.owned && !isAdopted(object);
  if (adopts || !isHeld(kind, object)) return { do: 'claim', adopts };
  if (seen.state === 'absent') return make(question, seen.recent);
  // First, for AWS takes them at any time: an update that has to wait, or is refused, must not keep them back.
  if (seen.tagDrift && seen.phase !== 'deleting')
    return { do: 'tag', tags: seen.tagDrift, arn: seen.remote[kind.arnMember] as string };
  if (drift(question, seen).length > 0) return change(question, seen);
  return failedChange(question, seen) ?? settle(question, seen);
}

function make(question: Question, recent: boolean): Step {
  const { kind, object } = question;
  if (isAdopted(object)) {
    const advice = `remove the annotations ${ANNOTATION.adopted} and ${ANNOTATION.adoption} to have it made`;
    return vanished(`the ${kind.kind} that was adopted was deleted outside of Kubernetes and is not made anew: ${advice}`);
  }
  if (recent && wouldBeMadeTwice(kind)) return notShownYet(kind);
  if (object.status?.ackResourceMetadata?.arn === undefined) return { do: 'create' };
  // A name cannot be made twice: should AWS only not show it yet, it refuses, and the refusal leads back here.
  if (kind.lifetime === 'service') return { do: 'create' };
  if (recent) return notShownYet(kind);
  // A job that once ran and is gone was removed by someone: running it again would cost money twice.
  return vanished(
    `the ${kind.kind} was deleted outside of Kubernetes and is not started again: create another object to run it anew`,
  );
}

/** Neither a name nor a token tells AWS that it has answered this Create before: it would make another one, which nobody would delete. */
const wouldBeMadeTwice = ({ id, token, taken }: KindDescriptor): boolean =>
  id !== undefined && token === undefined && taken.length === 0;

/** The reason while AWS may only not show what was made. A process that comes after this one knows by it that a Create is in doubt. */
export const NOT_SHOWN_YET = 'Creating';

const notShownYet = ({ kind }: KindDescriptor): Step => ({
  do: 'wait',
  pace: 'soon',
  why: { reason: NOT_SHOWN_YET, message: `${kind} was created and AWS does not show it yet` },
});

const vanished = (message: string): Judgement => ({ do: 'stall', how: 'refused', why: { reason: 'Vanished', message } });

/** An edit that was sent and failed looks like a change by others afterwards: the guard, who knows of failures, tells them apart. */
function failedChange({ kind, object, desired }: Question, seen: Present): Step | undefined {
  const paths = seen.partial ? [] : seen.drift.filter((path) => kind.updates.some(({ edited }) => edited?.includes(path)));
  const block = paths.length > 0 ? kind.hooks?.guard?.({ object, desired, remote: seen.remote, drift: paths }) : undefined;
  return block?.how === 'stall' ? { do: 'stall', how: 'refused', why: block } : undefined;
}

function change(question: Question, seen: Present): Step {
  const { kind, object, desired } = question;
  const paths = drift(question, seen);
  const occupied = occupation(kind, seen.remote);
  if (occupied !== undefined) return { do: 'wait', pace: 'busy', why: { reason: 'UpdatePending', message: occupied } };
  const fixed = paths.flatMap((path) => fixedElements(question, seen, path));
  if (fixed.length > 0) return notUpdatable(`${fixed.join(', ')} cannot be changed: the operation only adds.`);
  const block = kind.hooks?.guard?.({ object, desired, remote: seen.remote, drift: paths });
  if (block?.how === 'stall') return { do: 'stall', how: 'refused', why: block };
  if (block) return { do: 'wait', pace: 'busy', why: block };
  const rule = kind.updates.find(({ watches }: UpdateRule) => paths.some((path) => watches.includes(path)));
  const failed = rule && wasTried(rule, object) ? failedUpdate(question, seen) : undefined;
  if (failed) return failed;
  if (rule?.onlyIn.includes(seen.phase)) {
    return {
      do: 'update',
      operation: rule.operation,
      drift: paths.filter((path) => rule.watches.includes(path)),
      remote: seen.remote,
    };
  }
  if (seen.phase === 'ready' && rule && standsStillFor(kind, 'update')) return { do: 'stop', for: 'update' };
  if (MOVING.has(seen.phase)) return judge(question, seen);
  return notUpdatable(`${paths.join(', ')} cannot be changed: ${kind.kind} is in ${seen.status} status.`);
}

/** Elements of lists that only grow which the spec wants otherwise than they are. */
function fixedElements({ kind, desired }: Question, { remote }: Present, path: string): readonly string[] {
  const rule = kind.updates.find(({ grows }) => grows?.[path] !== undefined);
  return rule ? growthOf(rule, path, desired, remote).changed.map((key) => `${path} ${key}`) : [];
}

const notUpdatable = (message: string): Judgement => ({
  do: 'stall',
  how: 'refused',
  why: { reason: 'NotUpdatable', message },
});

/** What was asked for was sent, and AWS says that it failed: sent again it would fail again, for ever. Only an edit can help. */
function failedUpdate(question: Question, seen: Present): Step | undefined {
  if (seen.phase === 'failed') return judge(question, seen);
  const failure = seen.phase === 'ready' ? failureOf(question.kind, seen.remote) : undefined;
  if (failure === undefined) return undefined;
  const message = `${question.kind.kind} could not be updated, and is not tried again until the spec is edited: ${failure}`;
  return { do: 'stall', how: 'refused', why: { reason: 'UpdateFailed', message } };
}

function settle(question: Question, seen: Present): Step {
  const { kind, object } = question;
  const { remembers } = kind.standstill ?? {};
  // It stood still for our change, which is made.
  const restarts = seen.phase === 'stopped' && remembers !== undefined && object.status?.[crName(remembers)] !== undefined;
  return restarts ? { do: 'start' } : judge(question, seen);
}

function judge({ kind }: Question, seen: Present): Judgement {
  const status = seen.status ?? 'Available';
  const tail = busyTail(kind, seen.remote);
  const message = kind.statuses ? `${kind.kind} is in ${status} status.` : 'Resource synced successfully';
  if (MOVING.has(seen.phase)) {
    return { do: 'wait', pace: tail === undefined ? 'swept' : 'busy', why: { reason: status, message: tail ?? message } };
  }
  if (seen.phase === 'failed' || (seen.phase === 'stopped' && kind.lifetime === 'job')) {
    return { do: 'stall', how: 'ended', why: { reason: status, message: endMessage(kind, status, seen.remote) } };
  }
  const quiet = kind.lifetime === 'job' && !lingers(kind, seen.remote);
  return { do: 'rest', pace: quiet ? 'never' : 'settled', why: { reason: status, message } };
}

function leave(question: Question): Step {
  const { kind, object, seen, policy } = question;
  if (!isHeld(kind, object)) return release('Released', 'nothing in AWS was ours');
  if (policy.readOnly || policy.deletion === 'retain') return release('Retained', `${kind.kind} ${question.name} is kept in AWS`);
  if (seen.state === 'absent') {
    // Made moments ago and not visible yet: letting go now would leave it running with nobody to stop it.
    return seen.recent
      ? { do: 'wait', pace: 'soon', why: { reason: 'Deleting', message: `${kind.kind} is deleting.` } }
      : release('Deleted', `${kind.kind} ${question.name} is not in AWS`);
  }
  if (!seen.owned) return release('NotOwned', `${kind.kind} ${question.name} in AWS belongs to someone else and was not touched`);
  // A job that has ended leaves its record in AWS, which is all that those who come after it can need.
  const hasEnded = question.kind.lifetime === 'job' && !MOVING.has(phaseOf(question.kind, seen.status));
  return question.users.length > 0 && !hasEnded ? inUse(question) : end(question, seen);
}

export function inUse({ kind, users }: Pick<Question, 'kind' | 'users'>): Judgement {
  const message = `${kind.kind} is used by ${users.join(', ')}: it is deleted when that is gone or uses another`;
  // Whoever lets go of it wakes it.
  return { do: 'wait', pace: 'settled', why: { reason: IN_USE, message } };
}
/** Reason of what waits to be deleted for those that use it. */
export const IN_USE = 'InUse';

function end({ kind, name }: Question, seen: Present): Step {
  // The status itself, not the phase: a finished job whose debugger rules still run cannot be stopped any more.
  const phase = phaseOf(kind, seen.status);
  const why: Reason = {
    reason: seen.status ?? 'Deleting',
    message: `${kind.kind} is ${phase === 'stopping' ? 'Stopping' : 'Deleting'}.`,
  };
  if (phase === 'stopping' || phase === 'deleting') return { do: 'wait', pace: 'swept', why };
  const occupied = occupation(kind, seen.remote);
  if (occupied !== undefined) return { do: 'wait', pace: 'busy', why: { ...why, message: occupied } };
  const stops = kind.lifetime === 'job' ? phase === 'busy' : phase === 'ready' && standsStillFor(kind, 'delete');
  if (stops && kind.operations.stop !== undefined) return { do: 'stop' };
  if (phase === 'busy')
    return {
      do: 'wait',
      pace: 'swept',
      why: { ...why, message: `${kind.kind} in ${seen.status} state cannot be modified or deleted.` },
    };
  return kind.operations.delete === undefined
    ? release('Deleted', `${kind.kind} ${name} has ended; its record stays in AWS`)
    : { do: 'delete' };
}

const standsStillFor = ({ standstill }: KindDescriptor, what: 'update' | 'delete'): boolean =>
  standstill?.for.includes(what) ?? false;

/** A job that was never edited asks for nothing new, whatever AWS has filled in: only an edit can call for an update. */
function drift({ kind, object, desired }: Question, seen: Present): readonly string[] {
  if (seen.partial || (kind.lifetime === 'job' && object.metadata.generation === 1)) return [];
  const paths = withoutForeignChanges(kind, object, seen.drift);
  // What the spec of an adopted resource does not say was never taken out of it: AWS keeps what it has.
  return isAdopted(object) ? paths.filter((path) => at(desired, path) !== undefined) : paths;
}

const release = (reason: string, message: string): Step => ({ do: 'release', why: { reason, message } });

const stranger = ({ kind, name }: Question): Step => ({
  do: 'stall',
  how: 'refused',
  why: {
    reason: 'NotOwned',
    message:
      `This resource already exists but is not managed by ACK: a ${kind.kind} named ${name} belongs to someone else. ` +
      'Choose another name, or take it over with the annotation services.k8s.aws/adoption-policy: adopt',
  },
});

const notFound = ({ kind, name }: Question, reason: string): Step => ({
  do: 'stall',
  how: 'refused',
  why: { reason, message: `${kind.kind} ${name} does not exist in AWS` },
});

function endMessage(kind: KindDescriptor, status: string, remote: Fields): string {
  const failure = failureOf(kind, remote);
  const text = `${kind.kind} status reached terminal state: ${status}.`;
  return failure === undefined ? text : `${text} Check the FailureReason: ${failure}`;
}

/** AWS's own words for what failed. */
function failureOf({ statuses }: KindDescriptor, remote: Fields): string | undefined {
  const reason = statuses?.reasonMember === undefined ? undefined : at(remote, statuses.reasonMember);
  return typeof reason === 'string' && reason !== '' ? reason : undefined;
}
