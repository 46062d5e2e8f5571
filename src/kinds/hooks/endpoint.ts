/**
 * An endpoint whose update failed is back on its old config, and the spec still asks for the new one: trying again would fail again, for
 * money and for ever. The annotation remembers what was tried; its text and the message are the incumbent's, which scripts match on.
 */
import type { Block, UpdateContext } from '../types.ts';
import { text } from './text.ts';

const LAST_TRIED = 'sagemaker.services.k8s.aws/last-endpoint-config-for-update';
const SETTLED: ReadonlySet<string> = new Set(['InService', 'OutOfService', 'UpdateRollbackFailed']);
/** A failure of SageMaker's own that says nothing of the config: worth another try. */
const NOT_THE_CONFIG = 'Request to service failed';

export function endpointGuard({ object, desired, remote }: UpdateContext): Block | undefined {
  const reason = text(remote['FailureReason']);
  const tried = object.metadata.annotations?.[LAST_TRIED] === desired['EndpointConfigName'];
  // While it moves, the reason is that of the time before.
  const failed = tried && reason !== '' && !reason.startsWith(NOT_THE_CONFIG) && SETTLED.has(text(remote['EndpointStatus']));
  if (!failed && remote['EndpointStatus'] !== 'Failed') return undefined;
  return {
    how: 'stall',
    reason: 'EndpointUpdateError',
    message: `api error EndpointUpdateError: unable to update endpoint. check FailureReason. latest EndpointConfigName is ${text(remote['EndpointConfigName'])}`,
  };
}
