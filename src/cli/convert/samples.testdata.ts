/** Manifests of the first operator: every kind that it had, each with every field that it took. Ours, made from its published types. */

const role = 'arn:aws:iam::123456789012:role/execution';
const image = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/trainer:1';
const key = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const vpcConfig = {
  securityGroupIds: ['sg-0123456789abcdef0'],
  subnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
};
const tags = [{ key: 'team', value: 'churn' }];
const place = { region: 'eu-west-1', sageMakerEndpoint: 'https://api.sagemaker.eu-west-1.amazonaws.com' };

const channels = [
  {
    channelName: 'train',
    compressionType: 'None',
    contentType: 'text/csv',
    inputMode: 'File',
    recordWrapperType: 'None',
    shuffleConfig: { seed: 7 },
    dataSource: {
      s3DataSource: {
        attributeNames: ['source'],
        s3DataDistributionType: 'FullyReplicated',
        s3DataType: 'S3Prefix',
        s3Uri: 's3://team-a/train',
      },
    },
  },
  {
    channelName: 'shared',
    dataSource: {
      fileSystemDataSource: {
        directoryPath: '/data',
        fileSystemAccessMode: 'ro',
        fileSystemId: 'fs-0123456789abcdef0',
        fileSystemType: 'EFS',
      },
    },
  },
];

const training = {
  algorithmSpecification: {
    trainingImage: image,
    trainingInputMode: 'File',
    metricDefinitions: [{ name: 'validation:loss', regex: 'loss=([0-9.]+)' }],
  },
  enableInterContainerTrafficEncryption: false,
  enableNetworkIsolation: true,
  enableManagedSpotTraining: true,
  inputDataConfig: channels,
  outputDataConfig: { kmsKeyId: key, s3OutputPath: 's3://team-a/out' },
  checkpointConfig: { localPath: '/opt/ml/checkpoints', s3Uri: 's3://team-a/checkpoints' },
  resourceConfig: { instanceCount: 2, instanceType: 'ml.m5.xlarge', volumeKmsKeyId: key, volumeSizeInGB: 30 },
  roleArn: role,
  stoppingCondition: { maxRuntimeInSeconds: 3600, maxWaitTimeInSeconds: 7200 },
  vpcConfig,
};

const debugging = {
  debugHookConfig: {
    localPath: '/opt/ml/output/tensors',
    s3OutputPath: 's3://team-a/debug',
    ruleParameters: [{ name: 'save_interval', value: '10' }],
    collectionConfigurations: [{ collectionName: 'losses', collectionParameters: [{ name: 'include_regex', value: 'loss' }] }],
  },
  debugRuleConfigurations: [
    {
      ruleConfigurationName: 'overfit',
      ruleEvaluatorImage: image,
      localPath: '/opt/ml/processing/output',
      s3OutputPath: 's3://team-a/rules',
      instanceType: 'ml.t3.medium',
      volumeSizeInGB: 10,
      ruleParameters: [{ name: 'rule_to_invoke', value: 'Overfit' }],
    },
  ],
  tensorBoardOutputConfig: { localPath: '/opt/ml/output/tensorboard', s3OutputPath: 's3://team-a/tensorboard' },
};

const container = {
  containerHostname: 'main',
  environment: [{ name: 'WORKERS', value: '2' }],
  image,
  modelDataUrl: 's3://team-a/model.tar.gz',
  mode: 'SingleModel',
};
const variant = {
  acceleratorType: 'ml.eia2.medium',
  initialInstanceCount: 2,
  initialVariantWeight: 1,
  instanceType: 'ml.m5.large',
  modelName: 'churn',
  variantName: 'main',
};

interface Sample {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status?: object;
}
const sample = (kind: string, name: string, spec: Readonly<Record<string, unknown>>): Sample => ({
  apiVersion: 'sagemaker.aws.amazon.com/v1',
  kind,
  metadata: { name, labels: { app: 'churn' } },
  spec: { ...place, ...spec },
});

