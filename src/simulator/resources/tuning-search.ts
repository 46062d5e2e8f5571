import { chance } from '../chance.ts';
import type { Parameter, Point } from './tuning-space.ts';
import { gridPoint, placeOf } from './tuning-space.ts';

/** A finished trial: what was tried, and how good it was (more is better, whatever the objective's type). */
export interface Trial {
  readonly point: Point;
  readonly merit: number;
}

export interface Search {
  readonly strategy: string;
  readonly space: readonly Parameter[];
  readonly seed: string;
}

/** Trials before a strategy that learns begins to. */
const WARM_UP = 3;

/**
 * The next point to try. Grid walks through its combinations; Random draws; Bayesian and Hyperband draw at first and then look near
 * the best point known, ever closer, with a fresh draw now and then. (The real Bayesian search fits a Gaussian process; what is kept of it
 * here is that it learns.)
 */
export function nextPoint(search: Search, index: number, trials: readonly Trial[]): Point {
  if (search.strategy === 'Grid') return gridPoint(search.space, index);
  const draw = chance(`${search.seed}/point/${index}`);
  const best = search.strategy === 'Random' || trials.length < WARM_UP ? undefined : bestOf(trials);
  const explores = best === undefined || draw() < 0.2;
  const width = 0.3 / Math.sqrt(trials.length);
  return Object.fromEntries(
    search.space.map(({ name }) => [name, explores ? draw() : near(best.point[name] ?? 0.5, width, draw)]),
  );
}

function near(centre: number, width: number, draw: () => number): number {
  const bell = draw() + draw() + draw() - 1.5;
  return Math.min(0.999_999, Math.max(0, centre + width * bell));
}

const bestOf = (trials: readonly Trial[]): Trial | undefined =>
  trials.reduce<Trial | undefined>((best, trial) => (best === undefined || trial.merit > best.merit ? trial : best), undefined);

/**
 * How good the tuned values are, in (0, 1]: smooth, with one optimum somewhere inside the ranges that depends on the seed and the
 * parameters' names only, so that a warm start from another tuning job's trials helps.
 */
export function quality(seed: string, space: readonly Parameter[], tuned: Readonly<Record<string, string>>): number {
  let distance = 0;
  for (const parameter of space) {
    const optimum = 0.2 + 0.6 * chance(`${seed}/optimum/${parameter.name}`)();
    distance += (placeOf(parameter, tuned[parameter.name] ?? '') - optimum) ** 2;
  }
  return Math.exp((-4 * distance) / Math.max(1, space.length));
}

/** The objective metric for a quality: near 1 where it is to be maximized, small where minimized; a little noise on both. */
export function objectiveValue(type: 'Maximize' | 'Minimize', goodness: number, noiseSeed: string): number {
  const noise = 0.004 * (chance(noiseSeed)() - 0.5);
  const value = type === 'Maximize' ? 0.5 + 0.49 * goodness + noise : 0.05 + 0.9 * (1 - goodness) + noise + 0.002;
  return Math.fround(Math.round(value * 1e6) / 1e6);
}
