/**
 * Writing status: the difference only, and nothing when there is none, so that GitOps tools and the apiserver see no idle writes.
 * We are the only writer of status; a version in the patch would only make it fail whenever a user edits the spec meanwhile. The uid
 * is in it, so that an object that was deleted and made again never gets its predecessor's status.
 */
import type { KindStatus, KubeObject } from '../kinds/types.ts';
import { isApiError } from './api-error.ts';
import { clusterFault } from './faults.ts';
import { again } from './finalizer.ts';
import { mergePatch } from './merge-patch.ts';
import type { ResourceClient } from './rest.ts';

/** The object as it is afterwards. Throws a `ClusterFault`: `gone`, or `conflict` when the apiserver says so for an object that is still there. */
export async function writeStatus(client: ResourceClient<KubeObject>, object: KubeObject, next: KindStatus): Promise<KubeObject> {
  const status = mergePatch(object.status ?? {}, next);
  if (status === undefined) return object;
  try {
    return await client.patchStatus(object.metadata, { type: 'merge', body: { metadata: { uid: object.metadata.uid }, status } });
  } catch (error) {
    if (isApiError(error, 409)) await again(client, object);
    throw clusterFault(error);
  }
}
