/** Each row of the fault table that is about one object's life, on a real apiserver and the simulated SageMaker: docs/reliability.md. */
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { Namespaces } from './namespaces.ts';
import { allPlans, planFor, type Plan, type SubjectName } from './plan.ts';
import { agreed, differences, type EndState } from './reference.ts';
import { type Result, runPlan } from './run.ts';

const all = await allPlans();
const plane = inject('controlPlane');
const namespaces = new Namespaces(plane);
const live = (plan: Plan): Promise<Result> => runPlan(plan, { plane, namespaces });
/** Beyond the patience of a plan, which tells more than a time-out. */
const TIMEOUT_MS = 600_000;
const references = new Map<SubjectName, EndState>();

beforeAll(async () => {
  const subjects = [...new Set(all.map(({ plan }) => plan.subject))];
  await Promise.all(
    subjects.map(async (subject) => {
      const [one, other] = await Promise.all([1, 2].map(() => live(planFor(subject, { title: 'no troubles' }))));
      if (!one || !other || one.broken.length + other.broken.length > 0)
        throw new Error(
          `a ${subject} breaks laws without any trouble: ${[one, other].flatMap((each) => each?.broken).join('; ')}`,
        );
      references.set(subject, agreed(one.end, other.end));
    }),
  );
});

describe.concurrent('every law holds, and the end is that of a life without troubles', () => {
  test.for(all)('$name: $plan.title', { timeout: TIMEOUT_MS }, async ({ plan }) => {
    const { broken, end, died, idle } = await live(plan);
    const reference = references.get(plan.subject);
    // An object that never owns its name has an end of its own.
    const other = reference && !plan.stranger ? differences(reference, end) : [];
    // A fault that never struck shows nothing; one that was taken away has struck.
    expect({ broken, other, died, idle }).toEqual({ broken: [], other: [], died: plan.deaths.length, idle: [] });
  });
});
