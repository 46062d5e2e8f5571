import type { CreateEndpointConfigInput, CreateTrainingJobRequest, DeploymentConfig } from '@aws-sdk/client-sagemaker';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bench } from '../testing.ts';
import { bench, IMAGE, refusal, ROLE, trainingJob } from '../testing.ts';

let at: Bench;
beforeAll(async () => {
  at = await bench();
  await at.client.send(new CreateModelCommand({ ModelName: 'm', ExecutionRoleArn: ROLE, PrimaryContainer: { Image: IMAGE } }));
});
afterAll(() => at[Symbol.asyncDispose]());

const variant = { VariantName: 'v', ModelName: 'm', InstanceType: 'ml.m5.large' as const, InitialInstanceCount: 1 };
const ServerlessConfig = { MemorySizeInMB: 2048, MaxConcurrency: 5 };
const serverless = { VariantName: 'v', ModelName: 'm', ServerlessConfig };

const train = (more: Partial<CreateTrainingJobRequest>): Promise<unknown> =>
  at.client.send(new CreateTrainingJobCommand(trainingJob('job', more)));
const configure = (more: Partial<CreateEndpointConfigInput>): Promise<unknown> =>
  at.client.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'c', ProductionVariants: [variant], ...more }));
const deploy = (DeploymentConfig: DeploymentConfig): Promise<unknown> =>
  at.client.send(new CreateEndpointCommand({ EndpointName: 'e', EndpointConfigName: 'c', DeploymentConfig }));

/** Each is refused for its own reason: the text must name it. */
describe('a training job is refused', () => {
  const channel = { ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri: 's3://b/d' } } };
  test.each<[string, Partial<CreateTrainingJobRequest>, string]>([
    ['without an algorithm', { AlgorithmSpecification: undefined }, 'AlgorithmSpecification must be specified'],
    [
      'with neither image nor algorithm',
      { AlgorithmSpecification: { TrainingInputMode: 'File' } },
      'Exactly one of TrainingImage and AlgorithmName',
    ],
    ['without resources', { ResourceConfig: undefined }, 'ResourceConfig must be specified'],
    ['without instances', { ResourceConfig: { VolumeSizeInGB: 1 } }, 'Either InstanceType and InstanceCount or InstanceGroups'],
    [
      'without a count',
      { ResourceConfig: { InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } },
      'InstanceCount must be specified',
    ],
    ['for more than 28 days', { StoppingCondition: { MaxRuntimeInSeconds: 2_419_201 } }, 'Invalid MaxRuntimeInSeconds'],
    [
      'with a wait but no spot',
      { StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 60 } },
      'MaxWaitTimeInSeconds must not',
    ],
    ['with the same channel twice', { InputDataConfig: [channel, channel] }, 'channel names'],
    [
      'with the same tag twice',
      {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'a', Value: '2' },
        ],
      },
      'Duplicate tag keys found: a',
    ],
  ])('%s', async (_, more, text) => {
    const refused = await refusal(train(more));
    expect(refused.code).toBe('ValidationException');
    expect(refused.message).toContain(text);
  });
});

describe('an endpoint configuration is refused', () => {
  test.each<[string, Partial<CreateEndpointConfigInput>, string]>([
    ['with two variants of a name', { ProductionVariants: [variant, variant] }, 'must be unique'],
    [
      'on instances and serverless at once',
      { ProductionVariants: [{ ...variant, ServerlessConfig }] },
      'Exactly one of InstanceType and ServerlessConfig',
    ],
    ['without a model', { ProductionVariants: [{ ...variant, ModelName: undefined }] }, 'ModelName must be specified'],
    [
      'without a count',
      { ProductionVariants: [{ ...variant, InitialInstanceCount: undefined }] },
      'InitialInstanceCount must be specified',
    ],
    [
      'with odd memory',
      { ProductionVariants: [{ ...serverless, ServerlessConfig: { ...ServerlessConfig, MemorySizeInMB: 1500 } }] },
      'multiple of 1024',
    ],
    [
      'with more provisioned than at most',
      { ProductionVariants: [{ ...serverless, ServerlessConfig: { ...ServerlessConfig, ProvisionedConcurrency: 6 } }] },
      'must not be greater than MaxConcurrency',
    ],
    [
      'asynchronous and serverless',
      { ProductionVariants: [serverless], AsyncInferenceConfig: { OutputConfig: {} } },
      'serverless variant',
    ],
    [
      'with a shadow of two',
      {
        ProductionVariants: [variant, { ...variant, VariantName: 'w' }],
        ShadowProductionVariants: [{ ...variant, VariantName: 's' }],
      },
      'exactly one production variant',
    ],
  ])('%s', async (_, more, text) => {
    const refused = await refusal(configure(more));
    expect(refused.code).toBe('ValidationException');
    expect(refused.message).toContain(text);
  });

  test('not when it is serverless, or has one shadow', async () => {
    expect(await configure({ EndpointConfigName: 'serverless', ProductionVariants: [serverless] })).toHaveProperty(
      'EndpointConfigArn',
    );
    const shadow = { EndpointConfigName: 'shadow', ShadowProductionVariants: [{ ...variant, VariantName: 's' }] };
    expect(await configure(shadow)).toHaveProperty('EndpointConfigArn');
  });
});

describe('a deployment is refused', () => {
  const routing = (Type: 'CANARY' | 'LINEAR'): DeploymentConfig => ({
    BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type, WaitIntervalInSeconds: 0 } },
  });
  test.each<[string, DeploymentConfig, string]>([
    ['by canary without its size', routing('CANARY'), 'CanarySize'],
    ['in linear steps without their size', routing('LINEAR'), 'LinearStepSize'],
    [
      'that is blue/green and rolling',
      {
        BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 } },
        RollingUpdatePolicy: { MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 1 }, WaitIntervalInSeconds: 0 },
      },
      'cannot both be specified',
    ],
  ])('%s', async (_, deployment, text) => {
    const refused = await refusal(deploy(deployment));
    expect(refused.code).toBe('ValidationException');
    expect(refused.message).toContain(text);
  });
});
