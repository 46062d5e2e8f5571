/**
 * Writes that never go over another writer's: each patch names the version that it was made from, and the apiserver answers 409 to any
 * other. Then the live object is read and the question is asked anew.
 *
 * Why the version and not the uid alone, or a JSON Patch with `test`: for custom resources the apiserver ignores a uid in a patch of
 * /status (an object that was deleted and made again would get its predecessor's status), and a failed `test` answers 422, as does a
 * schema that refuses the object; those two must not be taken for each other.
 */
import { ClusterFault } from '../engine/fault.ts';
import { isApiError } from './api-error.ts';
import { clusterFault } from './faults.ts';
import type { ApiObject, ResourceClient } from './rest.ts';

/** What to change in the object as it was seen last, as a merge patch; `undefined`: nothing. May throw a fault to give up. */
export type Change<T> = (seen: T) => { readonly metadata?: object; readonly status?: object } | undefined;

/** Each lost race means that another writer won it; more than a few in a row are better waited out. */
const RACES = 3;

/** The object as it is afterwards. Throws a `ClusterFault`. */
export async function change<T extends ApiObject>(client: ResourceClient<T>, object: T, next: Change<T>): Promise<T> {
  let seen = object;
  for (let lost = 0; ; lost++) {
    const patch = next(seen);
    if (patch === undefined) return seen;
    try {
      return await send(client, seen, patch);
    } catch (error) {
      if (!isApiError(error, 409) || lost >= RACES) throw clusterFault(error);
      seen = await reread(client, object);
    }
  }
}

function send<T extends ApiObject>(
  client: ResourceClient<T>,
  seen: T,
  patch: { metadata?: object; status?: object },
): Promise<T> {
  const { uid, resourceVersion } = seen.metadata;
  const body = { ...patch, metadata: { ...patch.metadata, uid, resourceVersion } };
  return patch.status === undefined
    ? client.patch(seen.metadata, { type: 'merge', body })
    : client.patchStatus(seen.metadata, { type: 'merge', body });
}

/** The live object, if it still is the one that was meant. */
async function reread<T extends ApiObject>(client: ResourceClient<T>, object: T): Promise<T> {
  try {
    const live = await client.get(object.metadata);
    if (live.metadata.uid === object.metadata.uid) return live;
  } catch (error) {
    throw clusterFault(error);
  }
  throw new ClusterFault('gone', 'another object of the same name stands in its place');
}
