/** Every call boundary of an object's life: the operator dies before the call, or when it was done and its reply is on its way. */
import { describe, expect, inject, test } from 'vitest';
import { type Crash, type PlanInput, planOf } from './plan.ts';
import { runPlan } from './run.ts';

const AT_ONCE = 4;

async function eachOf<T>(all: readonly T[], run: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const work = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await run(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

describe('a process that dies at any call', () => {
  test.each<PlanInput['subject']>(['TrainingJob', 'HyperParameterTuningJob', 'Endpoint', 'Domain'])(
    'in the life of a %s leaves what the next one brings to the same end',
    async (subject) => {
      const plane = inject('controlPlane');
      const reference = await runPlan(planOf({ title: 'reference', subject }), { plane });
      expect(reference.broken).toEqual([]);
      const crashes = (['aws', 'kube'] as const).flatMap((door) =>
        Array.from({ length: reference.boundaries[door] }, (_, at) => at + 1).flatMap((nth) =>
          (['before', 'after'] as const).map((when): Crash => ({ door, nth, when })),
        ),
      );
      const wrong: unknown[] = [];
      await eachOf(crashes, async (crash) => {
        const { broken, end } = await runPlan(planOf({ title: 'crash', subject, crashes: [crash] }), { plane });
        const isSame = JSON.stringify(end.effects) === JSON.stringify(reference.end.effects);
        if (broken.length > 0 || !isSame) wrong.push({ crash, broken, effects: end.effects });
      });
      expect(wrong).toEqual([]);
      process.stderr.write(`${subject}: ${crashes.length} boundaries\n`);
    },
    600_000,
  );
});
