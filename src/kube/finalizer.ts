/**
 * Holding an object until AWS has nothing left of it.
 *
 * | finalizer | object | claim | release |
 * |-----------|--------|-------|---------|
 * | missing | alive | add it | nothing to do |
 * | there | alive | nothing to do | remove it |
 * | missing | being deleted | conflict: too late, the apiserver would refuse | nothing to do |
 * | there | being deleted | nothing to do | remove it; the object goes with the last one |
 *
 * Guarantees: other writers' finalizers survive, whoever writes first (see `optimistic.ts`).
 * Caveat: the list is replaced whole; only the version in the patch makes that safe.
 */
import { ClusterFault } from '../engine/fault.ts';
import { annotationChange } from './annotations.ts';
import { change } from './optimistic.ts';
import type { ApiObject, ResourceClient } from './rest.ts';

export interface Claim {
  readonly finalizer: string;
  /** Written in the same patch: both are there, or neither. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The object as it is afterwards. Idempotent. */
export function claim<T extends ApiObject>(
  client: ResourceClient<T>,
  object: T,
  { finalizer, annotations = {} }: Claim,
): Promise<T> {
  return change(client, object, (seen) => {
    const held = holds(seen, finalizer);
    if (!held && seen.metadata.deletionTimestamp !== undefined) throw new ClusterFault('conflict', 'the object is being deleted');
    const finalizers = held ? undefined : { finalizers: [...(seen.metadata.finalizers ?? []), finalizer] };
    const annotated = annotationChange(seen, annotations);
    return finalizers === undefined && annotated === undefined ? undefined : { metadata: { ...finalizers, ...annotated } };
  });
}

/** The object as the patch left it, or `undefined` when it was gone before. Idempotent. */
export async function release<T extends ApiObject>(
  client: ResourceClient<T>,
  object: T,
  finalizer: string,
): Promise<T | undefined> {
  try {
    return await change(client, object, (seen) => {
      if (!holds(seen, finalizer)) return undefined;
      return { metadata: { finalizers: seen.metadata.finalizers?.filter((held) => held !== finalizer) } };
    });
  } catch (error) {
    if (error instanceof ClusterFault && error.kind === 'gone') return undefined;
    throw error;
  }
}

const holds = (object: ApiObject, finalizer: string): boolean => object.metadata.finalizers?.includes(finalizer) ?? false;
