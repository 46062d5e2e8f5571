import { expect, it } from 'vitest';
import type { Fields } from '../kinds/types.ts';
import { namedFields } from './named-fields.ts';
import { createOperations } from './operations.ts';
import { createSchemas } from './schema.ts';

const schemas = createSchemas();
const operations = createOperations();
const named = (operation: string, text: string, sent: Fields = {}): readonly string[] =>
  namedFields(text, { schemas, input: operations.get('sagemaker', operation).input, sent });

it('finds the field whose member AWS names, sent or not', () => {
  const text = 'Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds';
  expect(named('CreateTrainingJob', text, { StoppingCondition: { MaxRuntimeInSeconds: 60 } })).toEqual([
    'spec.stoppingCondition.maxWaitTimeInSeconds',
    'spec.stoppingCondition.maxRuntimeInSeconds',
  ]);
});

it('finds the field whose value AWS repeats, also as the end of an ARN', () => {
  const role = 'arn:aws:iam::111122223333:role/gone';
  expect(named('CreateTrainingJob', `Could not assume role ${role}.`, { RoleArn: role })).toEqual(['spec.roleARN']);
  const missing = 'Could not find model "arn:aws:sagemaker:us-east-1:111122223333:model/ghost".';
  const ProductionVariants = [{ ModelName: 'other' }, { ModelName: 'ghost' }];
  expect(named('CreateEndpointConfig', missing, { ProductionVariants })).toEqual(['spec.productionVariants[1].modelName']);
});

it('takes of several fields of one name the one that was sent, and none where that does not tell', () => {
  const text = 'InstanceType is not supported';
  expect(named('CreateTrainingJob', text, { ResourceConfig: { InstanceType: 'ml.x.large' } })).toEqual([
    'spec.resourceConfig.instanceType',
  ]);
  expect(named('CreateTrainingJob', text)).toEqual([]);
});

it('takes no word for a field, and no part of a word for a value', () => {
  const sent = { AlgorithmSpecification: { TrainingInputMode: 'File' }, TrainingJobName: 'churn' };
  expect(named('CreateTrainingJob', 'Role and Image: Profile churn-2 is unknown', sent)).toEqual([]);
});

it('never names data of the user, and only a few fields', () => {
  expect(named('CreateTrainingJob', 'hunter2 is bad', { Environment: { PASSWORD: 'hunter2' } })).toEqual([]);
  const text = 'RoleArn OutputDataConfig ResourceConfig StoppingCondition CheckpointConfig';
  expect(named('CreateTrainingJob', text)).toHaveLength(3);
});
