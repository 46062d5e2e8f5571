/** What the policies of a HyperPod cluster's scheduler (its config, a team's quota) have in common. */
import type { Phase } from './types.ts';

export const SCHEDULER_PHASES = {
  Creating: 'busy',
  Updating: 'busy',
  Created: 'ready',
  Updated: 'ready',
  CreateFailed: 'failed',
  CreateRollbackFailed: 'failed',
  UpdateFailed: 'failed',
  UpdateRollbackFailed: 'failed',
  DeleteFailed: 'failed',
  DeleteRollbackFailed: 'failed',
  Deleting: 'deleting',
  Deleted: 'gone',
} as const satisfies Readonly<Record<string, Phase>>;
