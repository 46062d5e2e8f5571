import type { JsonObject } from '../json.ts';
import { at, number, object, text } from '../json.ts';
import type { World } from '../world.ts';
import type { Resource } from './kind.ts';
import { touch, wireTime } from './kind.ts';

/** What must agree for a job to take over another's instances. */
const MATCHING = [
  'RoleArn',
  'AlgorithmSpecification.TrainingImage',
  'ResourceConfig.InstanceType',
  'ResourceConfig.InstanceCount',
];

export const wantsPool = (job: Resource): boolean => (number(job.document, 'ResourceConfig.KeepAlivePeriodInSeconds') ?? 0) > 0;

const poolStatus = (job: Resource): string | undefined => text(job.document, 'WarmPoolStatus.Status');

/** A completed job's instances stay for KeepAlivePeriodInSeconds, to be reused by a matching job. */
export function keepPool(world: World, job: Resource, at: number): void {
  if (!wantsPool(job)) return;
  job.document['WarmPoolStatus'] = { Status: 'Available', ResourceRetainedBillableTimeInSeconds: 0 };
  expirePool(world, job, at);
}

/** Books the end of an available pool, counted from the end of the job, in place of any booked before. */
export function expirePool(world: World, job: Resource, at: number): void {
  const ended = (number(job.document, 'TrainingEndTime') ?? 0) * 1000;
  const keep = number(job.document, 'ResourceConfig.KeepAlivePeriodInSeconds') ?? 0;
  const left = Math.max(0, keep - world.lifetime(ended, at));
  job.next?.cancel();
  job.next = world.after(at, left, (then) => release(world, job, then, { Status: 'Terminated' }));
}

function release(world: World, job: Resource, at: number, outcome: JsonObject): void {
  const ended = (number(job.document, 'TrainingEndTime') ?? 0) * 1000;
  const retained = Math.round(world.lifetime(ended, at));
  job.document['WarmPoolStatus'] = { ...outcome, ResourceRetainedBillableTimeInSeconds: retained };
  touch(job, at);
}

/** A job that did not complete leaves no pool. */
export function endPool(job: Resource, at: number): void {
  if (!wantsPool(job)) return;
  job.document['WarmPoolStatus'] = { Status: 'Terminated' };
  job.document['LastModifiedTime'] = wireTime(at);
}

/** Takes over the instances of a matching completed job, where one has kept them. True: the new job starts at once. */
export function joinPool(world: World, job: Resource, moment: number): boolean {
  if (!wantsPool(job) || object(job.document, 'ResourceConfig') === undefined) return false;
  for (const other of world.store.all(job.scope, job.kind.type)) {
    if (poolStatus(other) !== 'Available' || !MATCHING.every((path) => at(other.document, path) === at(job.document, path)))
      continue;
    other.next?.cancel();
    release(world, other, moment, { Status: 'Reused', ReusedByJob: job.name });
    return true;
  }
  return false;
}
