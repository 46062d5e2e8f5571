/** Plain values on their way into checks. */

export type PlainFields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is PlainFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? `the text '${value}'` : JSON.stringify(value);
}

/** The API server drops nulls before it looks: a field that is null is not set. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

/** A text, or the empty one for whatever else it may be. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What tells an object from others: its kind, name and namespace. */
export function identityOf(value: unknown): { readonly kind: string; readonly name: string; readonly namespace: string } {
  const { kind, metadata } = isFields(value) ? value : {};
  const { name, generateName, namespace } = isFields(metadata) ? metadata : {};
  return { kind: text(kind), name: text(name ?? generateName), namespace: text(namespace) };
}
