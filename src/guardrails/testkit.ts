/** The form of the cases, what they have in common, and parameters that allow just that. */
import type { Guardrail } from './types.ts';

export type Spec = Readonly<Record<string, unknown>>;

export interface GuardrailCase {
  readonly id: Guardrail['id'];
  readonly kind: string;
  readonly what: string;
  readonly spec: Spec;
  /** The paths that the rule objects to. Other rules may have words of their own about the manifest. */
  readonly says: readonly string[];
}

type Row = readonly [what: string, spec: Spec, ...says: readonly string[]];

export const about = (id: Guardrail['id'], kind: string, rows: readonly Row[]): readonly GuardrailCase[] =>
  rows.map(([what, spec, ...says]) => ({ id, kind, what, spec, says }));

export const ROLE = 'arn:aws:iam::123456789012:role/team-a/train';
export const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555';
export const IMAGE = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/team-a/train@sha256:${'a'.repeat(64)}`;
export const VPC = { subnets: ['subnet-1', 'subnet-2'], securityGroupIDs: ['sg-1'] };
export const TAGS = [
  { key: 'team', value: 'a' },
  { key: 'stage', value: 'dev' },
];

export const PARAMETERS_OF_TEAM_A: Spec = {
  kmsKeys: [KEY],
  instanceTypesWithoutVolumeKey: ['ml.g5.*'],
  subnets: ['subnet-1', 'subnet-2'],
  securityGroups: ['sg-1'],
  imagesWithoutIsolation: ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/team-a/open*'],
  instanceTypes: ['ml.m5.*', 'ml.g5.xlarge', 'ml.p4d.24xlarge', 'ml.t3.medium'],
  maxInstances: 4,
  maxVolumeSizeInGB: 100,
  spotInstanceTypes: ['ml.p4d.*'],
  maxRuntimeInSeconds: 7200,
  requiredTags: [{ key: 'team', values: ['a*'] }, { key: 'stage' }],
  executionRoles: ['arn:aws:iam::123456789012:role/team-a/*', 'arn:aws:iam::123456789012:role/shared'],
  images: ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/team-a/*', 'aws.example/*'],
  imagesWithoutDigest: ['aws.example/*'],
  s3Prefixes: ['s3://team-a/*', 's3://shared/data/*'],
  maxTuningTrials: 20,
  maxParallelTuningTrials: 2,
  tuningStrategies: ['Bayesian', 'Random'],
  maxKeepAlivePeriodInSeconds: 600,
  notebookPlatforms: ['notebook-al2023-v1', 'notebook-al2023-v2'],
};

/** What a training job and a trial have in common, and no rule objects to. */
export const job: Spec = {
  roleARN: ROLE,
  algorithmSpecification: { trainingImage: IMAGE, trainingInputMode: 'File' },
  inputDataConfig: [
    { channelName: 'train', dataSource: { s3DataSource: { s3DataType: 'S3Prefix', s3URI: 's3://shared/data/x' } } },
  ],
  outputDataConfig: { s3OutputPath: 's3://team-a/out', kmsKeyID: KEY },
  resourceConfig: { instanceType: 'ml.m5.xlarge', instanceCount: 1, volumeSizeInGB: 10, volumeKMSKeyID: KEY },
  stoppingCondition: { maxRuntimeInSeconds: 3600 },
  vpcConfig: VPC,
  enableNetworkIsolation: true,
};
export const trainingJob: Spec = { ...job, tags: TAGS };

const TUNING = {
  strategy: 'Bayesian',
  resourceLimits: { maxNumberOfTrainingJobs: 10, maxParallelTrainingJobs: 2 },
  hyperParameterTuningJobObjective: { type_: 'Minimize', metricName: 'loss' },
};
const trial = (changes: Spec): Spec => ({ ...job, staticHyperParameters: { epochs: '1' }, ...changes });

/** One definition, and two of which the second has the changes: a rule that looks at the first alone would miss it. */
export const tuningJob = (changes: Spec = {}, tuning: Spec = {}): Spec => ({
  hyperParameterTuningJobConfig: { ...TUNING, ...tuning },
  trainingJobDefinition: trial(changes),
  tags: TAGS,
});
export const tuningJobs = (changes: Spec = {}): Spec => ({
  hyperParameterTuningJobConfig: TUNING,
  trainingJobDefinitions: [trial({ definitionName: 'first' }), trial({ definitionName: 'second', ...changes })],
  tags: TAGS,
});

/** A change of a job, in the three places where jobs are described. `says`: paths below the job. */
export const ofJobs = (id: Guardrail['id'], rows: readonly Row[]): readonly GuardrailCase[] =>
  rows.flatMap(([what, changes, ...says]) => [
    ...about(id, 'TrainingJob', [[what, { ...trainingJob, ...changes }, ...says.map((path) => `spec.${path}`)]]),
    ...about(id, 'HyperParameterTuningJob', [
      [`${what}, in a trial`, tuningJob(changes), ...says.map((path) => `spec.trainingJobDefinition.${path}`)],
      [
        `${what}, in the second of two definitions`,
        tuningJobs(changes),
        ...says.map((path) => `spec.trainingJobDefinitions[second].${path.replaceAll(/\[[^\]]*\]/g, '[]')}`),
      ],
    ]),
  ]);

export const within = (spec: Spec, field: string, changes: Spec): Spec => ({ [field]: { ...(spec[field] as Spec), ...changes } });

export const processingJob: Spec = {
  roleARN: ROLE,
  appSpecification: { imageURI: IMAGE },
  processingResources: {
    clusterConfig: { instanceCount: 1, instanceType: 'ml.m5.xlarge', volumeSizeInGB: 10, volumeKMSKeyID: KEY },
  },
  networkConfig: { enableNetworkIsolation: true, vpcConfig: VPC },
  stoppingCondition: { maxRuntimeInSeconds: 3600 },
  tags: TAGS,
};
export const transformJob: Spec = {
  modelName: 'churn',
  transformInput: { dataSource: { s3DataSource: { s3DataType: 'S3Prefix', s3URI: 's3://team-a/in' } } },
  transformOutput: { s3OutputPath: 's3://team-a/out', kmsKeyID: KEY },
  transformResources: { instanceCount: 1, instanceType: 'ml.m5.xlarge', volumeKMSKeyID: KEY },
  tags: TAGS,
};
export const variant: Spec = { variantName: 'main', modelName: 'churn', instanceType: 'ml.m5.large', initialInstanceCount: 2 };
export const SERVERLESS: Spec = {
  variantName: 'main',
  modelName: 'churn',
  serverlessConfig: { memorySizeInMB: 2048, maxConcurrency: 5 },
};
export const served = (changes: Spec = {}, more: Spec = {}): Spec => ({
  productionVariants: [{ ...variant, ...changes }],
  kmsKeyID: KEY,
  dataCaptureConfig: {
    enableCapture: true,
    initialSamplingPercentage: 100,
    destinationS3URI: 's3://team-a/captured',
    kmsKeyID: KEY,
    captureOptions: [{ captureMode: 'Input' }],
  },
  tags: TAGS,
  ...more,
});
export const model: Spec = {
  executionRoleARN: ROLE,
  primaryContainer: { image: IMAGE, modelDataURL: 's3://team-a/model.tar.gz' },
  vpcConfig: VPC,
  enableNetworkIsolation: true,
  tags: TAGS,
};
export const notebook: Spec = {
  roleARN: ROLE,
  instanceType: 'ml.t3.medium',
  volumeSizeInGB: 20,
  subnetID: 'subnet-1',
  securityGroupIDs: ['sg-1'],
  kmsKeyID: KEY,
  directInternetAccess: 'Disabled',
  rootAccess: 'Disabled',
  platformIdentifier: 'notebook-al2023-v1',
  instanceMetadataServiceConfiguration: { minimumInstanceMetadataServiceVersion: '2' },
  tags: TAGS,
};
export const dataQuality: Spec = {
  roleARN: ROLE,
  dataQualityAppSpecification: { imageURI: IMAGE },
  dataQualityJobInput: { endpointInput: { endpointName: 'churn', localPath: '/opt/ml/processing/input' } },
  dataQualityJobOutputConfig: {
    kmsKeyID: KEY,
    monitoringOutputs: [{ s3Output: { s3URI: 's3://team-a/out', localPath: '/opt/ml/processing/output' } }],
  },
  jobResources: { clusterConfig: { instanceCount: 1, instanceType: 'ml.m5.xlarge', volumeSizeInGB: 10, volumeKMSKeyID: KEY } },
  networkConfig: { enableNetworkIsolation: true, vpcConfig: VPC },
  stoppingCondition: { maxRuntimeInSeconds: 3600 },
  tags: TAGS,
};
