/** Training jobs and tuning jobs. */
import { type AdviceCase, ofKind, ONE_SUBNET, ROLE, type Spec, TWO_SUBNETS } from './testkit.ts';

const FILE_SYSTEM = {
  channelName: 'train',
  dataSource: {
    fileSystemDataSource: {
      fileSystemID: 'fs-0123456789abcdef0',
      fileSystemType: 'FSxLustre',
      fileSystemAccessMode: 'ro',
      directoryPath: '/data',
    },
  },
};

/** A training job, or a trial of a tuning job: both are given the same advice. */
const job = {
  roleARN: ROLE,
  algorithmSpecification: { trainingImage: 'image:1', trainingInputMode: 'File' },
  outputDataConfig: { s3OutputPath: 's3://bucket/out' },
  resourceConfig: { instanceType: 'ml.m5.xlarge', instanceCount: 1, volumeSizeInGB: 10 },
  stoppingCondition: { maxRuntimeInSeconds: 3600 },
};
const spot = {
  ...job,
  enableManagedSpotTraining: true,
  stoppingCondition: { maxRuntimeInSeconds: 3600, maxWaitTimeInSeconds: 7200 },
  checkpointConfig: { s3URI: 's3://bucket/checkpoints' },
};
const onInstances = (instanceCount: number): Spec => ({ ...job, resourceConfig: { ...job.resourceConfig, instanceCount } });
const inGroups = (...counts: readonly number[]): Spec => ({
  ...job,
  resourceConfig: {
    volumeSizeInGB: 10,
    instanceGroups: counts.map((instanceCount, index) => ({
      instanceGroupName: `g${index}`,
      instanceType: 'ml.m5.xlarge',
      instanceCount,
    })),
  },
});

interface JobCase {
  readonly what: string;
  readonly job: Spec;
  /** Ids and paths below the job. */
  readonly says: readonly string[];
}

const jobCases: readonly JobCase[] = [
  { what: 'no spot', job, says: [] },
  { what: 'spot with all it needs', job: spot, says: [] },
  { what: 'spot, switched off', job: { ...job, enableManagedSpotTraining: false }, says: [] },
  {
    what: 'spot without checkpoints',
    job: { ...spot, checkpointConfig: undefined },
    says: ['SMADV-04 checkpointConfig.s3URI'],
  },
  { what: 'spot with null for checkpoints', job: { ...spot, checkpointConfig: null }, says: ['SMADV-04 checkpointConfig.s3URI'] },
  {
    what: 'null for all that is asked',
    job: { ...job, enableManagedSpotTraining: null, vpcConfig: null, environment: null },
    says: [],
  },
  { what: 'spot with empty checkpoints', job: { ...spot, checkpointConfig: {} }, says: ['SMADV-04 checkpointConfig.s3URI'] },
  {
    what: 'spot without a bound on the wait',
    job: { ...spot, stoppingCondition: job.stoppingCondition },
    says: ['SMADV-05 stoppingCondition.maxWaitTimeInSeconds'],
  },
  {
    what: 'spot with neither',
    job: { ...job, enableManagedSpotTraining: true, stoppingCondition: {} },
    says: ['SMADV-04 checkpointConfig.s3URI', 'SMADV-05 stoppingCondition.maxWaitTimeInSeconds'],
  },
  { what: 'one subnet', job: { ...job, vpcConfig: ONE_SUBNET }, says: ['SMADV-03 vpcConfig.subnets'] },
  { what: 'two subnets', job: { ...job, vpcConfig: TWO_SUBNETS }, says: [] },
  { what: 'an empty VPC', job: { ...job, vpcConfig: {} }, says: [] },
  {
    what: 'one subnet, that of its file system',
    job: { ...job, vpcConfig: ONE_SUBNET, inputDataConfig: [FILE_SYSTEM] },
    says: [],
  },
  {
    what: 'encryption on one instance',
    job: { ...job, enableInterContainerTrafficEncryption: true },
    says: ['SMADV-08 enableInterContainerTrafficEncryption'],
  },
  { what: 'no encryption on one instance', job: { ...job, enableInterContainerTrafficEncryption: false }, says: [] },
  { what: 'encryption on two instances', job: { ...onInstances(2), enableInterContainerTrafficEncryption: true }, says: [] },
  {
    what: 'encryption in a group of one',
    job: { ...inGroups(1), enableInterContainerTrafficEncryption: true },
    says: ['SMADV-08 enableInterContainerTrafficEncryption'],
  },
  { what: 'encryption in a group of two', job: { ...inGroups(2), enableInterContainerTrafficEncryption: true }, says: [] },
  { what: 'encryption in two groups of one', job: { ...inGroups(1, 1), enableInterContainerTrafficEncryption: true }, says: [] },
  {
    what: 'isolation, and S3 in the environment',
    job: { ...job, enableNetworkIsolation: true, environment: { A: 'b', LOOKUP: 's3://bucket/table.csv' } },
    says: ['SMADV-11 environment[LOOKUP]'],
  },
  { what: 'isolation, and an empty environment', job: { ...job, enableNetworkIsolation: true, environment: {} }, says: [] },
  {
    what: 'isolation, and S3 where SageMaker does the copying',
    job: { ...spot, enableNetworkIsolation: true, environment: { A: 'b' } },
    says: [],
  },
  { what: 'S3 in the environment without isolation', job: { ...job, environment: { LOOKUP: 's3://bucket/t' } }, says: [] },
];

