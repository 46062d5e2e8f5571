/** What a user of Kubeflow's components gives them, one working set for each; the rest of each request is blank. */
import type { Fields } from '../../src/kinds/types.ts';
import { IMAGE, ROLE } from './specs.ts';

const CLUSTER = { clusterConfig: { instanceCount: 1, instanceType: 'ml.m5.large', volumeSizeInGB: 20 } };
const ENDPOINT_INPUT = { localPath: '/opt/ml/processing/input', s3InputMode: 'File', s3DataDistributionType: 'FullyReplicated' };
const OUTPUTS = {
  monitoringOutputs: [
    { s3Output: { s3URI: 's3://bucket/reports', localPath: '/opt/ml/processing/output', s3UploadMode: 'EndOfJob' } },
  ],
};
const GROUND_TRUTH = { groundTruthS3Input: { s3URI: 's3://bucket/labels' } };
const APP = { imageURI: IMAGE };
const APP_WITH_CONFIG = { ...APP, configURI: 's3://bucket/analysis.json' };

const jobDefinition = (prefix: string, app: Fields, endpointName: string, input: Fields = {}): Fields => ({
  [`${prefix}AppSpecification`]: app,
  [`${prefix}JobInput`]: { endpointInput: { ...ENDPOINT_INPUT, endpointName }, ...input },
  [`${prefix}JobOutputConfig`]: OUTPUTS,
  jobResources: CLUSTER,
  roleARN: ROLE,
  stoppingCondition: { maxRuntimeInSeconds: 1800 },
});

/** One pipeline's resources all bear its name. */
export const INPUTS: Readonly<Record<string, (name: string) => Fields>> = {
  TrainingJob: () => ({
    algorithmSpecification: { trainingImage: IMAGE, trainingInputMode: 'File' },
    hyperParameters: { k: '10', feature_dim: '784' },
    inputDataConfig: [
      {
        channelName: 'train',
        compressionType: 'None',
        // As the sample pipeline spells them: a user who has always used boto3 has these names at hand.
        RecordWrapperType: 'None',
        InputMode: 'File',
        dataSource: {
          s3DataSource: { s3DataType: 'S3Prefix', s3URI: 's3://bucket/train', s3DataDistributionType: 'FullyReplicated' },
        },
      },
    ],
    outputDataConfig: { s3OutputPath: 's3://bucket/output' },
    resourceConfig: { instanceCount: 1, instanceType: 'ml.m5.large', volumeSizeInGB: 25 },
    roleARN: ROLE,
    stoppingCondition: { maxRuntimeInSeconds: 3600 },
  }),
  Model: () => ({
    executionRoleARN: ROLE,
    primaryContainer: { containerHostname: 'main', image: IMAGE, modelDataURL: 's3://bucket/model.tar.gz', mode: 'SingleModel' },
  }),
  EndpointConfig: (name) => ({
    productionVariants: [
      {
        variantName: 'main',
        modelName: name,
        instanceType: 'ml.m5.large',
        initialInstanceCount: 1,
        initialVariantWeight: 0.75,
        acceleratorType: '',
      },
    ],
    // A slip of the component: the field is kmsKeyID, and its user's key goes nowhere.
    kmsKeyId: '',
  }),
  Endpoint: (name) => ({ endpointConfigName: name }),
  DataQualityJobDefinition: (name) => jobDefinition('dataQuality', APP, name),
  ModelBiasJobDefinition: (name) => jobDefinition('modelBias', APP_WITH_CONFIG, name, GROUND_TRUTH),
  ModelExplainabilityJobDefinition: (name) => jobDefinition('modelExplainability', APP_WITH_CONFIG, name),
  ModelQualityJobDefinition: (name) => jobDefinition('modelQuality', { ...APP, problemType: 'Regression' }, name, GROUND_TRUTH),
  MonitoringSchedule: (name) => ({
    monitoringScheduleConfig: {
      monitoringJobDefinitionName: name,
      monitoringType: 'DataQuality',
      scheduleConfig: { scheduleExpression: 'cron(0 * ? * * *)' },
    },
  }),
};

/** Which steps of a pipeline come before. */
export const NEEDS: Readonly<Record<string, readonly string[]>> = {
  EndpointConfig: ['Model'],
  Endpoint: ['Model', 'EndpointConfig'],
  DataQualityJobDefinition: ['Model', 'EndpointConfig', 'Endpoint'],
  ModelBiasJobDefinition: ['Model', 'EndpointConfig', 'Endpoint'],
  ModelExplainabilityJobDefinition: ['Model', 'EndpointConfig', 'Endpoint'],
  ModelQualityJobDefinition: ['Model', 'EndpointConfig', 'Endpoint'],
  MonitoringSchedule: ['Model', 'EndpointConfig', 'Endpoint', 'DataQualityJobDefinition'],
};

/** An image that decides what becomes of the job. */
export const trainer = (tag: string): Fields => ({
  algorithmSpecification: { trainingImage: IMAGE.replace(':1', tag), trainingInputMode: 'File' },
});

/** A debugger rule, whose name tells the simulator how it ends. */
export const ruled = (ruleConfigurationName: string): Fields => ({
  debugHookConfig: { s3OutputPath: 's3://bucket/debug' },
  debugRuleConfigurations: [{ ruleConfigurationName, ruleEvaluatorImage: IMAGE }],
});

/** It runs until somebody ends it. */
export const ENDLESS = { environment: { SIMULATOR_TRAINING_SECONDS: '100000' } };

/** The spec as it is stored, without what the CRD does not know: the apiserver takes that away and says nothing. */
export function known(spec: Fields): Fields {
  const { kmsKeyId: _slip, ...rest } = spec;
  if (!Array.isArray(rest['inputDataConfig'])) return rest;
  const channels = (rest['inputDataConfig'] as Fields[]).map(({ RecordWrapperType: _r, InputMode: _i, ...channel }) => channel);
  return { ...rest, inputDataConfig: channels };
}
