/** Specs as users write them: each test says only what it is about. */
import type { Fields } from '../../src/kinds/types.ts';

export const ROLE = 'arn:aws:iam::123456789012:role/execution';
export const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:1';

export const trainingSpec = (over: Fields = {}): Fields => ({
  roleARN: ROLE,
  algorithmSpecification: { trainingImage: IMAGE, trainingInputMode: 'File' },
  outputDataConfig: { s3OutputPath: 's3://bucket/output' },
  resourceConfig: { instanceType: 'ml.m5.large', instanceCount: 1, volumeSizeInGB: 10 },
  stoppingCondition: { maxRuntimeInSeconds: 3600 },
  ...over,
});

export const tuningSpec = (over: Fields = {}): Fields => ({
  hyperParameterTuningJobConfig: {
    strategy: 'Bayesian',
    hyperParameterTuningJobObjective: { type_: 'Maximize', metricName: 'validation:accuracy' },
    resourceLimits: { maxNumberOfTrainingJobs: 4, maxParallelTrainingJobs: 2 },
    parameterRanges: {
      continuousParameterRanges: [{ name: 'lr', minValue: '0.0001', maxValue: '0.1', scalingType: 'Logarithmic' }],
    },
  },
  trainingJobDefinition: {
    roleARN: ROLE,
    algorithmSpecification: {
      trainingImage: IMAGE,
      trainingInputMode: 'File',
      metricDefinitions: [{ name: 'validation:accuracy', regex: 'accuracy=([0-9.]+)' }],
    },
    outputDataConfig: { s3OutputPath: 's3://bucket/output' },
    resourceConfig: { instanceType: 'ml.m5.large', instanceCount: 1, volumeSizeInGB: 10 },
    stoppingCondition: { maxRuntimeInSeconds: 3600 },
  },
  ...over,
});

export const modelSpec = (over: Fields = {}): Fields => ({
  executionRoleARN: ROLE,
  primaryContainer: { image: IMAGE, modelDataURL: 's3://bucket/model.tar.gz' },
  ...over,
});

export const endpointConfigSpec = (modelName: string, over: Fields = {}): Fields => ({
  productionVariants: [
    { variantName: 'main', modelName, instanceType: 'ml.m5.large', initialInstanceCount: 1, initialVariantWeight: 1 },
  ],
  ...over,
});
