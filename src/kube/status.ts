/**
 * Writing status: the difference only, and nothing when there is none, so that GitOps tools and the apiserver see no idle writes.
 *
 * Guarantees: a status goes only over the status that it was computed from, of the very same object. A user's edit of the spec meanwhile
 * does not matter; a status that somebody else wrote does (a leader that does not know yet that it is none), and is a conflict.
 */
import { ClusterFault } from '../engine/fault.ts';
import type { KindStatus, KubeObject } from '../kinds/types.ts';
import { mergePatch, sameJson } from './merge-patch.ts';
import { change } from './optimistic.ts';
import type { ResourceClient } from './rest.ts';

/** The object as it is afterwards. Throws a `ClusterFault`: `conflict`, `gone`, `refused` or `unavailable`. */
export async function writeStatus(client: ResourceClient<KubeObject>, object: KubeObject, next: KindStatus): Promise<KubeObject> {
  const before = object.status ?? {};
  const status = mergePatch(before, next);
  if (status === undefined) return object;
  return change(client, object, (seen) => {
    // The first attempt got through, and only its reply was lost.
    if (mergePatch(seen.status ?? {}, next) === undefined) return undefined;
    if (!sameJson(seen.status ?? {}, before)) throw new ClusterFault('conflict', 'somebody else has written the status');
    return { status };
  });
}
