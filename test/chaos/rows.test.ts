import { describe, expect, inject, test } from 'vitest';
import { allPlans } from './plan.ts';
import { runPlan } from './run.ts';

describe.concurrent('each row of the fault table keeps every invariant', async () => {
  test.for(await allPlans())('%s', async ([, plan]) => {
    const { broken, crashed } = await runPlan(plan, { plane: inject('controlPlane') });
    expect(broken).toEqual([]);
    expect(crashed).toBe(plan.crashes.length);
  });
});
