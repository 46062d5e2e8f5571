/**
 * Holding an object until AWS has nothing left of it.
 *
 * | finalizer | object | claim | release |
 * |-----------|--------|-------|---------|
 * | missing | alive | add it | nothing to do |
 * | there | alive | nothing to do | remove it |
 * | missing | being deleted | conflict: too late, and the apiserver would refuse | nothing to do |
 * | there | being deleted | nothing to do | remove it; the object goes with the last one |
 *
 * Guarantees: other writers' finalizers and annotations survive, whoever writes first. The list is replaced whole, so the patch names
 * the uid and the version it was made from: the apiserver answers 409 if either is another, and nothing else (a JSON Patch whose
 * `test` fails answers 422, as does a schema that refuses the object: those two must not be taken for each other). After a 409 the live
 * object is read and the question asked anew.
 */
import { ClusterFault } from '../engine/fault.ts';
import { isApiError } from './api-error.ts';
import { clusterFault } from './faults.ts';
import type { ApiObject, ResourceClient } from './rest.ts';

/** Each lost race means that another writer won it; more than a few in a row are better waited out. */
const RACES = 3;

export interface Claim {
  readonly finalizer: string;
  /** Written in the same patch, so that both are there or neither. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The object as it is afterwards. Idempotent. */
export async function claim<T extends ApiObject>(
  client: ResourceClient<T>,
  object: T,
  { finalizer, annotations = {} }: Claim,
): Promise<T> {
  return race(client, object, (seen) => {
    const held = holds(seen, finalizer);
    if (!held && seen.metadata.deletionTimestamp !== undefined) throw new ClusterFault('conflict', 'the object is being deleted');
    if (held && includes(seen.metadata.annotations, annotations)) return undefined;
    const finalizers = held ? {} : { finalizers: [...(seen.metadata.finalizers ?? []), finalizer] };
    return { ...finalizers, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) };
  });
}

/** The object as the patch left it, or `undefined` when it was gone before. Idempotent. */
export async function release<T extends ApiObject>(
  client: ResourceClient<T>,
  object: T,
  finalizer: string,
): Promise<T | undefined> {
  try {
    return await race(client, object, (seen) =>
      holds(seen, finalizer) ? { finalizers: seen.metadata.finalizers?.filter((held) => held !== finalizer) } : undefined,
    );
  } catch (error) {
    if (error instanceof ClusterFault && error.kind === 'gone') return undefined;
    throw error;
  }
}

/** Patches what `change` says of the object as it was last seen, until no other writer comes in between. */
async function race<T extends ApiObject>(
  client: ResourceClient<T>,
  object: T,
  change: (seen: T) => object | undefined,
): Promise<T> {
  let seen = object;
  for (let lost = 0; ; lost++) {
    const metadata = change(seen);
    if (metadata === undefined) return seen;
    try {
      const { uid, resourceVersion } = seen.metadata;
      return await client.patch(seen.metadata, { type: 'merge', body: { metadata: { ...metadata, uid, resourceVersion } } });
    } catch (error) {
      if (!isApiError(error, 409) || lost >= RACES) throw clusterFault(error);
      seen = await again(client, object);
    }
  }
}

/** The live object, if it still is the one that was meant. */
export async function again<T extends ApiObject>(client: ResourceClient<T>, object: T): Promise<T> {
  try {
    const live = await client.get(object.metadata);
    if (live.metadata.uid === object.metadata.uid) return live;
  } catch (error) {
    throw clusterFault(error);
  }
  throw new ClusterFault('gone', 'another object of the same name stands in its place');
}

export const holds = (object: ApiObject, finalizer: string): boolean => object.metadata.finalizers?.includes(finalizer) ?? false;

function includes(all: Readonly<Record<string, string>> = {}, some: Readonly<Record<string, string>>): boolean {
  return Object.entries(some).every(([name, value]) => Object.hasOwn(all, name) && all[name] === value);
}
