import type { JsonObject } from '../json.ts';
import { at, isObject, object, objects, withDefaults } from '../json.ts';
import { definitionsOf } from './tuning-check.ts';

/** What Describe tells of a tuning job whose request was silent. */
export function tuningDefaults(input: JsonObject): JsonObject {
  completeRanges(object(input, 'HyperParameterTuningJobConfig.ParameterRanges'));
  const completed = definitionsOf(input).map(({ definition, objective }) => complete(definition, objective.metric));
  const single = object(input, 'TrainingJobDefinition');
  const [first] = completed;
  // The definitions are completed in place: lists are not merged with defaults, and the first is what a single one is.
  if (single !== undefined && first !== undefined) Object.assign(single, first);
  else
    for (const [index, definition] of objects(input, 'TrainingJobDefinitions').entries())
      Object.assign(definition, completed[index]);
  return {
    HyperParameterTuningJobConfig: { TrainingJobEarlyStoppingType: 'Off' },
    TrainingJobStatusCounters: { Completed: 0, InProgress: 0, RetryableError: 0, NonRetryableError: 0, Stopped: 0 },
    ObjectiveStatusCounters: { Succeeded: 0, Pending: 0, Failed: 0 },
    HyperParameterTuningJobStatus: 'InProgress',
  };
}

function complete(definition: JsonObject, metric: string): JsonObject {
  completeRanges(object(definition, 'HyperParameterRanges'));
  return withDefaults(definition, {
    // A built-in algorithm brings its own metrics: its objective is shown as one of them.
    AlgorithmSpecification: {
      MetricDefinitions: [{ Name: metric, Regex: `.*#quality_metric: host=\\S+, ${metric} <score>=(\\S+)` }],
    },
    StaticHyperParameters: { _tuning_objective_metric: metric },
    OutputDataConfig: { KmsKeyId: '' },
    EnableNetworkIsolation: false,
    EnableInterContainerTrafficEncryption: false,
    EnableManagedSpotTraining: false,
  });
}

function completeRanges(ranges: JsonObject | undefined): void {
  for (const member of ['IntegerParameterRanges', 'ContinuousParameterRanges']) {
    const list = at(ranges, member);
    if (Array.isArray(list)) for (const range of list) if (isObject(range)) range['ScalingType'] ??= 'Auto';
  }
}
