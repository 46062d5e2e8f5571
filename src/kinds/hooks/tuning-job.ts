/** A tuning job's trials are training jobs that AWS makes: one List per look shows the newest of them, and the end tells the best model. */
import type { Call, Fields } from '../types.ts';
import { text } from './text.ts';

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

/** Where the best trial's model is, for a Model to refer to: Describe names the trial only. One call, when the search has completed. */
export async function tuningJobModel(remote: Fields, call: Call): Promise<Fields> {
  const best = (remote['OverallBestTrainingJob'] ?? remote['BestTrainingJob'] ?? {}) as Fields;
  const name = text(best['TrainingJobName']);
  if (remote['HyperParameterTuningJobStatus'] !== 'Completed' || name === '') return remote;
  const job = await call('DescribeTrainingJob', { TrainingJobName: name });
  const uri = text(((job['ModelArtifacts'] ?? {}) as Fields)['S3ModelArtifacts']);
  return uri === '' ? remote : { ...remote, BestModelArtifacts: uri };
}
