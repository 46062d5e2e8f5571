/** Where a resource stands, read from AWS's own words by the descriptor's tables. */
import type { Fields, Json, KindDescriptor, Phase, Tail } from '../kinds/types.ts';

export const MOVING: ReadonlySet<Phase> = new Set(['busy', 'stopping', 'deleting']);

/** A status that this release does not know is taken for one that moves: it is shown as it is and looked at again. */
export function phaseOf(kind: KindDescriptor, status: string | undefined): Phase {
  if (!kind.statuses) return 'ready';
  return (status === undefined ? undefined : kind.statuses.phases[status]) ?? 'busy';
}

export const statusOf = (kind: KindDescriptor, remote: Fields): string | undefined => {
  const status = kind.statuses && remote[kind.statuses.member];
  return typeof status === 'string' ? status : undefined;
};

/** The first part that still works after the main status ended, in the incumbent's words: `DebugRule is in InProgress status.` */
export function busyTail(kind: KindDescriptor, remote: Fields): string | undefined {
  for (const tail of kind.tails ?? []) {
    const status = tailStatus(tail, remote);
    if (status !== undefined) return `${tail.label} is in ${status} status.`;
  }
  return undefined;
}

function tailStatus(tail: Tail, remote: Fields): string | undefined {
  if (tail.unless && at(remote, tail.unless.path) === tail.unless.value) return undefined;
  const parts = at(remote, tail.list);
  if (!Array.isArray(parts)) return undefined;
  return (parts as readonly Fields[]).map((part) => part[tail.member] as string).find((status) => tail.busy.includes(status));
}

/** The work for whose end a change or a deletion has to wait, in the incumbent's words. */
export function occupation({ kind, occupied }: KindDescriptor, remote: Fields): string | undefined {
  const status = occupied && at(remote, occupied.path);
  if (typeof status !== 'string' || !occupied?.values.includes(status)) return undefined;
  return `${occupied.label} in ${status} state, ${kind} cannot be modified or deleted.`;
}

/** Whether a settled resource has facts that still change slowly, such as a warm pool. */
export const lingers = (kind: KindDescriptor, remote: Fields): boolean =>
  (kind.lingers ?? []).some(({ path, values }) => values.includes(at(remote, path) as string));

/** The value at a dotted path of members, or undefined. */
export function at(fields: Fields, path: string): Json | undefined {
  let node: Json | undefined = fields;
  for (const member of path.split('.')) {
    if (node === null || typeof node !== 'object' || Array.isArray(node)) return undefined;
    node = (node as Fields)[member];
  }
  return node;
}

/** All values at a path in which `[]` steps into each element of a list. */
export const allAt = (fields: Fields, path: string): readonly Json[] => allThrough(fields, stepsOf(path));

export interface PathStep {
  readonly member: string;
  readonly each: boolean;
}
export const stepsOf = (path: string): readonly PathStep[] =>
  path.split('.').map((step) => ({ member: step.replace('[]', ''), each: step.endsWith('[]') }));

/** The same, for a path that was taken apart before. */
export function allThrough(fields: Fields, steps: readonly PathStep[]): readonly Json[] {
  let nodes: readonly Json[] = [fields];
  for (const { member, each } of steps) {
    if (nodes.length === 0) return nodes;
    nodes = nodes.flatMap((node) => {
      if (node === null || typeof node !== 'object' || Array.isArray(node)) return [];
      const value = (node as Fields)[member];
      if (value === undefined || value === null) return [];
      return each && Array.isArray(value) ? (value as readonly Json[]) : [value];
    });
  }
  return nodes;
}
