/** A JSON document as the wire carries it: timestamps are epoch seconds. The simulator's records are such documents, kept mutable. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [member: string]: Json;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a dotted path of members, or undefined. Lists are not stepped into. */
export function at(document: Json | undefined, path: string): Json | undefined {
  let value: Json | undefined = document;
  for (const member of path.split('.')) {
    if (!isObject(value)) return undefined;
    value = value[member];
  }
  return value;
}

export function text(document: Json | undefined, path: string): string | undefined {
  const value = at(document, path);
  return typeof value === 'string' ? value : undefined;
}
export function number(document: Json | undefined, path: string): number | undefined {
  const value = at(document, path);
  return typeof value === 'number' ? value : undefined;
}
export const flag = (document: Json | undefined, path: string): boolean => at(document, path) === true;
export function object(document: Json | undefined, path: string): JsonObject | undefined {
  const value = at(document, path);
  return isObject(value) ? value : undefined;
}
/** The structures of a list member; none where the member is absent. */
export function objects(document: Json | undefined, path: string): JsonObject[] {
  const value = at(document, path);
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The defaults under the given document: what is set there wins, structures are merged, lists are not. */
export function withDefaults(document: JsonObject, defaults: JsonObject): JsonObject {
  const merged: JsonObject = { ...defaults, ...document };
  for (const [member, value] of Object.entries(defaults)) {
    const given = document[member];
    if (isObject(value) && isObject(given)) merged[member] = withDefaults(given, value);
  }
  return merged;
}

/** Only the named members, and only those that are set. */
export function pick(document: JsonObject, members: Iterable<string>): JsonObject {
  const picked: JsonObject = {};
  for (const member of members) {
    const value = document[member];
    if (value !== undefined) picked[member] = value;
  }
  return picked;
}

/** The document with a value at a dotted path of members; structures on the way are made where they are missing. */
export function withValueAt(document: JsonObject, path: string, value: Json): JsonObject {
  const [member = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...document, [member]: value };
  return { ...document, [member]: withValueAt(object(document, member) ?? {}, rest.join('.'), value) };
}
