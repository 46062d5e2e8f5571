/** AWS changes a feature group in the background and keeps its status: `LastUpdateStatus` tells how it went. One change at a time. */
import type { Block, Fields, UpdateContext } from '../types.ts';
import { isAsLastSent } from './last-spec.ts';
import { text } from './text.ts';

export function featureGroupGuard({ object, remote }: UpdateContext): Block | undefined {
  const last = (remote['LastUpdateStatus'] ?? {}) as Fields;
  if (last['Status'] === 'InProgress')
    return { how: 'wait', reason: 'UpdatePending', message: 'FeatureGroup is being updated: the next change waits for that' };
  if (last['Status'] !== 'Failed' || !isAsLastSent(object)) return undefined;
  const message = `the update failed and is tried again when the spec is edited: ${text(last['FailureReason'])}`;
  return { how: 'stall', reason: 'FeatureGroupUpdateError', message };
}
