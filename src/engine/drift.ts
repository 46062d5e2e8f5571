/** Where AWS differs from what the spec asks for, on the paths that an update can mend. Pure. */
import type { Fields, Json, KindDescriptor, UpdateRule } from '../kinds/types.ts';
import { at } from './phase.ts';

/**
 * Watched paths to mend, in the descriptor's order. What the spec doesn't say, it has no opinion on: AWS fills in defaults, and more of
 * them each year. The exception is a path that the descriptor wants undone when the user takes it out (`whenRemoved`).
 */
export function driftOf(kind: KindDescriptor, desired: Fields, remote: Fields): readonly string[] {
  return kind.updates.flatMap((rule) => rule.watches.filter((path) => differs(rule, path, desired, remote)));
}

function differs(rule: UpdateRule, path: string, desired: Fields, remote: Fields): boolean {
  const wanted = at(desired, path);
  if (wanted !== undefined) return !contains(at(remote, path), wanted);
  const removal = rule.whenRemoved?.find((removed) => removed.path === path);
  return removal !== undefined && at(remote, path) !== undefined && at(remote, removal.while.path) === removal.while.value;
}

/**
 * Whether what is wanted is in what is there. Structures: each wanted member. Lists: the same length, each element in its place, except
 * that plain values may stand in any order (AWS returns subnets as it likes). What AWS leaves out is false, 0 or empty.
 */
function contains(there: Json | undefined, wanted: Json): boolean {
  if (isList(wanted)) return sameList(isList(there) ? there : [], wanted);
  if (isStructure(wanted)) {
    const members = isStructure(there) ? there : {};
    return Object.entries(wanted).every(([member, value]) =>
      contains(Object.hasOwn(members, member) ? members[member] : undefined, value),
    );
  }
  if (there === undefined || there === null) return !wanted;
  return typeof there !== 'object' && String(there) === String(wanted);
}

function sameList(there: readonly Json[], wanted: readonly Json[]): boolean {
  if (there.length !== wanted.length) return false;
  if (wanted.some((item) => typeof item === 'object')) return wanted.every((item, index) => contains(there[index], item));
  const [left, right] = [there, wanted].map((list) => list.map(String).sort());
  return JSON.stringify(left) === JSON.stringify(right);
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const isStructure = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
