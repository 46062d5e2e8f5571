/**
 * Writes one key. A merge patch: what others have written stays, an object that is not there is not created, and the right to patch is
 * enough. A patch that changes nothing is no write to the apiserver, so what is there need not be read first.
 */
import { clusterFault } from '../kube/faults.ts';
import { ResourceClient } from '../kube/rest.ts';
import type { Transport } from '../kube/transport.ts';
import type { Target } from './plan.ts';

export function createWriter(transport: Transport) {
  const clients = {
    configmap: new ResourceClient(transport, { group: '', version: 'v1', plural: 'configmaps' }),
    secret: new ResourceClient(transport, { group: '', version: 'v1', plural: 'secrets' }),
  };
  return async ({ kind, namespace, name, key }: Target, value: string, signal: AbortSignal): Promise<void> => {
    const data = { [key]: kind === 'secret' ? Buffer.from(value).toString('base64') : value };
    try {
      await clients[kind].patch({ name, namespace }, { type: 'merge', body: { data } }, { signal });
    } catch (error) {
      throw clusterFault(error);
    }
  };
}
