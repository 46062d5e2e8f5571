import { validationError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { flag, number, object, objects, text } from '../json.ts';
import type { World } from '../world.ts';
import type { Call, Kind, Resource } from './kind.ts';
import { touch } from './kind.ts';
import { named } from './operations.ts';
import { beginRules, profilingStatus } from './training-rules.ts';
import { expirePool, wantsPool } from './warm-pool.ts';

/**
 * UpdateTrainingJob: the warm pool of a completed job, or the profiler and remote debugging of one in progress. When each is
 * allowed is documented; the wording of the refusals is ours.
 */
export function updateTrainingJob(world: World, kind: Kind, call: Call): JsonObject {
  const job = named(world, kind, call);
  const pool = object(call.input, 'ResourceConfig');
  const profiler = object(call.input, 'ProfilerConfig');
  const rules = objects(call.input, 'ProfilerRuleConfigurations');
  if (pool !== undefined && (profiler !== undefined || rules.length > 0))
    throw validationError('The warm pool and the profiler of a training job cannot be updated at the same time.');
  if (pool !== undefined) updatePool(world, job, pool, call.at);
  if (profiler !== undefined || rules.length > 0) updateProfiler(job, profiler, rules, call.at);
  const remoteDebug = object(call.input, 'RemoteDebugConfig');
  if (remoteDebug !== undefined) job.document['RemoteDebugConfig'] = remoteDebug;
  touch(job, call.at);
  return { TrainingJobArn: job.arn };
}

function updatePool(world: World, job: Resource, pool: JsonObject, at: number): void {
  if (!wantsPool(job))
    throw validationError(`The training job ${job.arn} has no warm pool: it can only be asked for at creation.`);
  const status = text(job.document, 'WarmPoolStatus.Status') ?? '';
  if (status !== 'Available')
    throw validationError(`The warm pool of the training job ${job.arn} cannot be updated in status ${status}.`);
  job.document['ResourceConfig'] = {
    ...object(job.document, 'ResourceConfig'),
    KeepAlivePeriodInSeconds: number(pool, 'KeepAlivePeriodInSeconds') ?? 0,
  };
  expirePool(world, job, at);
}

function updateProfiler(job: Resource, profiler: JsonObject | undefined, rules: readonly JsonObject[], at: number): void {
  const status = text(job.document, 'TrainingJobStatus') ?? '';
  if (status !== 'InProgress') throw validationError(`The request was rejected because the training job is in status ${status}.`);
  if (text(job.document, 'SecondaryStatus') === 'Starting')
    throw validationError('The request was rejected because the training job is in secondary status Starting.');
  if (profiler !== undefined) job.document['ProfilerConfig'] = merged(object(job.document, 'ProfilerConfig'), profiler);
  if (rules.length > 0) {
    job.document['ProfilerRuleConfigurations'] = [...objects(job.document, 'ProfilerRuleConfigurations'), ...rules];
    beginRules(job, at);
  }
  job.document['ProfilingStatus'] = profilingStatus(job.document);
}

/** An update that does not disable the profiler enables it. */
const merged = (current: JsonObject | undefined, update: JsonObject): JsonObject => ({
  ...current,
  ...update,
  DisableProfiler: flag(update, 'DisableProfiler'),
});
