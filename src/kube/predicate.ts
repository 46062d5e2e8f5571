/**
 * Which changes of the store are worth a look. Our own status writes come back through the watch and must not wake us, or every write
 * would cost a pass that finds nothing.
 */
import type { KindStatus } from '../kinds/types.ts';
import type { ApiObject } from './rest.ts';
import type { Delta } from './store.ts';

/** New, gone, or changed where a user (or a finalizer's owner) changes things. */
export function isRelevant(delta: Delta<ApiObject>): boolean {
  if (delta.type !== 'changed') return true;
  const [old, now] = [delta.old.metadata, delta.now.metadata];
  return (
    old.uid !== now.uid ||
    old.generation !== now.generation ||
    old.deletionTimestamp !== now.deletionTimestamp ||
    loses(old.finalizers, now.finalizers) ||
    !sameMap(old.annotations, now.annotations)
  );
}

/** Whether its labels are others: they mean something only where a role is chosen by them. */
export const isRelabelled = ({ old, now }: Delta<ApiObject>): boolean => !sameMap(old?.metadata.labels, now?.metadata.labels);
export const isReannotated = ({ old, now }: Delta<ApiObject>): boolean =>
  !sameMap(old?.metadata.annotations, now?.metadata.annotations);

type WithStatus = Pick<ApiObject, 'metadata'> & { readonly status?: KindStatus };

/**
 * Whether objects that wait for this one should look again: it is new, or its ARN or the verdict of a condition is. A mere change of a
 * message is not.
 */
export function isNewsToUsers(old: WithStatus | undefined, now: WithStatus): boolean {
  if (old === undefined || old.metadata.uid !== now.metadata.uid) return true;
  const [before, after] = [old.status, now.status];
  return before?.ackResourceMetadata?.arn !== after?.ackResourceMetadata?.arn || !sameMap(verdicts(before), verdicts(after));
}

function verdicts(status: KindStatus | undefined): Record<string, string> {
  return Object.fromEntries((status?.conditions ?? []).map((condition) => [condition.type, condition.status]));
}

/** One more finalizer is a promise, mostly our own, and asks nothing of us; one less may be ours, taken away by someone. */
function loses(old: readonly string[] = [], now: readonly string[] = []): boolean {
  return !old.every((finalizer) => now.includes(finalizer));
}

function sameMap(a: Readonly<Record<string, string>> = {}, b: Readonly<Record<string, string>> = {}): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
}
