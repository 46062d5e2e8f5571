/** A harness that cannot fail is no harness: engines with a mistake (src/engine/testing/broken.ts) must break laws on the wire as well. */
import { describe, expect, inject, test } from 'vitest';
import { createReconcile } from '../../src/engine/reconcile.ts';
import { MISTAKES } from '../../src/engine/testing/broken.ts';
import { Namespaces } from './namespaces.ts';
import { allPlans } from './plan.ts';
import { runPlan } from './run.ts';

/** Enough for a sound engine; what waits in vain waits no longer. */
const PATIENCE_MS = 20_000;

const plane = inject('controlPlane');
const namespaces = new Namespaces(plane);
const all = await allPlans();

describe.concurrent('an engine with a mistake is caught on the wire:', () => {
  test.for([
    ['createsBeforeTheFinalizer', 'R03-two-deaths.json with a TrainingJob', 'I8'],
    ['ignoresWhoseItIs', 'R08-foreign-owner.json with a TrainingJob', 'I4'],
    ['forgetsTheAmbiguousCreate', 'R04-create-reset.json with a TrainingJob', 'I7'],
  ] as const)('one that %s, by %s, for it breaks %s', async ([mistake, name, law]) => {
    const plan = all.find((each) => each.name === name)?.plan;
    if (!plan) throw new Error(`there is no plan ${name}`);
    const compose: typeof createReconcile = (engine) => createReconcile(MISTAKES[mistake](engine));
    const { broken } = await runPlan(plan, { plane, namespaces, compose, patienceMs: PATIENCE_MS });
    expect(broken).toContainEqual(expect.stringMatching(new RegExp(`^${law} `)));
  });
});
