/**
 * A component whose update failed is back as it was, and the spec still asks for the change: trying again would fail again. The
 * annotation remembers what was tried; the message is the incumbent's, which scripts match on.
 */
import type { Block, UpdateContext } from '../types.ts';
import { isAsLastSent } from './last-spec.ts';
import { text } from './text.ts';

export function inferenceComponentGuard({ object, remote }: UpdateContext): Block | undefined {
  const status = remote['InferenceComponentStatus'];
  // While it moves, the reason is that of the time before.
  const failed = status === 'InService' && text(remote['FailureReason']) !== '' && isAsLastSent(object);
  if (!failed && status !== 'Failed') return undefined;
  return {
    how: 'stall',
    reason: 'InferenceComponentUpdateError',
    message: 'api error InferenceComponentUpdateError: Unable to update inference component. Check FailureReason.',
  };
}
