/** One rich spec of each kind, and what AWS is to understand by it: written out by hand, so that no code of ours translates for the test. */
import type { Fields } from '../../src/kinds/types.ts';
import { IMAGE, ROLE } from '../support/specs.ts';

export interface Sample {
  readonly spec: Fields;
  /** What Describe gives back, in AWS's names. Of what moto forgets (Environment, RetryStrategy, ...) the wire itself is checked. */
  readonly described: Fields;
}

/** Keys of maps are the user's: none of them may be taken for a member's name. */
const HYPER_PARAMETERS = {
  max_depth: '5',
  learningRate: '0.1',
  sagemaker_program: '"train.py"',
  S3Uri: 's3://b/k',
  roleARN: 'x',
};
const CHANNEL = {
  spec: {
    channelName: 'train',
    contentType: 'text/csv',
    compressionType: 'Gzip',
    inputMode: 'Pipe',
    recordWrapperType: 'RecordIO',
    shuffleConfig: { seed: 7 },
    dataSource: {
      s3DataSource: {
        s3DataType: 'S3Prefix',
        s3URI: 's3://bucket/train/',
        s3DataDistributionType: 'ShardedByS3Key',
        attributeNames: ['label'],
      },
    },
  },
  described: {
    ChannelName: 'train',
    ContentType: 'text/csv',
    CompressionType: 'Gzip',
    InputMode: 'Pipe',
    RecordWrapperType: 'RecordIO',
    ShuffleConfig: { Seed: 7 },
    DataSource: {
      S3DataSource: {
        S3DataType: 'S3Prefix',
        S3Uri: 's3://bucket/train/',
        S3DataDistributionType: 'ShardedByS3Key',
        AttributeNames: ['label'],
      },
    },
  },
};
const FILE_SYSTEM = {
  spec: {
    channelName: 'validation',
    dataSource: {
      fileSystemDataSource: {
        fileSystemID: 'fs-0123456789abcdef0',
        fileSystemType: 'FSxLustre',
        fileSystemAccessMode: 'ro',
        directoryPath: '/data',
      },
    },
  },
  described: {
    ChannelName: 'validation',
    DataSource: {
      FileSystemDataSource: {
        FileSystemId: 'fs-0123456789abcdef0',
        FileSystemType: 'FSxLustre',
        FileSystemAccessMode: 'ro',
        DirectoryPath: '/data',
      },
    },
  },
};
const VPC = {
  spec: { securityGroupIDs: ['sg-0123456789abcdef0'], subnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'] },
  described: { SecurityGroupIds: ['sg-0123456789abcdef0'], Subnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'] },
};

/** What a training job and a trial of a tuning job have in common. */
const RUN = {
  spec: {
    roleARN: ROLE,
    inputDataConfig: [CHANNEL.spec, FILE_SYSTEM.spec],
    outputDataConfig: { s3OutputPath: 's3://bucket/output', kmsKeyID: 'alias/output', compressionType: 'NONE' },
    resourceConfig: { instanceType: 'ml.m5.large', instanceCount: 2, volumeSizeInGB: 10, volumeKMSKeyID: 'alias/volume' },
    vpcConfig: VPC.spec,
    enableNetworkIsolation: true,
    enableInterContainerTrafficEncryption: true,
    enableManagedSpotTraining: true,
    stoppingCondition: { maxRuntimeInSeconds: 3600, maxWaitTimeInSeconds: 7200 },
    checkpointConfig: { s3URI: 's3://bucket/checkpoints', localPath: '/opt/ml/checkpoints' },
    environment: { LOG_level: 'debug', instanceType: 'not a member' },
    retryStrategy: { maximumRetryAttempts: 3 },
  },
  described: {
    RoleArn: ROLE,
    InputDataConfig: [CHANNEL.described, FILE_SYSTEM.described],
    OutputDataConfig: { S3OutputPath: 's3://bucket/output', KmsKeyId: 'alias/output', CompressionType: 'NONE' },
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 2, VolumeSizeInGB: 10, VolumeKmsKeyId: 'alias/volume' },
    VpcConfig: VPC.described,
    EnableNetworkIsolation: true,
    EnableInterContainerTrafficEncryption: true,
    EnableManagedSpotTraining: true,
    StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 },
    CheckpointConfig: { S3Uri: 's3://bucket/checkpoints', LocalPath: '/opt/ml/checkpoints' },
  },
};
/** Kept by moto for a trial, forgotten for a training job. */
export const FORGOTTEN = {
  Environment: { LOG_level: 'debug', instanceType: 'not a member' },
  RetryStrategy: { MaximumRetryAttempts: 3 },
};

