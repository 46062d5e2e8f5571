/** Who leads, by the Lease; undefined where there is none or it may not be read. */
import { isApiError } from '../../kube/api-error.ts';
import { type Lease, LEASES } from '../../kube/lease.ts';
import type { Session } from '../session.ts';

const NAME = 'ack-sagemaker.services.k8s.aws';

export async function leaderIn(session: Session, namespace: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const lease = await session.resource<Lease>(LEASES).get({ name: NAME, namespace }, { signal });
    return lease.spec?.holderIdentity ?? undefined;
  } catch (error) {
    if (isApiError(error, 403, 404)) return undefined;
    throw error;
  }
}
