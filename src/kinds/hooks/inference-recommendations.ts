/** AWS lists the instances that it tried in no promised order: the one that answers for the least money comes first. */
import type { Fields } from '../types.ts';

const LIST = 'InferenceRecommendations';

export function rankedRecommendations(remote: Fields): Promise<Fields> {
  const found = (remote[LIST] ?? []) as readonly Fields[];
  if (found.length === 0) return Promise.resolve(remote);
  return Promise.resolve({ ...remote, [LIST]: found.toSorted(byCost) });
}

/** What a single inference costs, then what an hour does; what was not measured is last. */
const byCost = (left: Fields, right: Fields): number =>
  compare(metric(left, 'CostPerInference'), metric(right, 'CostPerInference')) ||
  compare(metric(left, 'CostPerHour'), metric(right, 'CostPerHour'));

/** Not by subtraction: what is missing is infinite on both sides, and their difference is no number. */
const compare = (left: number, right: number): number => (left === right ? 0 : left < right ? -1 : 1);

function metric(recommendation: Fields, name: string): number {
  const value = (recommendation['Metrics'] as Fields | undefined)?.[name];
  return typeof value === 'number' ? value : Number.POSITIVE_INFINITY;
}
