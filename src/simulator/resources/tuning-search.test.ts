import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Trial } from './tuning-search.ts';
import { nextPoint, objectiveValue, quality } from './tuning-search.ts';
import type { Parameter } from './tuning-space.ts';
import { gridPoint, gridSize, placeOf, render } from './tuning-space.ts';

const SPACE: readonly Parameter[] = [
  { type: 'continuous', name: 'rate', min: 1e-5, max: 1e-1, scale: 'Logarithmic' },
  { type: 'continuous', name: 'momentum', min: 0.5, max: 0.999, scale: 'ReverseLogarithmic' },
  { type: 'integer', name: 'depth', min: 2, max: 64, scale: 'Linear' },
];

/** The quality of each trial of one tuning job, one after the other. */
function run(strategy: string, seed: string, jobs: number): number[] {
  const trials: Trial[] = [];
  for (let index = 0; index < jobs; index++) {
    const point = nextPoint({ strategy, space: SPACE, seed }, index, trials);
    const tuned = Object.fromEntries(SPACE.map((parameter) => [parameter.name, render(parameter, point[parameter.name] ?? 0)]));
    trials.push({ point, merit: quality('world', SPACE, tuned) });
  }
  return trials.map(({ merit }) => merit);
}
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
const late = (strategy: string): number =>
  mean(Array.from({ length: 30 }, (_, seed) => mean(run(strategy, `seed-${seed}`, 40).slice(-15))));

describe('a search', () => {
  test('that learns does far better in the end than one that draws', () => {
    expect(late('Bayesian')).toBeGreaterThan(late('Random') + 0.15);
    expect(late('Hyperband')).toBeGreaterThan(late('Random') + 0.15);
  });

  test('is the same for the same seed, and another for another', () => {
    expect(run('Bayesian', 'a', 10)).toEqual(run('Bayesian', 'a', 10));
    expect(run('Bayesian', 'a', 10)).not.toEqual(run('Bayesian', 'b', 10));
  });
});

describe('a search space', () => {
  const place = fc.double({ min: 0, max: 0.999_999, noNaN: true });

  test('renders values within their ranges, from which the place can be told', () => {
    fc.assert(
      fc.property(place, fc.constantFrom(...SPACE), (at, parameter) => {
        const value = render(parameter, at);
        const { min, max } = parameter as Extract<Parameter, { min: number }>;
        expect(Number(value)).toBeGreaterThanOrEqual(min * (1 - 1e-9));
        expect(Number(value)).toBeLessThanOrEqual(max);
        // A whole number says its place to within half a step.
        expect(Math.abs(placeOf(parameter, value) - at)).toBeLessThan(
          parameter.type === 'integer' ? 0.5 / (max - min) + 1e-9 : 1e-4,
        );
      }),
    );
  });

  test('of a logarithmic range gives every order of magnitude the same share', () => {
    const [rate] = SPACE;
    const decade = (at: number): number => Math.floor(Math.log10(Number(rate === undefined ? 1 : render(rate, at))));
    expect([0.1, 0.35, 0.6, 0.85].map(decade)).toEqual([-5, -4, -3, -2]);
  });

  test('of categories has each combination once', () => {
    const grid: Parameter[] = [
      { type: 'categorical', name: 'a', values: ['1', '2', '3'] },
      { type: 'categorical', name: 'b', values: ['x', 'y'] },
    ];
    expect(gridSize(grid)).toBe(6);
    const seen = Array.from({ length: 6 }, (_, index) =>
      grid.map((parameter) => render(parameter, gridPoint(grid, index)[parameter.name] ?? 0)).join(''),
    );
    expect(new Set(seen).size).toBe(6);
  });
});

test('a better quality is a better objective, whichever way that is', () => {
  expect(objectiveValue('Maximize', 0.9, 'n')).toBeGreaterThan(objectiveValue('Maximize', 0.2, 'n'));
  expect(objectiveValue('Minimize', 0.9, 'n')).toBeLessThan(objectiveValue('Minimize', 0.2, 'n'));
});