const hyperParameters = { epochs: '3', sagemaker_submit_directory: '"s3://bucket/source.tar.gz"' };
const below = (path: string, says: readonly string[]): readonly string[] => says.map((said) => said.replace(' ', ` ${path}.`));

export const trainingJobCases: readonly AdviceCase[] = [
  ...jobCases.map(({ what, job, says }) => ({ kind: 'TrainingJob', what, spec: job, says: below('spec', says) })),
  {
    kind: 'TrainingJob',
    what: 'isolation, and S3 in a hyperparameter',
    spec: { ...job, enableNetworkIsolation: true, hyperParameters },
    says: ['SMADV-11 spec.hyperParameters[sagemaker_submit_directory]'],
  },
  { kind: 'TrainingJob', what: 'S3 in a hyperparameter', spec: { ...job, hyperParameters }, says: [] },
];

const search = {
  strategy: 'Bayesian',
  resourceLimits: { maxNumberOfTrainingJobs: 20, maxParallelTrainingJobs: 2 },
};
const tuning = { hyperParameterTuningJobConfig: search, trainingJobDefinition: job };
const searching = (changes: Spec): Spec => ({ ...tuning, hyperParameterTuningJobConfig: { ...search, ...changes } });
const atOnce = (maxParallelTrainingJobs: number, maxNumberOfTrainingJobs?: number): Spec => ({
  resourceLimits: { maxParallelTrainingJobs, maxNumberOfTrainingJobs },
});
const range = (minValue: string, maxValue: string, scalingType?: string, name = 'eta'): Spec => ({
  name,
  minValue,
  maxValue,
  scalingType,
});
const over = (...continuousParameterRanges: readonly Spec[]): Spec =>
  searching({ parameterRanges: { continuousParameterRanges } });
const trial = (changes: Spec): Spec => ({ ...tuning, trainingJobDefinition: { ...job, ...changes } });

const CONTINUOUS = 'SMADV-06 spec.hyperParameterTuningJobConfig.parameterRanges.continuousParameterRanges';
const PARALLEL = ['SMADV-07 spec.hyperParameterTuningJobConfig.resourceLimits.maxParallelTrainingJobs'];

