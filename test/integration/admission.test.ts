import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { runKubectl } from '../support/kubectl.ts';

/** What a real API server says to manifests, good and bad: the CRDs are code that only runs there. */

const NAMESPACE = 'admission';
const ROLE = 'arn:aws:iam::123456789012:role/train';

type Fields = Readonly<Record<string, unknown>>;

const trainingJob = {
  roleARN: ROLE,
  algorithmSpecification: { trainingImage: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/train:1', trainingInputMode: 'File' },
  outputDataConfig: { s3OutputPath: 's3://bucket/out' },
  resourceConfig: { instanceType: 'ml.m5.xlarge', instanceCount: 1, volumeSizeInGB: 10 },
  stoppingCondition: { maxRuntimeInSeconds: 3600 },
};
const model = { executionRoleARN: ROLE, primaryContainer: { image: 'image:1', modelDataURL: 's3://bucket/model.tar.gz' } };
const endpointConfig = {
  productionVariants: [
    { variantName: 'all', modelName: 'm', instanceType: 'ml.m5.large', initialInstanceCount: 1, initialVariantWeight: 0.5 },
  ],
};
const endpoint = { endpointConfigName: 'config-1' };
const tuningJob = {
  hyperParameterTuningJobConfig: { strategy: 'Bayesian', resourceLimits: { maxParallelTrainingJobs: 2 } },
  trainingJobDefinition: {
    algorithmSpecification: { trainingImage: 'image:1', trainingInputMode: 'File' },
    outputDataConfig: { s3OutputPath: 's3://bucket/out' },
    resourceConfig: { instanceType: 'ml.m5.xlarge', instanceCount: 1, volumeSizeInGB: 10 },
    roleARN: ROLE,
    stoppingCondition: { maxRuntimeInSeconds: 3600 },
  },
};

type Answer = Awaited<ReturnType<typeof runKubectl>>;

/** For what is not tested here, but must work for the rest to mean anything. */
async function succeed(args: readonly string[], input?: string): Promise<void> {
  const { code, out } = await runKubectl(args, input);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${out}`);
}

function manifest(kind: string, spec: Fields, name = 'sample'): string {
  return stringify({ apiVersion: 'sagemaker.services.k8s.aws/v1alpha1', kind, metadata: { name, namespace: NAMESPACE }, spec });
}

async function dryRun(kind: string, spec: Fields, ...flags: readonly string[]): Promise<Answer> {
  return await runKubectl(['apply', '--dry-run=server', ...flags, '-f', '-'], manifest(kind, spec));
}

beforeAll(async () => {
  await succeed(['create', 'namespace', NAMESPACE]);
});

afterAll(async () => {
  await succeed(['delete', 'namespace', NAMESPACE, '--wait=false']);
});

describe('a manifest that works with ACK', () => {
  it.each<[string, string, Fields]>([
    ['a training job', 'TrainingJob', trainingJob],
    ['a model', 'Model', model],
    ['an endpoint configuration', 'EndpointConfig', endpointConfig],
    ['an endpoint', 'Endpoint', endpoint],
    ['a tuning job', 'HyperParameterTuningJob', tuningJob],
    [
      'empty values for everything that is optional',
      'TrainingJob',
      {
        ...trainingJob,
        trainingJobName: '',
        checkpointConfig: {},
        debugHookConfig: {},
        debugRuleConfigurations: [],
        environment: {},
        experimentConfig: {},
        hyperParameters: {},
        inputDataConfig: [],
        profilerConfig: {},
        profilerRuleConfigurations: [],
        retryStrategy: {},
        tags: [],
        tensorBoardOutputConfig: {},
        vpcConfig: {},
      },
    ],
    [
      'empty values in a model',
      'Model',
      { ...model, modelName: '', containers: [], vpcConfig: {}, inferenceExecutionConfig: {} },
    ],
    [
      'an instance type that AWS has not sold yet',
      'TrainingJob',
      { ...trainingJob, resourceConfig: { ...trainingJob.resourceConfig, instanceType: 'ml.x99.metal' } },
    ],
  ])('is accepted: %s', async (_what, kind, spec) => {
    expect(await dryRun(kind, spec)).toMatchObject({ code: 0 });
  });

  it('is accepted with fields that nobody knows, from clients that do not ask for strictness', async () => {
    expect(await dryRun('TrainingJob', { ...trainingJob, InputMode: 'File' }, '--validate=ignore')).toMatchObject({ code: 0 });
  });
});

describe('a manifest that AWS would refuse', () => {
  it.each<[string, string, Fields, string]>([
    ['a role that is no ARN', 'TrainingJob', { ...trainingJob, roleARN: 'train' }, 'spec.roleARN'],
    ['no role', 'TrainingJob', { ...trainingJob, roleARN: undefined }, 'spec.roleARN: Required value'],
    [
      'no image and no algorithm',
      'TrainingJob',
      { ...trainingJob, algorithmSpecification: undefined },
      'spec.algorithmSpecification: Required value',
    ],
    [
      'an input mode that does not exist',
      'TrainingJob',
      { ...trainingJob, algorithmSpecification: { trainingImage: 'i', trainingInputMode: 'Fiel' } },
      'spec.algorithmSpecification.trainingInputMode: Unsupported value: "Fiel"',
    ],
    [
      'a checkpoint path without its bucket',
      'TrainingJob',
      { ...trainingJob, checkpointConfig: { localPath: '/opt/ml/checkpoints' } },
      'spec.checkpointConfig.s3URI: Required value: required unless checkpointConfig is empty',
    ],
    [
      'subnets without security groups',
      'Model',
      { ...model, vpcConfig: { subnets: ['subnet-1'] } },
      'spec.vpcConfig.securityGroupIDs: Required value',
    ],
    [
      'a bucket that is no URI',
      'TrainingJob',
      { ...trainingJob, outputDataConfig: { s3OutputPath: 'bucket' } },
      'spec.outputDataConfig.s3OutputPath',
    ],
    [
      'a wait that is shorter than the run',
      'TrainingJob',
      { ...trainingJob, stoppingCondition: { maxRuntimeInSeconds: 3600, maxWaitTimeInSeconds: 60 } },
      'spec.stoppingCondition.maxWaitTimeInSeconds',
    ],
    ['a name with an underscore', 'TrainingJob', { ...trainingJob, trainingJobName: 'my_job' }, 'spec.trainingJobName'],
    [
      'a name that is too long for a tuning job',
      'HyperParameterTuningJob',
      { ...tuningJob, hyperParameterTuningJobName: 'a'.repeat(33) },
      'spec.hyperParameterTuningJobName',
    ],
    [
      'a channel without a name',
      'TrainingJob',
      { ...trainingJob, inputDataConfig: [{ dataSource: {} }] },
      'spec.inputDataConfig[0].channelName: Required value',
    ],
    [
      'a count in words',
      'TrainingJob',
      { ...trainingJob, resourceConfig: { instanceCount: 'two' } },
      'spec.resourceConfig.instanceCount',
    ],
    ['no variant', 'EndpointConfig', { productionVariants: [] }, 'spec.productionVariants'],
    [
      'a serverless memory that is too small',
      'EndpointConfig',
      { productionVariants: [{ variantName: 'v', serverlessConfig: { memorySizeInMB: 512, maxConcurrency: 1 } }] },
      'spec.productionVariants[0].serverlessConfig.memorySizeInMB',
    ],
    ['one container and several', 'Model', { ...model, containers: [{ image: 'i' }, { image: 'j' }] }, 'spec.containers'],
    ['no container', 'Model', { executionRoleARN: ROLE }, 'spec.primaryContainer: Required value'],
    ['no endpoint configuration', 'Endpoint', {}, 'spec.endpointConfigName: Required value'],
    [
      'no training job definition',
      'HyperParameterTuningJob',
      { ...tuningJob, trainingJobDefinition: undefined },
      'spec.trainingJobDefinition: Required value',
    ],
    [
      'an objective without its direction',
      'HyperParameterTuningJob',
      {
        ...tuningJob,
        hyperParameterTuningJobConfig: {
          ...tuningJob.hyperParameterTuningJobConfig,
          hyperParameterTuningJobObjective: { metricName: 'loss' },
        },
      },
      'spec.hyperParameterTuningJobConfig.hyperParameterTuningJobObjective.type_: Required value',
    ],
    [
      'too many tags',
      'Model',
      { ...model, tags: Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: '' })) },
      'spec.tags',
    ],
  ])('is refused with the name of the field: %s', async (_what, kind, spec, field) => {
    const { code, out } = await dryRun(kind, spec);
    expect(out).toContain(field);
    expect(code).toBe(1);
  });
});

describe('an edit', () => {
  async function patch(name: string, spec: Fields): Promise<Answer> {
    return await runKubectl([...patchCommand(name), '--dry-run=server', '-p', JSON.stringify({ spec })]);
  }

  function patchCommand(name: string): readonly string[] {
    return ['patch', 'trainingjob', name, '-n', NAMESPACE, '--type=merge'];
  }

  async function create(name: string): Promise<void> {
    await succeed(['create', '-f', '-'], manifest('TrainingJob', trainingJob, name));
  }

  it('of anything is allowed before the resource exists in AWS', async () => {
    await create('not-created');
    expect(await patch('not-created', { roleARN: `${ROLE}-2`, trainingJobName: 'named' })).toMatchObject({ code: 0 });
  });

  describe('after the resource exists in AWS', () => {
    const name = 'created';
    const status = {
      ackResourceMetadata: { arn: 'arn', ownerAccountID: '1', region: 'r' },
      trainingJobStatus: 'AStatusOfTomorrow',
    };

    beforeAll(async () => {
      await create(name);
      await succeed([...patchCommand(name), '--subresource=status', '-p', JSON.stringify({ status })]);
    });

    it.each<[string, Fields, string]>([
      ['a required field', { roleARN: `${ROLE}-2` }, 'roleARN'],
      ['a name where none was given', { trainingJobName: 'named' }, 'trainingJobName'],
      ['a structure', { stoppingCondition: { maxRuntimeInSeconds: 60 } }, 'stoppingCondition'],
      ['a structure where none was given', { vpcConfig: { securityGroupIDs: ['sg-1'], subnets: ['subnet-1'] } }, 'vpcConfig'],
      ['the neighbour of a mutable field', { resourceConfig: { instanceCount: 2 } }, 'resourceConfig.instanceCount'],
      [
        'the parent of a mutable field',
        { resourceConfig: null },
        'resourceConfig.instanceCount, resourceConfig.instanceType, resourceConfig.volumeSizeInGB',
      ],
      ['a list', { inputDataConfig: [{ channelName: 'train', dataSource: {} }] }, 'inputDataConfig'],
      ['two fields', { roleARN: `${ROLE}-2`, environment: { A: 'b' } }, 'environment, roleARN'],
    ])('of %s is refused', async (_what, spec, fields) => {
      const { code, out } = await patch(name, spec);
      expect(out).toContain(
        `spec: Forbidden: ${fields} can't change once the training job exists in SageMaker; create another TrainingJob instead`,
      );
      expect(code).toBe(1);
    });

    it.each<[string, Fields]>([
      ['a mutable field', { resourceConfig: { keepAlivePeriodInSeconds: 600 } }],
      ['the tags', { tags: [{ key: 'team', value: 'a' }] }],
      [
        'nothing but empty values',
        { trainingJobName: '', inputDataConfig: [], hyperParameters: {}, enableNetworkIsolation: false },
      ],
    ])('of %s is allowed', async (_what, spec) => {
      expect(await patch(name, spec)).toMatchObject({ code: 0 });
    });
  });
});

describe('kubectl explain', () => {
  it('names the API’s member, its bounds and AWS’s page', async () => {
    const { out } = await runKubectl(['explain', 'trainingjob.spec.resourceConfig.instanceCount']);
    expect(out).toContain('CreateTrainingJob.ResourceConfig.InstanceCount. At least 0.');
    expect(out).toContain('https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html');
  });
});
