/** A tuning job's trials are training jobs that AWS makes: one List per look shows the newest of them, with their objective metric. */
import type { Call, Fields } from '../types.ts';

const OPERATION = 'ListTrainingJobsForHyperParameterTuningJob';
/** Newest trials fetched: one page, so that the cost of a look does not grow with the number of trials. */
const NEWEST = 30;

export async function tuningJobTrials(remote: Fields, call: Call): Promise<Fields> {
  const name = remote['HyperParameterTuningJobName'];
  if (typeof name !== 'string' || trials(remote) === 0) return remote;
  const page = await call(OPERATION, {
    HyperParameterTuningJobName: name,
    SortBy: 'CreationTime',
    SortOrder: 'Descending',
    MaxResults: NEWEST,
  });
  return { ...remote, TrainingJobSummaries: page['TrainingJobSummaries'] ?? [] };
}

/** Before the first trial is counted there is nothing to list, and the call is saved. */
function trials(remote: Fields): number {
  const counters = (remote['TrainingJobStatusCounters'] ?? {}) as Readonly<Record<string, number>>;
  return Object.values(counters).reduce((sum, count) => sum + count, 0);
}