export const trainingJob: Sample = {
  spec: {
    ...RUN.spec,
    hyperParameters: HYPER_PARAMETERS,
    algorithmSpecification: { trainingImage: IMAGE, trainingInputMode: 'File', enableSageMakerMetricsTimeSeries: true },
    debugHookConfig: {
      s3OutputPath: 's3://bucket/debug',
      hookParameters: { save_interval: '100' },
      collectionConfigurations: [{ collectionName: 'losses', collectionParameters: { include_regex: '.*loss' } }],
    },
    debugRuleConfigurations: [
      { ruleConfigurationName: 'overfit', ruleEvaluatorImage: IMAGE, ruleParameters: { rule_to_invoke: 'Overfit' } },
    ],
    tensorBoardOutputConfig: { s3OutputPath: 's3://bucket/tensorboard' },
    experimentConfig: { experimentName: 'churn', trialName: 'first', trialComponentDisplayName: 'training' },
  },
  described: {
    ...RUN.described,
    HyperParameters: HYPER_PARAMETERS,
    AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File', EnableSageMakerMetricsTimeSeries: true },
    DebugHookConfig: {
      S3OutputPath: 's3://bucket/debug',
      HookParameters: { save_interval: '100' },
      CollectionConfigurations: [{ CollectionName: 'losses', CollectionParameters: { include_regex: '.*loss' } }],
    },
    DebugRuleConfigurations: [
      { RuleConfigurationName: 'overfit', RuleEvaluatorImage: IMAGE, RuleParameters: { rule_to_invoke: 'Overfit' } },
    ],
    TensorBoardOutputConfig: { S3OutputPath: 's3://bucket/tensorboard' },
    ExperimentConfig: { ExperimentName: 'churn', TrialName: 'first', TrialComponentDisplayName: 'training' },
  },
};

export const tuningJob: Sample = {
  spec: {
    hyperParameterTuningJobConfig: {
      strategy: 'Bayesian',
      hyperParameterTuningJobObjective: { type_: 'Maximize', metricName: 'validation:accuracy' },
      resourceLimits: { maxNumberOfTrainingJobs: 4, maxParallelTrainingJobs: 2, maxRuntimeInSeconds: 86400 },
      parameterRanges: {
        continuousParameterRanges: [{ name: 'learning_rate', minValue: '0.0001', maxValue: '0.1', scalingType: 'Logarithmic' }],
        integerParameterRanges: [{ name: 'maxDepth', minValue: '3', maxValue: '9', scalingType: 'Linear' }],
        categoricalParameterRanges: [{ name: 'booster', values: ['gbtree', 'dart'] }],
        autoParameters: [{ name: 'subsample', valueHint: '0.8' }],
      },
      trainingJobEarlyStoppingType: 'Auto',
      tuningJobCompletionCriteria: {
        targetObjectiveMetricValue: 0.95,
        bestObjectiveNotImproving: { maxNumberOfTrainingJobsNotImproving: 3 },
        convergenceDetected: { completeOnConvergence: 'Enabled' },
      },
      randomSeed: 42,
    },
    trainingJobDefinition: {
      ...RUN.spec,
      definitionName: 'trial',
      staticHyperParameters: HYPER_PARAMETERS,
      algorithmSpecification: {
        trainingImage: IMAGE,
        trainingInputMode: 'File',
        metricDefinitions: [{ name: 'validation:accuracy', regex: 'accuracy=([0-9.]+)' }],
      },
    },
    warmStartConfig: {
      parentHyperParameterTuningJobs: [{ hyperParameterTuningJobName: 'yesterday' }],
      warmStartType: 'IdenticalDataAndAlgorithm',
    },
    autotune: { mode: 'Enabled' },
  },
  described: {
    HyperParameterTuningJobConfig: {
      Strategy: 'Bayesian',
      HyperParameterTuningJobObjective: { Type: 'Maximize', MetricName: 'validation:accuracy' },
      ResourceLimits: { MaxNumberOfTrainingJobs: 4, MaxParallelTrainingJobs: 2, MaxRuntimeInSeconds: 86400 },
      ParameterRanges: {
        ContinuousParameterRanges: [{ Name: 'learning_rate', MinValue: '0.0001', MaxValue: '0.1', ScalingType: 'Logarithmic' }],
        IntegerParameterRanges: [{ Name: 'maxDepth', MinValue: '3', MaxValue: '9', ScalingType: 'Linear' }],
        CategoricalParameterRanges: [{ Name: 'booster', Values: ['gbtree', 'dart'] }],
        AutoParameters: [{ Name: 'subsample', ValueHint: '0.8' }],
      },
      TrainingJobEarlyStoppingType: 'Auto',
      TuningJobCompletionCriteria: {
        TargetObjectiveMetricValue: 0.95,
        BestObjectiveNotImproving: { MaxNumberOfTrainingJobsNotImproving: 3 },
        ConvergenceDetected: { CompleteOnConvergence: 'Enabled' },
      },
      RandomSeed: 42,
    },
    TrainingJobDefinition: {
      ...RUN.described,
      ...FORGOTTEN,
      DefinitionName: 'trial',
      StaticHyperParameters: HYPER_PARAMETERS,
      AlgorithmSpecification: {
        TrainingImage: IMAGE,
        TrainingInputMode: 'File',
        MetricDefinitions: [{ Name: 'validation:accuracy', Regex: 'accuracy=([0-9.]+)' }],
      },
    },
    WarmStartConfig: {
      ParentHyperParameterTuningJobs: [{ HyperParameterTuningJobName: 'yesterday' }],
      WarmStartType: 'IdenticalDataAndAlgorithm',
    },
    Autotune: { Mode: 'Enabled' },
  },
};

