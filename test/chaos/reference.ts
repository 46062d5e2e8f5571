/**
 * A life without troubles, to which every other one must come back. It is lived twice: what differs between the two (times, random ids)
 * is no matter of troubles, and is not compared.
 */
import type { Rest } from './invariants.ts';
import type { LedgerEntry } from '../../src/simulator/ledger.ts';

export interface EndState {
  /** What each object and resource says at rest, by path. Empty if it was deleted before. */
  readonly said: ReadonlyMap<string, string>;
  /** How often each change of AWS took effect. */
  readonly effects: ReadonlyMap<string, number>;
}

export function endOf(rest: Rest | undefined, ledger: readonly LedgerEntry[]): EndState {
  const effects = ledger.filter(({ ok, operation }) => ok && /^(?:Create|Update|Start|AddTags|DeleteTags)/.test(operation));
  return {
    said: new Map(
      (rest?.objects ?? []).flatMap(({ object, inAws }) => [
        ...leaves(`${object.kind}.status`, object.status),
        ...leaves(`${object.kind} in AWS`, inAws),
      ]),
    ),
    effects: new Map([...Map.groupBy(effects, ({ operation }) => operation)].map(([operation, all]) => [operation, all.length])),
  };
}

/** What both say alike. */
export function agreed(one: EndState, other: EndState): EndState {
  const both = [...one.said].filter(([path, value]) => other.said.get(path) === value);
  return { said: new Map(both), effects: one.effects };
}

export function differences(reference: EndState, end: EndState): readonly string[] {
  const said = end.said.size === 0 ? [] : different(reference.said, end.said, (path) => reference.said.has(path));
  return [...said, ...different(reference.effects, end.effects, () => true)];
}

function different<V>(expected: ReadonlyMap<string, V>, got: ReadonlyMap<string, V>, of: (key: string) => boolean): string[] {
  return [...new Set([...expected.keys(), ...got.keys()])]
    .filter((key) => of(key) && expected.get(key) !== got.get(key))
    .map((key) => `DIFF ${key}: ${String(got.get(key))}, where without troubles it is ${String(expected.get(key))}`);
}

/** Words and numbers at the ends of all paths. Messages are for people, and tell what happened on the way. */
function leaves(path: string, value: unknown): readonly (readonly [path: string, value: string])[] {
  if (value === undefined || /Time$|\.message$/.test(path)) return [];
  if (typeof value !== 'object' || value === null) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, part]) => leaves(`${path}.${key}`, part));
}
