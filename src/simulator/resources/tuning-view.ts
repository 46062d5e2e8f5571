import type { JsonObject } from '../json.ts';
import { number, objects, pick, text } from '../json.ts';
import type { Resource } from './kind.ts';
import type { Definition } from './tuning-check.ts';

/** A training job of a tuning job. */
export interface Child {
  readonly job: Resource;
  readonly definition: Definition;
  readonly tuned: Readonly<Record<string, string>>;
}

const ENDED = new Set(['Completed', 'Failed', 'Stopped', 'Deleting']);

export const hasEnded = ({ job }: Child): boolean => ENDED.has(text(job.document, 'TrainingJobStatus') ?? '');

/** The objective that the job's log told, where it got so far. */
export function objectiveOf({ job, definition }: Child): number | undefined {
  const metric = objects(job.document, 'FinalMetricDataList').find(
    ({ MetricName }) => MetricName === definition.objective.metric,
  );
  return number(metric, 'Value');
}

/** An objective as merit: more is better. */
export const merit = ({ definition }: Child, value: number): number =>
  definition.objective.type === 'Maximize' ? value : -value;

export function bestChild(children: readonly Child[]): Child | undefined {
  let best: { child: Child; merit: number } | undefined;
  for (const child of children) {
    const value = objectiveOf(child);
    if (value === undefined) continue;
    const found = merit(child, value);
    if (best === undefined || found > best.merit) best = { child, merit: found };
  }
  return best?.child;
}

/** TrainingJobStatusCounters: what AWS would try again counts as retryable. */
export function statusCounters(children: readonly Child[]): JsonObject {
  const counters = { Completed: 0, InProgress: 0, RetryableError: 0, NonRetryableError: 0, Stopped: 0 };
  for (const child of children) counters[counterOf(child)]++;
  return counters;
}

function counterOf(child: Child): 'Completed' | 'InProgress' | 'RetryableError' | 'NonRetryableError' | 'Stopped' {
  const status = text(child.job.document, 'TrainingJobStatus');
  if (!hasEnded(child)) return 'InProgress';
  if (status === 'Stopped') return 'Stopped';
  if (status !== 'Failed') return 'Completed';
  return /^(CapacityError|InternalServerError)/.test(text(child.job.document, 'FailureReason') ?? '')
    ? 'RetryableError'
    : 'NonRetryableError';
}

function objectiveStatus(child: Child): 'Succeeded' | 'Pending' | 'Failed' {
  if (!hasEnded(child)) return 'Pending';
  return objectiveOf(child) === undefined ? 'Failed' : 'Succeeded';
}

export function objectiveCounters(children: readonly Child[]): JsonObject {
  const counters = { Succeeded: 0, Pending: 0, Failed: 0 };
  for (const child of children) counters[objectiveStatus(child)]++;
  return counters;
}

/** HyperParameterTrainingJobSummary. */
export function childSummary(child: Child, tuningJobName?: string): JsonObject {
  const { job, definition, tuned } = child;
  const value = objectiveOf(child);
  const { type, metric } = definition.objective;
  return {
    ...(definition.name === undefined ? {} : { TrainingJobDefinitionName: definition.name }),
    ...(tuningJobName === undefined ? {} : { TuningJobName: tuningJobName }),
    ...pick(job.document, [
      'TrainingJobName',
      'TrainingJobArn',
      'CreationTime',
      'TrainingStartTime',
      'TrainingEndTime',
      'TrainingJobStatus',
      'FailureReason',
    ]),
    TunedHyperParameters: { ...tuned },
    ...(value === undefined
      ? {}
      : { FinalHyperParameterTuningJobObjectiveMetric: { Type: type, MetricName: metric, Value: value } }),
    ObjectiveStatus: objectiveStatus(child),
  };
}
