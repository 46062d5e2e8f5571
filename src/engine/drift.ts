/** Where AWS differs from what the spec asks for, on the paths that an update can mend. Pure. */
import type { Fields, Json, KindDescriptor, UpdateRule } from '../kinds/types.ts';
import { canonical } from './canonical.ts';
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
  const there = at(remote, rule.reads?.[path] ?? path);
  if (wanted === undefined) return isToUndo(rule, path, there, remote);
  if (rule.grows?.[path] !== undefined) {
    const { added, changed } = growthOf(rule, path, desired, remote);
    return added.length > 0 || changed.length > 0;
  }
  if (surplusOf(rule, path, desired, remote).length > 0) return true;
  return rule.documents?.includes(path) ? !sameDocument(there, wanted) : !contains(there, wanted);
}

function isToUndo(rule: UpdateRule, path: string, there: Json | undefined, remote: Fields): boolean {
  const removal = rule.whenRemoved?.find((removed) => removed.path === path);
  if (removal === undefined || isEmpty(there)) return false;
  return removal.while === undefined || at(remote, removal.while.path) === removal.while.value;
}

export interface Growth {
  /** Elements that AWS lacks. */
  readonly added: readonly Fields[];
  /** Keys of those that it has otherwise. */
  readonly changed: readonly string[];
}

/** How a list that only grows (`grows`) is ahead of AWS's. */
export function growthOf(rule: UpdateRule, path: string, desired: Fields, remote: Fields): Growth {
  const key = rule.grows?.[path] ?? '';
  const elements = (value: Json | undefined): readonly Fields[] => (isList(value) ? value.filter(isStructure) : []);
  const known = new Map(elements(at(remote, rule.reads?.[path] ?? path)).map((element) => [element[key], element]));
  const wanted = elements(at(desired, path));
  return {
    added: wanted.filter((element) => !known.has(element[key])),
    changed: wanted
      .filter((element) => known.has(element[key]) && !contains(known.get(element[key]), element))
      .map((element) => element[key] as string),
  };
}

/** Keys that AWS has beyond a map that the spec means as a whole (`drops`). */
export function surplusOf(rule: UpdateRule, path: string, desired: Fields, remote: Fields): readonly string[] {
  const [wanted, there] = [at(desired, path), at(remote, rule.reads?.[path] ?? path)];
  if (rule.drops?.[path] === undefined || !isStructure(wanted) || !isStructure(there)) return [];
  return Object.keys(there).filter((key) => !Object.hasOwn(wanted, key));
}

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === '' || (isList(value) && value.length === 0);

/** Whether two texts are the same JSON, however they are laid out; texts that are no JSON must be the same as they are. */
function sameDocument(there: Json | undefined, wanted: Json): boolean {
  const [left, right] = [there, wanted].map(parsed);
  return left === undefined || right === undefined ? there === wanted : canonical(left) === canonical(right);
}

function parsed(text: Json | undefined): Json | undefined {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as Json) : undefined;
  } catch {
    return undefined;
  }
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
  return typeof there !== 'object' && (String(there) === String(wanted) || isSameMoment(there, wanted));
}

/** AWS tells times in UTC and whole seconds, however they were written. */
function isSameMoment(there: Json, wanted: Json): boolean {
  const [left, right] = [there, wanted].map((time) =>
    typeof time === 'string' && TIME.test(time) ? Date.parse(time) : Number.NaN,
  );
  return left !== undefined && right !== undefined && Math.floor(left / 1000) === Math.floor(right / 1000);
}
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

function sameList(there: readonly Json[], wanted: readonly Json[]): boolean {
  if (there.length !== wanted.length) return false;
  if (wanted.some((item) => typeof item === 'object')) return wanted.every((item, index) => contains(there[index], item));
  const [left, right] = [there, wanted].map((list) => list.map(String).sort());
  return JSON.stringify(left) === JSON.stringify(right);
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const isStructure = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
