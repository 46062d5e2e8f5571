/** What one object costs, as far as it can be told. */
import type { Instances } from './instances.ts';
import type { Prices } from './prices.ts';

/** Some instances for some time. */
export interface Use {
  readonly instances: readonly Instances[];
  /** By the clock, not by instance. */
  readonly seconds: number;
}

export interface Charge {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly uses: readonly Use[];
  /** What is paid for all the time, until someone ends it. */
  readonly standing: readonly Instances[];
  /** Seconds of instances that spot capacity did not bill. */
  readonly savedSeconds: number;
  /** What to know about the number. */
  readonly notes: readonly string[];
}

export interface Bill extends Omit<Charge, 'uses' | 'standing'> {
  readonly instanceSeconds: number;
  /** Undefined when a price is unknown: a sum with a hole in it would be taken for the whole. */
  readonly cost: number | undefined;
  readonly perHour: number | undefined;
  readonly unpriced: readonly string[];
}

const HOUR = 3600;

export function billOf({ uses, standing, ...charge }: Charge, { perHour }: Prices): Bill {
  const all = [...uses.flatMap(({ instances }) => instances), ...standing];
  const unpriced = [...new Set(all.map(({ type }) => type).filter((type) => !perHour.has(type)))].toSorted();
  const rate = (instances: readonly Instances[]): number =>
    instances.reduce((sum, { type, count }) => sum + count * (perHour.get(type) ?? 0), 0);
  const known = unpriced.length === 0;
  return {
    ...charge,
    instanceSeconds: uses.reduce((sum, { instances, seconds }) => sum + seconds * countOf(instances), 0),
    cost: known ? uses.reduce((sum, { instances, seconds }) => sum + (rate(instances) * seconds) / HOUR, 0) : undefined,
    perHour: known ? rate(standing) : undefined,
    unpriced,
  };
}

export const countOf = (instances: readonly Instances[]): number => instances.reduce((sum, { count }) => sum + count, 0);
