/** Judges objects by the two conditions that Flux and Argo CD judge by, so that the demo holds for every kind there will be. */
import { type DemoObject, isTrue } from './object.ts';

/** `open`: still on its way. `good` and `bad`: settled, as it should be or not. */
export type Verdict = 'open' | 'good' | 'bad';

/** Objects, as `Kind/name`, that show a failure: they are as they should be when they have failed. */
export type MeantToFail = ReadonlySet<string>;

/** The examples' one object that is there to show what a failure looks like. */
export const FAILING_EXAMPLES: MeantToFail = new Set(['TrainingJob/churn-no-data']);

export function judge(object: DemoObject, meantToFail: MeantToFail): Verdict {
  if (object.metadata.deletionTimestamp !== undefined) return 'open';
  const failing = meantToFail.has(`${object.kind}/${object.metadata.name}`);
  if (isTrue(object, 'Ready')) return failing ? 'bad' : 'good';
  if (isTrue(object, 'Stalled')) return failing ? 'good' : 'bad';
  return 'open';
}

/** Nothing is left to wait for. No objects at all are not settled: they have not been seen yet. */
export function allSettled(objects: readonly DemoObject[], meantToFail: MeantToFail): boolean {
  return objects.length > 0 && objects.every((object) => judge(object, meantToFail) !== 'open');
}
