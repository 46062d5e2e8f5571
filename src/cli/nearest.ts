/** The word that was probably meant: what people type is one slip away from a word, or begins one. */

/** Undefined where nothing is near: a far-fetched guess helps nobody. */
export function nearest(word: string, among: Iterable<string>): string | undefined {
  const typed = word.toLowerCase();
  const limit = Math.max(1, Math.floor(typed.length / 3));
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const candidate of among) {
    const known = candidate.toLowerCase();
    const begins = typed.length >= 3 && known.startsWith(typed);
    const distance = begins ? 1 : editDistance(typed, known);
    if (distance <= limit && (!best || distance < best.distance)) best = { word: candidate, distance };
  }
  return best?.word;
}

export const didYouMean = (word: string, among: Iterable<string>): string => {
  const guess = nearest(word, among);
  return guess === undefined ? '' : `; did you mean ${guess}?`;
};

/** Insertions, deletions, changes and swaps of two neighbours (Damerau's, restricted). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(before, j - 2) + 1 : Infinity;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, change, swap));
    }
    [before, last] = [last, row];
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity;
