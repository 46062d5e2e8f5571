import { trainingMishap } from '../conventions.ts';
import { validationError } from '../errors.ts';
import { at, flag, number, object, objects, text } from '../json.ts';
import type { Call } from './kind.ts';
import { checkTags } from './tags.ts';

const MAX_RUNTIME = 28 * 86_400;

/**
 * CreateTrainingJob's documented rules between members. Except for the one on MaxWaitTimeInSeconds, whose answer is known, the
 * wording is ours.
 */
export function checkTrainingJob({ input }: Call): void {
  checkTags(input);
  const serverless = object(input, 'ServerlessJobConfig') !== undefined;
  if (!serverless) {
    checkAlgorithm(input);
    checkResources(input);
  }
  checkStopping(input);
  const names = objects(input, 'InputDataConfig').map((channel) => text(channel, 'ChannelName'));
  if (new Set(names).size < names.length) throw validationError('The channel names in InputDataConfig must be unique.');
  const mishap = trainingMishap(input);
  if (mishap?.during === 'Create') throw validationError(mishap.reason);
}

function checkAlgorithm(input: Call['input']): void {
  if (object(input, 'AlgorithmSpecification') === undefined) throw validationError('AlgorithmSpecification must be specified.');
  const [image, name] = [
    text(input, 'AlgorithmSpecification.TrainingImage'),
    text(input, 'AlgorithmSpecification.AlgorithmName'),
  ];
  if ((image === undefined) === (name === undefined))
    throw validationError('Exactly one of TrainingImage and AlgorithmName must be specified in AlgorithmSpecification.');
}

function checkResources(input: Call['input']): void {
  if (object(input, 'ResourceConfig') === undefined) throw validationError('ResourceConfig must be specified.');
  const groups = at(input, 'ResourceConfig.InstanceGroups') !== undefined;
  const preferences = at(input, 'ResourceConfig.InstancePreferences') !== undefined;
  const type = text(input, 'ResourceConfig.InstanceType');
  if (!preferences && groups === (type !== undefined))
    throw validationError('Either InstanceType and InstanceCount or InstanceGroups must be specified in ResourceConfig.');
  if (type !== undefined && number(input, 'ResourceConfig.InstanceCount') === undefined)
    throw validationError('InstanceCount must be specified with InstanceType in ResourceConfig.');
  if (flag(input, 'EnableManagedSpotTraining') && (number(input, 'ResourceConfig.KeepAlivePeriodInSeconds') ?? 0) > 0)
    throw validationError('KeepAlivePeriodInSeconds cannot be specified when EnableManagedSpotTraining is true.');
}

function checkStopping(input: Call['input']): void {
  const maxRun = number(input, 'StoppingCondition.MaxRuntimeInSeconds') ?? 86_400;
  const maxWait = number(input, 'StoppingCondition.MaxWaitTimeInSeconds');
  if (maxRun > MAX_RUNTIME)
    throw validationError(`Invalid MaxRuntimeInSeconds. It must be less than or equal to ${MAX_RUNTIME}.`);
  if (flag(input, 'EnableManagedSpotTraining')) {
    if (maxWait === undefined || maxWait < maxRun)
      throw validationError(
        'Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds',
      );
  } else if (maxWait !== undefined) {
    throw validationError('MaxWaitTimeInSeconds must not be specified when EnableManagedSpotTraining is false.');
  }
}
