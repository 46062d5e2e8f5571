/** UpdateCluster leaves an instance group alone that it is not told of: what the spec no longer has must be named to go. */
import type { Fields, Json, UpdateContext } from '../types.ts';

const GROUPS = ['InstanceGroups', 'RestrictedInstanceGroups'] as const;

export function clusterShape(operation: string, input: Fields, { desired, remote }: UpdateContext): Fields {
  if (operation !== 'UpdateCluster') return input;
  const kept = new Set(GROUPS.flatMap((member) => names(desired[member])));
  const removed = GROUPS.flatMap((member) => names(remote[member])).filter((name) => !kept.has(name));
  return removed.length === 0 ? input : { ...input, InstanceGroupsToDelete: removed };
}

const names = (groups: Json | undefined): readonly string[] =>
  (Array.isArray(groups) ? (groups as readonly Fields[]) : []).flatMap(({ InstanceGroupName: name }) =>
    typeof name === 'string' ? [name] : [],
  );
