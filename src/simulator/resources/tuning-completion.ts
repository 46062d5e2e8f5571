import type { JsonObject } from '../json.ts';
import { number, object, text } from '../json.ts';
import { wireTime } from './kind.ts';
import type { Child } from './tuning-view.ts';
import { hasEnded, merit, objectiveOf } from './tuning-view.ts';

/** How many trials in a row without improvement count as convergence. AWS does not publish its measure. */
const CONVERGED_AFTER = 10;
const MAX_FAILURES = 5;
const CRITERIA = 'HyperParameterTuningJobConfig.TuningJobCompletionCriteria';

/** Whether a completion criterion is met; the details that Describe tells of it are written into the document. */
export function completion(document: JsonObject, children: readonly Child[], at: number): 'met' | undefined {
  const { best, stale } = progress(children);
  const criteria = object(document, CRITERIA);
  if (best !== undefined)
    document['TuningJobCompletionDetails'] = {
      ...object(document, 'TuningJobCompletionDetails'),
      NumberOfTrainingJobsObjectiveNotImproving: stale,
    };
  if (criteria === undefined || best === undefined) return undefined;
  const target = number(criteria, 'TargetObjectiveMetricValue');
  if (target !== undefined && best.merit >= merit(best.child, target)) return 'met';
  const patience = number(criteria, 'BestObjectiveNotImproving.MaxNumberOfTrainingJobsNotImproving');
  if (patience !== undefined && stale >= patience) return 'met';
  if (text(criteria, 'ConvergenceDetected.CompleteOnConvergence') !== 'Enabled' || stale < CONVERGED_AFTER) return undefined;
  document['TuningJobCompletionDetails'] = {
    ...object(document, 'TuningJobCompletionDetails'),
    ConvergenceDetectedTime: wireTime(at),
  };
  return 'met';
}

/** The best so far, and how many ended after it without being better. */
function progress(children: readonly Child[]): { best: { child: Child; merit: number } | undefined; stale: number } {
  let best: { child: Child; merit: number } | undefined;
  let stale = 0;
  const ended = children
    .filter(hasEnded)
    .sort((a, b) => (number(a.job.document, 'TrainingEndTime') ?? 0) - (number(b.job.document, 'TrainingEndTime') ?? 0));
  for (const child of ended) {
    const value = objectiveOf(child);
    if (value !== undefined && (best === undefined || merit(child, value) > best.merit)) {
      best = { child, merit: merit(child, value) };
      stale = 0;
    } else stale++;
  }
  return { best, stale };
}

/** Why the tuning job fails, if it does: its first five training jobs failed, or all that it was allowed did. */
export function failureOf(children: readonly Child[], max: number): string | undefined {
  const failed = children.filter(({ job }) => text(job.document, 'TrainingJobStatus') === 'Failed').length;
  const ended = children.filter(hasEnded).length;
  if (failed < ended || failed === 0) return undefined;
  if (failed >= max) return 'All training jobs failed. Please take a look at the training jobs failures to get more details.';
  return failed >= MAX_FAILURES
    ? 'No training job succeeded after 5 attempts. Please take a look at the training job failures to get more details.'
    : undefined;
}
