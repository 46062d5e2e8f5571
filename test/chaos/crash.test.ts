/** Every call of an object's life: the operator dies before it is made, or when it took effect and its reply is on its way. */
import { describe, expect, inject, test } from 'vitest';
import { Namespaces } from './namespaces.ts';
import { type Death, planFor, type SubjectName } from './plan.ts';
import { agreed, differences } from './reference.ts';
import { runPlan } from './run.ts';

const plane = inject('controlPlane');
const namespaces = new Namespaces(plane);

/** Of each kind. More would only wait for the processor, and longer than anything may take. */
const AT_ONCE = 3;
/** More than a hundred lives. */
const TIMEOUT_MS = 1_500_000;

const MAX_TOLD = 500;

interface Failure {
  readonly death: Death;
  readonly died: number;
  readonly wrong: readonly string[];
}

describe.concurrent('a process that dies at any call', () => {
  test.for<SubjectName>(['TrainingJob', 'HyperParameterTuningJob', 'Endpoint', 'Domain'])(
    'in the life of a %s leaves what the next one brings to the same end',
    { timeout: TIMEOUT_MS },
    async (subject) => {
      const live = (deaths: readonly Death[]) =>
        runPlan(planFor(subject, { title: 'a death', deaths: [...deaths] }), { plane, namespaces });
      const [one, other] = [await live([]), await live([])];
      expect([...one.broken, ...other.broken]).toEqual([]);
      const reference = agreed(one.end, other.end);
      const deaths = eachDeath(fewer(one.boundaries, other.boundaries));
      // Create, its finalizer, its first status, the end and the deletion at the least.
      expect(deaths.length).toBeGreaterThan(20);
      const failures: Failure[] = [];
      await eachOf(deaths, async (death) => {
        const { broken, end, died } = await live([death]);
        const wrong = [...broken, ...differences(reference, end)];
        // Whether a call comes a second time may depend on time; that it comes at all does not.
        const isMet = died === 1 || death.nth > 1;
        if (wrong.length > 0 || !isMet) failures.push(told(subject, { death, died, wrong }));
      });
      expect(failures).toEqual([]);
      process.stderr.write(`${subject}: ${deaths.length} deaths\n`);
    },
  );
});

/** At once, for a run of a hundred lives may not come to its end. The death is a plan's, as it stands. */
function told(subject: SubjectName, failure: Failure): Failure {
  process.stderr.write(
    `${JSON.stringify({ subjects: [subject], deaths: [failure.death] })} ${failure.wrong.join('; ').slice(0, MAX_TOLD)}\n`,
  );
  return failure;
}

/** Those that both have. */
const fewer = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
  new Map([...one].flatMap(([call, times]) => (other.has(call) ? [[call, Math.min(times, other.get(call) ?? 0)] as const] : [])));

const eachDeath = (boundaries: ReadonlyMap<string, number>): readonly Death[] =>
  [...boundaries].flatMap(([call, times]) =>
    Array.from({ length: times }, (_, at) => at + 1).flatMap((nth) =>
      (['before', 'after'] as const).map((when): Death => ({ call, nth, when })),
    ),
  );

async function eachOf<T>(all: readonly T[], run: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const work = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await run(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
