/** What a job learns: the metrics that its definitions look for, from the first step to the last value that Describe tells. */
import { chance } from '../chance.ts';
import type { World } from '../world.ts';
import type { Resource } from './kind.ts';

const isLoss = (name: string): boolean => /loss|err|rmse|mae|mse/i.test(name);
const rounded = (value: number): number => Math.fround(Math.round(value * 10_000) / 10_000);

/** Plausible numbers that are the same for the same job name: small where less is better, near 1 where more is. */
export function finalMetric(world: World, job: Resource, name: string): number {
  const draw = chance(`${world.seed}/metric/${job.name}/${name}`)();
  return world.foretold.get(job)?.[name] ?? rounded(isLoss(name) ? 0.05 + 0.4 * draw : 0.7 + 0.29 * draw);
}

/** Steps in which two thirds of the way to the last value are gone. */
const STEPS_TO_LEARN = 6;

/** On the way there: fast at first, then slower, with some noise. It depends on nothing that is still to come but the last value. */
export function metricAt(world: World, job: Resource, name: string, step: number): number {
  const final = finalMetric(world, job, name);
  const begin = isLoss(name) ? final * 4 : final * 0.4;
  const left = Math.exp(-step / STEPS_TO_LEARN);
  const noise = (chance(`${world.seed}/learning/${job.arn}/${name}/${step}`)() - 0.5) * 0.2 * left;
  return rounded(final + (begin - final) * left * (1 + noise));
}
