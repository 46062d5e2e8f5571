/** What the entities of a lineage graph (actions, artifacts, contexts) tell alike. */
import type { StatusMember } from './types.ts';

export const lineageStatus = [
  { member: 'CreationTime' },
  { member: 'LastModifiedTime' },
  { member: 'CreatedBy' },
  { member: 'LineageGroupArn' },
] as const satisfies readonly StatusMember[];
