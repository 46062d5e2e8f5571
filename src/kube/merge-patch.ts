/** JSON Merge Patch (RFC 7386): the smallest patch that turns one JSON value into another. */

/** `undefined`: nothing differs. Members of `to` that are `undefined` count as absent; lists are replaced whole. */
export function mergePatch(from: object, to: object): object | undefined {
  const [old, now] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
  const changes: [string, unknown][] = [];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const change = memberPatch(old.get(name), now.get(name));
    if (change !== undefined) changes.push([name, change]);
  }
  // Not assigned one by one: a member called `__proto__` would then set the prototype and vanish.
  return changes.length === 0 ? undefined : Object.fromEntries(changes);
}

function memberPatch(old: unknown, now: unknown): unknown {
  if (isNothing(now)) return isNothing(old) ? undefined : null;
  if (isObject(old) && isObject(now)) return mergePatch(old, now);
  return sameJson(old, now) ? undefined : now;
}

/** Equal as JSON, whatever the order of members. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, at) => sameJson(value, b[at]));
  if (isObject(a) && isObject(b)) return mergePatch(a, b) === undefined;
  return a === b;
}

/** A merge patch can express no null: it means removal. So a null that is asked for is an absence. */
const isNothing = (value: unknown): value is null | undefined => value === undefined || value === null;
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
