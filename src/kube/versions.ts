/**
 * Resource versions are decimal numbers that grow with every write, and may outgrow a double. Comparing them as numbers tells which of
 * two answers about the same object is newer.
 */
export function compareVersions(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a === b ? 0 : a < b ? -1 : 1;
}
