/**
 * What AWS allows on a training job that exists: its warm pool when it has completed, its profiler while it runs, one of the two at a
 * time, and never a change of a profiler rule that is there. The texts are the incumbent's, which scripts match on.
 */
import type { Block, Fields, Json, StatusMember, UpdateContext } from '../types.ts';
import { text } from './text.ts';

const WARM_POOL = 'ResourceConfig.KeepAlivePeriodInSeconds';

const stall = (message: string): Block => ({ how: 'stall', reason: 'NotUpdatable', message });
const wait = (message: string): Block => ({ how: 'wait', reason: 'UpdatePending', message });

export function trainingJobGuard({ drift, desired, remote }: UpdateContext): Block | undefined {
  const profiler = drift.filter((path) => path !== WARM_POOL);
  if (!drift.includes(WARM_POOL)) return profilerBlock(desired, remote);
  return profiler.length > 0 ? stall('cannot update Warm pool and Profiler at the same time') : warmPoolBlock(remote);
}

function warmPoolBlock(remote: Fields): Block | undefined {
  const status = remote['TrainingJobStatus'];
  if (status === 'InProgress') {
    return wait('warm pool cannot be updated while TrainingJob status is InProgress, requeuing until TrainingJob completes.');
  }
  if (status !== 'Completed') {
    return stall(
      'warm pool can only be updated if TrainingJob status is Completed. Warm pool will be terminated automatically if trainingjob has not completed successfully',
    );
  }
  const pool = remote['WarmPoolStatus'] as Fields | undefined;
  if (!pool) return stall('warm pool does not exist and can only be configured at creation time');
  const gone = pool['Status'] === 'Terminated' || pool['Status'] === 'Reused';
  return gone ? stall('warm pool cannot be updated if has been terminated or reused') : undefined;
}

function profilerBlock(desired: Fields, remote: Fields): Block | undefined {
  if (remote['TrainingJobStatus'] !== 'InProgress')
    return stall('profiler can only be updated when Training Job is in InProgress state');
  if (remote['SecondaryStatus'] === 'Starting')
    return wait('training job cannot be updated while secondary status is in Starting state.');
  const wanted = rulesByName(desired);
  for (const [name, rule] of rulesByName(remote)) {
    const next = wanted.get(name);
    if (next !== undefined && !sameWhereSet(next, rule)) return stall('cannot modify an existing profiler rule.');
    if (next === undefined && wanted.size > 0) return stall('cannot remove an existing profiler rule');
  }
  return undefined;
}

/** UpdateTrainingJob takes new profiler rules only: sending one that is there is refused. */
export function trainingJobShape(_operation: string, input: Fields, { remote }: UpdateContext): Fields {
  const { ProfilerRuleConfigurations: rules, ...rest } = input;
  if (!Array.isArray(rules)) return input;
  const known = rulesByName(remote);
  const added = (rules as readonly Fields[]).filter((rule) => !known.has(text(rule['RuleConfigurationName'])));
  return added.length > 0 ? { ...rest, ProfilerRuleConfigurations: added } : rest;
}

export const spotSavings = {
  member: 'SpotSavingsPercent',
  type: 'integer',
  description: 'Share of the training seconds that managed spot training did not bill, in percent.',
} as const satisfies StatusMember;

/** Adds what spot has saved, which costs no call. */
export function trainingJobFacts(remote: Fields): Promise<Fields> {
  const trained = remote['TrainingTimeInSeconds'];
  const billed = remote['BillableTimeInSeconds'];
  const spot =
    remote['EnableManagedSpotTraining'] === true && typeof trained === 'number' && typeof billed === 'number' && trained > 0;
  return Promise.resolve({
    ...remote,
    ...(spot ? { SpotSavingsPercent: Math.round(100 * (1 - billed / trained)) } : {}),
  });
}

const rulesByName = (fields: Fields): ReadonlyMap<string, Fields> =>
  new Map(
    ((fields['ProfilerRuleConfigurations'] ?? []) as readonly Fields[]).map((rule) => [
      text(rule['RuleConfigurationName']),
      rule,
    ]),
  );

const sameWhereSet = (wanted: Fields, seen: Fields): boolean =>
  Object.entries(wanted).every(([member, value]: [string, Json]) => JSON.stringify(value) === JSON.stringify(seen[member]));