export const firstSamples: readonly Sample[] = [
  {
    ...sample('TrainingJob', 'train', {
      ...training,
      ...debugging,
      trainingJobName: 'churn-train',
      hyperParameters: [
        { name: 'epochs', value: '3' },
        { name: 'notes', value: '' },
      ],
      tags,
    }),
    status: { trainingJobStatus: 'Completed' },
  },
  sample('HyperparameterTuningJob', 'tune', {
    hyperParameterTuningJobName: 'churn-tune',
    hyperParameterTuningJobConfig: {
      hyperParameterTuningJobObjective: { metricName: 'validation:loss', type: 'Minimize' },
      parameterRanges: {
        categoricalParameterRanges: [{ name: 'optimizer', values: ['adam', 'sgd'] }],
        continuousParameterRanges: [{ name: 'lr', minValue: '0.001', maxValue: '0.1', scalingType: 'Logarithmic' }],
        integerParameterRanges: [{ name: 'depth', minValue: '1', maxValue: '9', scalingType: 'Auto' }],
      },
      resourceLimits: { maxNumberOfTrainingJobs: 10, maxParallelTrainingJobs: 2 },
      strategy: 'Bayesian',
      trainingJobEarlyStoppingType: 'Auto',
    },
    trainingJobDefinition: { ...training, staticHyperParameters: [{ name: 'epochs', value: '3' }] },
    warmStartConfig: {
      parentHyperParameterTuningJobs: [{ hyperParameterTuningJobName: 'churn-tune-before' }],
      warmStartType: 'IdenticalDataAndAlgorithm',
    },
    tags,
  }),
  sample('BatchTransformJob', 'score', {
    transformJobName: 'churn-score',
    batchStrategy: 'MultiRecord',
    dataProcessing: { inputFilter: '$[1:]', JoinSource: 'Input', OutputFilter: '$[0,-1]' },
    environment: [{ name: 'WORKERS', value: '2' }],
    maxConcurrentTransforms: 2,
    maxPayloadInMB: 6,
    modelName: 'churn',
    transformInput: {
      compressionType: 'None',
      contentType: 'text/csv',
      dataSource: { s3DataSource: { s3DataType: 'S3Prefix', s3Uri: 's3://team-a/in' } },
      splitType: 'Line',
    },
    transformOutput: { accept: 'text/csv', assembleWith: 'Line', kmsKeyId: key, s3OutputPath: 's3://team-a/scored' },
    transformResources: { instanceCount: 1, instanceType: 'ml.m5.large', volumeKmsKeyId: key },
    tags,
  }),
  sample('ProcessingJob', 'prepare', {
    appSpecification: { imageUri: image, containerEntrypoint: ['python3', 'prepare.py'], containerArguments: ['--fast'] },
    environment: [{ name: 'STAGE', value: 'dev' }],
    networkConfig: { enableInterContainerTrafficEncryption: false, enableNetworkIsolation: true, vpcConfig },
    processingInputs: [
      {
        inputName: 'raw',
        s3Input: {
          localPath: '/opt/ml/processing/raw',
          s3CompressionType: 'None',
          s3DataDistributionType: 'FullyReplicated',
          s3DataType: 'S3Prefix',
          s3InputMode: 'File',
          s3Uri: 's3://team-a/raw',
        },
      },
    ],
    processingOutputConfig: {
      kmsKeyId: key,
      outputs: [
        {
          outputName: 'clean',
          s3Output: { localPath: '/opt/ml/processing/clean', s3UploadMode: 'EndOfJob', s3Uri: 's3://team-a/clean' },
        },
      ],
    },
    processingResources: {
      clusterConfig: { instanceCount: 1, instanceType: 'ml.m5.xlarge', volumeKmsKeyId: key, volumeSizeInGB: 20 },
    },
    roleArn: role,
    stoppingCondition: { maxRuntimeInSeconds: 1800 },
    tags,
  }),
  sample('Model', 'model', {
    primaryContainer: container,
    executionRoleArn: role,
    enableNetworkIsolation: true,
    vpcConfig,
    tags,
  }),
  sample('EndpointConfig', 'config', { productionVariants: [variant], kmsKeyId: key, tags }),
  sample('HostingDeployment', 'host', {
    endpointName: 'churn',
    kmsKeyId: key,
    tags,
    models: [
      { name: 'churn', containers: [container], primaryContainer: 'main', executionRoleArn: role, vpcConfig },
      {
        name: 'Chain_2',
        containers: [container, { ...container, containerHostname: 'second' }],
        executionRoleArn: role,
        enableNetworkIsolation: false,
      },
    ],
    productionVariants: [
      variant,
      { ...variant, modelName: 'Chain_2', variantName: 'chain' },
      { ...variant, modelName: 'elsewhere', variantName: 'third' },
    ],
    retainAllVariantProperties: true,
    excludeRetainedVariantProperties: [{ variantPropertyType: 'DesiredWeight' }],
  }),
  sample('HostingAutoscalingPolicy', 'scale', {
    resourceId: [
      { endpointName: 'churn', variantName: 'main' },
      { endpointName: 'churn', variantName: 'chain' },
    ],
    minCapacity: 1,
    maxCapacity: 4,
    policyName: 'invocations',
    policyType: 'TargetTrackingScaling',
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    serviceNamespace: 'sagemaker',
    suspendedState: {
      dynamicScalingInSuspended: false,
      dynamicScalingOutSuspended: false,
      scheduledScalingSuspended: true,
    },
    targetTrackingScalingPolicyConfiguration: {
      targetValue: 60,
      scaleInCooldown: 300,
      scaleOutCooldown: 60,
      disableScaleIn: false,
      customizedMetricSpecification: {
        metricName: 'CPUUtilization',
        namespace: '/aws/sagemaker/Endpoints',
        statistic: 'Average',
        unit: 'Percent',
        dimensions: [{ name: 'EndpointName', value: 'churn' }],
      },
    },
  }),
  sample('HostingAutoscalingPolicy', 'scale-simply', {
    resourceId: [{ endpointName: 'churn', variantName: 'third' }],
    minCapacity: 1,
    maxCapacity: 2,
    targetTrackingScalingPolicyConfiguration: {
      targetValue: 60,
      predefinedMetricSpecification: { predefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
    },
  }),
];