const tuningCases = ofKind('HyperParameterTuningJob', [
  ['a linear scale over three decades', over(range('0.001', '1', 'Linear')), [`${CONTINUOUS}[eta]`]],
  ['a linear scale over four decades, in exponents', over(range('1e-5', '1.0E-1', 'Linear')), [`${CONTINUOUS}[eta]`]],
  ['no scale over three decades', over(range('0.001', '1')), [`${CONTINUOUS}[eta]`]],
  ['an empty scale over three decades', over(range('0.001', '1', '')), [`${CONTINUOUS}[eta]`]],
  ['a linear scale over less', over(range('0.0011', '1', 'Linear')), []],
  ['a logarithmic scale', over(range('0.001', '1', 'Logarithmic')), []],
  ['a scale that SageMaker chooses', over(range('0.001', '1', 'Auto')), []],
  ['a linear scale from zero', over(range('0', '1000', 'Linear')), []],
  ['a linear scale below zero', over(range('-1', '1000', 'Linear')), []],
  [
    'ranges that are no numbers, beside one that is wide',
    over(range('low', 'high'), range('', ''), range('1', '1e999'), range('0.001', '1', 'Linear', 'alpha'), range('1', '1e3')),
    [`${CONTINUOUS}[alpha, eta]`],
  ],
  [
    'an integer range over three decades',
    searching({ parameterRanges: { integerParameterRanges: [range('1', '1000', 'Linear', 'depth')] } }),
    ['SMADV-06 spec.hyperParameterTuningJobConfig.parameterRanges.integerParameterRanges[depth]'],
  ],
  ['empty ranges', searching({ parameterRanges: { continuousParameterRanges: [], integerParameterRanges: [] } }), []],
  [
    'a wide range of one algorithm',
    trial({ hyperParameterRanges: { continuousParameterRanges: [range('0.001', '1')] } }),
    ['SMADV-06 spec.trainingJobDefinition.hyperParameterRanges.continuousParameterRanges[eta]'],
  ],
  ['as many trials at once as in all', searching(atOnce(20, 20)), PARALLEL],
  ['more trials at once than in all', searching(atOnce(10, 5)), PARALLEL],
  ['as many random trials at once as in all', searching({ ...atOnce(20, 20), strategy: 'Random' }), []],
  ['a single trial', searching(atOnce(1, 1)), []],
  ['no number of trials', searching(atOnce(5)), []],
  [
    'isolation, and S3 in a fixed hyperparameter',
    trial({ enableNetworkIsolation: true, staticHyperParameters: hyperParameters }),
    ['SMADV-11 spec.trainingJobDefinition.staticHyperParameters[sagemaker_submit_directory]'],
  ],
  [
    'encryption on one instance of the tuning job’s own choice',
    trial({
      resourceConfig: undefined,
      enableInterContainerTrafficEncryption: true,
      hyperParameterTuningResourceConfig: {
        instanceConfigs: [{ instanceType: 'ml.m5.xlarge', instanceCount: 1, volumeSizeInGB: 9 }],
      },
    }),
    ['SMADV-08 spec.trainingJobDefinition.enableInterContainerTrafficEncryption'],
  ],
  [
    'advice about one of several definitions',
    {
      hyperParameterTuningJobConfig: search,
      trainingJobDefinitions: [
        { ...job, definitionName: 'good' },
        {
          ...spot,
          definitionName: 'bad',
          checkpointConfig: {},
          hyperParameterRanges: { integerParameterRanges: [range('1', '4096', 'Linear', 'width')] },
          enableNetworkIsolation: true,
          environment: { LOOKUP: 's3://bucket/t' },
        },
      ],
    },
    [
      'SMADV-04 spec.trainingJobDefinitions[bad].checkpointConfig.s3URI',
      'SMADV-06 spec.trainingJobDefinitions[bad].hyperParameterRanges.integerParameterRanges[width]',
      'SMADV-11 spec.trainingJobDefinitions[bad].environment[LOOKUP]',
    ],
  ],
]);

export const tuningJobCases: readonly AdviceCase[] = [
  ...jobCases.map(({ what, job, says }) => ({
    kind: 'HyperParameterTuningJob',
    what: `${what}, in a trial`,
    spec: trial(job),
    says: below('spec.trainingJobDefinition', says),
  })),
  ...tuningCases,
];
