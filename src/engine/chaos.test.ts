import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Endpoint } from '../kinds/Endpoint.ts';
import { Model } from '../kinds/Model.ts';
import { TrainingJob } from '../kinds/TrainingJob.ts';
import type { KindDescriptor } from '../kinds/types.ts';
import { MISTAKES } from './testing/broken.ts';
import { act, broken, brokenWithStranger } from './testing/story.ts';

/** A failure names its seed. `CHAOS_SEED` repeats it, `CHAOS_STORIES` tells more stories of each kind. */
const SEED = Number(process.env['CHAOS_SEED'] ?? 20_261_128);
const STORIES = Number(process.env['CHAOS_STORIES'] ?? 25_000);
/** A quarter of a minute for each, and many times that on a machine that is busy with others, or when more are asked for. */
const TIMEOUT_MS = 600_000 + STORIES * 10;

const stories = (maxLength: number) => fc.array(act, { maxLength });
const told = (numRuns = STORIES) => ({ numRuns, seed: SEED });

describe('whatever happens', { timeout: TIMEOUT_MS }, () => {
  test.each<[string, KindDescriptor]>([
    ['a job', TrainingJob],
    ['a service', Endpoint],
    ['a record', Model],
  ])('%s is made once, never orphaned, and comes right in the end', async (_what, kind) => {
    expect.hasAssertions();
    const law = fc.asyncProperty(stories(30), async (story) => {
      expect(await broken({ kind, story })).toEqual([]);
    });
    await fc.assert(law, told());
  });

  test('a stranger of the same name is never touched and never shown', async () => {
    expect.hasAssertions();
    const law = fc.asyncProperty(stories(20), async (story) => {
      expect(await brokenWithStranger({ kind: TrainingJob, story })).toEqual([]);
    });
    await fc.assert(law, told());
  });
});

describe('an engine with a mistake is caught:', () => {
  test.each([
    ['createsBeforeTheFinalizer', broken],
    ['ignoresWhoseItIs', brokenWithStranger],
    ['forgetsTheAmbiguousCreate', broken],
  ] as const)('one that %s', async (mistake, judge) => {
    const law = fc.asyncProperty(
      stories(20),
      async (story) => (await judge({ kind: TrainingJob, story, mistake: MISTAKES[mistake] })).length === 0,
    );
    const { failed, counterexample } = await fc.check(law, told(5_000));
    expect(failed).toBe(true);
    // Shrunk to what matters, it is short enough to be read.
    expect(counterexample?.[0].length).toBeLessThan(6);
  });
});