export const model: Sample = {
  spec: {
    executionRoleARN: ROLE,
    primaryContainer: {
      image: IMAGE,
      mode: 'MultiModel',
      modelDataURL: 's3://bucket/model.tar.gz',
      environment: { SAGEMAKER_PROGRAM: 'serve.py', modelDataURL: 'not a member' },
      imageConfig: { repositoryAccessMode: 'Platform' },
      multiModelConfig: { modelCacheSetting: 'Disabled' },
    },
    vpcConfig: VPC.spec,
  },
  described: {
    ExecutionRoleArn: ROLE,
    PrimaryContainer: {
      Image: IMAGE,
      Mode: 'MultiModel',
      ModelDataUrl: 's3://bucket/model.tar.gz',
      Environment: { SAGEMAKER_PROGRAM: 'serve.py', modelDataURL: 'not a member' },
      ImageConfig: { RepositoryAccessMode: 'Platform' },
      MultiModelConfig: { ModelCacheSetting: 'Disabled' },
    },
    VpcConfig: VPC.described,
  },
};

export const endpointConfig = (modelName: string): Sample => ({
  spec: {
    productionVariants: [
      {
        variantName: 'main',
        modelName,
        instanceType: 'ml.m5.large',
        initialInstanceCount: 2,
        initialVariantWeight: 0.75,
        volumeSizeInGB: 16,
        managedInstanceScaling: { status: 'ENABLED', minInstanceCount: 1, maxInstanceCount: 4 },
        routingConfig: { routingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
      },
      {
        variantName: 'spare',
        modelName,
        initialVariantWeight: 0.25,
        serverlessConfig: { memorySizeInMB: 2048, maxConcurrency: 5 },
      },
    ],
    dataCaptureConfig: {
      enableCapture: true,
      initialSamplingPercentage: 10,
      destinationS3URI: 's3://bucket/capture',
      kmsKeyID: 'alias/capture',
      captureOptions: [{ captureMode: 'Input' }, { captureMode: 'Output' }],
      captureContentTypeHeader: { csvContentTypes: ['text/csv'], jsonContentTypes: ['application/json'] },
    },
    asyncInferenceConfig: {
      clientConfig: { maxConcurrentInvocationsPerInstance: 4 },
      outputConfig: {
        s3OutputPath: 's3://bucket/answers',
        s3FailurePath: 's3://bucket/failures',
        notificationConfig: { successTopic: 'arn:aws:sns:us-east-1:123456789012:done' },
      },
    },
    kmsKeyID: 'alias/config',
  },
  described: {
    ProductionVariants: [
      {
        VariantName: 'main',
        ModelName: modelName,
        InstanceType: 'ml.m5.large',
        InitialInstanceCount: 2,
        InitialVariantWeight: 0.75,
        VolumeSizeInGB: 16,
        ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: 1, MaxInstanceCount: 4 },
        RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
      },
      {
        VariantName: 'spare',
        ModelName: modelName,
        InitialVariantWeight: 0.25,
        ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
      },
    ],
    DataCaptureConfig: {
      EnableCapture: true,
      InitialSamplingPercentage: 10,
      DestinationS3Uri: 's3://bucket/capture',
      KmsKeyId: 'alias/capture',
      CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
      CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'], JsonContentTypes: ['application/json'] },
    },
    AsyncInferenceConfig: {
      ClientConfig: { MaxConcurrentInvocationsPerInstance: 4 },
      OutputConfig: {
        S3OutputPath: 's3://bucket/answers',
        S3FailurePath: 's3://bucket/failures',
        NotificationConfig: { SuccessTopic: 'arn:aws:sns:us-east-1:123456789012:done' },
      },
    },
    KmsKeyId: 'alias/config',
  },
});
