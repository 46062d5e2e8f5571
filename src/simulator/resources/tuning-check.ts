import { validationError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { at, flag, number, object, objects, text } from '../json.ts';
import type { Call } from './kind.ts';
import { checkTags } from './tags.ts';
import { gridSize, spaceOf } from './tuning-space.ts';

/** A training job definition with what it inherits from the tuning job's configuration. */
export interface Definition {
  readonly name: string | undefined;
  readonly objective: { readonly type: 'Maximize' | 'Minimize'; readonly metric: string };
  readonly ranges: JsonObject;
  readonly definition: JsonObject;
}

const CONFIG = 'HyperParameterTuningJobConfig';

export function definitionsOf(request: JsonObject): Definition[] {
  const single = object(request, 'TrainingJobDefinition');
  const all = single === undefined ? objects(request, 'TrainingJobDefinitions') : [single];
  return all.map((definition) => {
    const objective = object(definition, 'TuningObjective') ?? object(request, `${CONFIG}.HyperParameterTuningJobObjective`);
    return {
      name: text(definition, 'DefinitionName'),
      objective: {
        type: text(objective, 'Type') === 'Minimize' ? 'Minimize' : 'Maximize',
        metric: text(objective, 'MetricName') ?? '',
      },
      ranges: object(definition, 'HyperParameterRanges') ?? object(request, `${CONFIG}.ParameterRanges`) ?? {},
      definition,
    };
  });
}

/** CreateHyperParameterTuningJob's documented rules between members; the wording is ours. */
export function checkTuningJob({ input }: Call): void {
  checkTags(input);
  const single = object(input, 'TrainingJobDefinition') !== undefined;
  const several = at(input, 'TrainingJobDefinitions') !== undefined;
  if (single === several)
    throw validationError('Exactly one of TrainingJobDefinition and TrainingJobDefinitions must be specified.');
  const definitions = definitionsOf(input);
  for (const definition of definitions) checkDefinition(definition, several);
  const names = definitions.map(({ name }) => name);
  if (new Set(names).size < names.length) throw validationError('The definition names in TrainingJobDefinitions must be unique.');
  checkLimits(input, definitions);
}

function checkDefinition({ name, objective, ranges, definition }: Definition, several: boolean): void {
  if (several && name === undefined)
    throw validationError('DefinitionName must be specified for each of TrainingJobDefinitions.');
  if (objective.metric === '') throw validationError('An objective metric must be specified for the hyperparameter tuning job.');
  const metrics = at(definition, 'AlgorithmSpecification.MetricDefinitions');
  if (
    Array.isArray(metrics) &&
    !objects(definition, 'AlgorithmSpecification.MetricDefinitions').some(({ Name }) => Name === objective.metric)
  )
    throw validationError(`The objective metric ${objective.metric} is not among the metric definitions of the algorithm.`);
  const [one, other] = [definition['ResourceConfig'], definition['HyperParameterTuningResourceConfig']];
  if ((one === undefined) === (other === undefined))
    throw validationError('Exactly one of ResourceConfig and HyperParameterTuningResourceConfig must be specified.');
  checkSpot(definition);
  for (const parameter of spaceOf(ranges)) {
    if (parameter.type === 'categorical') continue;
    if (!(parameter.min <= parameter.max))
      throw validationError(
        `The range of the hyperparameter ${parameter.name} must have a MinValue that is a number not above its MaxValue.`,
      );
    if (parameter.scale === 'Logarithmic' && parameter.min <= 0)
      throw validationError(`The range of the hyperparameter ${parameter.name} must be above 0 for logarithmic scaling.`);
    if (parameter.scale === 'ReverseLogarithmic' && (parameter.min < 0 || parameter.max >= 1))
      throw validationError(
        `The range of the hyperparameter ${parameter.name} must be within 0 and 1 for reverse logarithmic scaling.`,
      );
  }
}

function checkSpot(definition: JsonObject): void {
  const maxRun = number(definition, 'StoppingCondition.MaxRuntimeInSeconds') ?? 86_400;
  const maxWait = number(definition, 'StoppingCondition.MaxWaitTimeInSeconds');
  if (flag(definition, 'EnableManagedSpotTraining') && (maxWait === undefined || maxWait < maxRun))
    throw validationError('Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds');
}

function checkLimits(input: JsonObject, definitions: readonly Definition[]): void {
  const max = number(input, `${CONFIG}.ResourceLimits.MaxNumberOfTrainingJobs`);
  const parallel = number(input, `${CONFIG}.ResourceLimits.MaxParallelTrainingJobs`) ?? 1;
  const grid = text(input, `${CONFIG}.Strategy`) === 'Grid';
  const combinations = definitions.reduce((sum, { ranges }) => sum + gridSize(spaceOf(ranges)), 0);
  if (grid && combinations === Infinity)
    throw validationError('The Grid strategy only supports categorical hyperparameter ranges.');
  if (grid && max !== undefined && max !== combinations)
    throw validationError(
      `MaxNumberOfTrainingJobs must be ${combinations}, the number of combinations, for the Grid strategy, or be left out.`,
    );
  if (max !== undefined && parallel > max)
    throw validationError('MaxParallelTrainingJobs must not be greater than MaxNumberOfTrainingJobs.');
  const strategyConfig = at(input, `${CONFIG}.StrategyConfig.HyperbandStrategyConfig`);
  if (strategyConfig !== undefined && text(input, `${CONFIG}.Strategy`) !== 'Hyperband')
    throw validationError('HyperbandStrategyConfig can only be specified for the Hyperband strategy.');
}

/** How many training jobs the tuning job may start. */
export function maxJobs(request: JsonObject): number {
  const max = number(request, `${CONFIG}.ResourceLimits.MaxNumberOfTrainingJobs`);
  if (max !== undefined) return max;
  if (text(request, `${CONFIG}.Strategy`) !== 'Grid') return Infinity;
  return definitionsOf(request).reduce((sum, { ranges }) => sum + gridSize(spaceOf(ranges)), 0);
}
