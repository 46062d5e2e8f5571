/** Cases about jobs of any kind. */
import {
  about,
  dataQuality,
  type GuardrailCase,
  job,
  KEY,
  ofJobs,
  processingJob,
  type Spec,
  trainingJob,
  transformJob,
  tuningJob,
  VPC,
  within,
} from './testkit.ts';

const resources = (changes: Spec): Spec => within(job, 'resourceConfig', changes);
const outputs = (changes: Spec): Spec => within(job, 'outputDataConfig', changes);
const cluster = (changes: Spec): Spec => ({
  processingResources: {
    clusterConfig: { instanceCount: 1, instanceType: 'ml.m5.xlarge', volumeSizeInGB: 10, volumeKMSKeyID: KEY, ...changes },
  },
});
const monitored = (changes: Spec, network: Spec): Spec => ({
  ...dataQuality,
  jobResources: {
    clusterConfig: { instanceCount: 1, instanceType: 'ml.m5.xlarge', volumeSizeInGB: 10, volumeKMSKeyID: KEY, ...changes },
  },
  networkConfig: { enableNetworkIsolation: true, vpcConfig: VPC, ...network },
});
const grouped = (instanceType: string, ...counts: readonly number[]): Spec => ({
  resourceConfig: {
    volumeSizeInGB: 10,
    volumeKMSKeyID: KEY,
    instanceGroups: counts.map((instanceCount, index) => ({ instanceGroupName: `g${index}`, instanceType, instanceCount })),
  },
});

const encryption = [
  ...ofJobs('SMOP-01', [
    ['keys of the team', {}],
    ['another key for the volume', resources({ volumeKMSKeyID: 'alias/other' }), 'resourceConfig.volumeKMSKeyID'],
    ['no key for the volume', resources({ volumeKMSKeyID: undefined }), 'resourceConfig.volumeKMSKeyID'],
    ['an empty key for the volume', resources({ volumeKMSKeyID: '' }), 'resourceConfig.volumeKMSKeyID'],
    ['no key for a disk that takes none', resources({ volumeKMSKeyID: undefined, instanceType: 'ml.g5.xlarge' })],
    ['no key for the output', outputs({ kmsKeyID: undefined }), 'outputDataConfig.kmsKeyID'],
    ['another key for the output', outputs({ kmsKeyID: 'alias/other' }), 'outputDataConfig.kmsKeyID'],
  ]),
  ...about('SMOP-01', 'ProcessingJob', [
    ['a key', processingJob],
    [
      'no key for the volume',
      { ...processingJob, ...cluster({ volumeKMSKeyID: undefined }) },
      'spec.processingResources.clusterConfig.volumeKMSKeyID',
    ],
  ]),
  ...about('SMOP-01', 'TransformJob', [
    ['keys', transformJob],
    [
      'no key for the output',
      { ...transformJob, transformOutput: { s3OutputPath: 's3://team-a/out' } },
      'spec.transformOutput.kmsKeyID',
    ],
  ]),
];

const network = [
  ...ofJobs('SMOP-02', [
    ['the team’s network', {}],
    ['no network', { vpcConfig: undefined }, 'vpcConfig.subnets'],
    ['an empty network', { vpcConfig: {} }, 'vpcConfig.subnets'],
    ['another subnet', { vpcConfig: { ...VPC, subnets: ['subnet-1', 'subnet-9'] } }, 'vpcConfig.subnets[subnet-9]'],
    ['another security group', { vpcConfig: { ...VPC, securityGroupIDs: ['sg-9'] } }, 'vpcConfig.securityGroupIDs[sg-9]'],
  ]),
  ...about('SMOP-02', 'ProcessingJob', [
    ['a network', processingJob],
    ['no network', { ...processingJob, networkConfig: { enableNetworkIsolation: true } }, 'spec.networkConfig.vpcConfig.subnets'],
    ['nothing about networks', { ...processingJob, networkConfig: undefined }, 'spec.networkConfig.vpcConfig.subnets'],
  ]),
  ...ofJobs('SMOP-03', [
    ['isolation', {}],
    ['isolation switched off', { enableNetworkIsolation: false }, 'enableNetworkIsolation'],
    ['nothing about isolation', { enableNetworkIsolation: undefined }, 'enableNetworkIsolation'],
    [
      'an image that needs the network',
      {
        enableNetworkIsolation: false,
        algorithmSpecification: {
          trainingInputMode: 'File',
          trainingImage: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team-a/open:1',
        },
      },
    ],
  ]),
  ...about('SMOP-03', 'DataQualityJobDefinition', [
    ['isolation', dataQuality],
    ['nothing about networks', { ...dataQuality, networkConfig: undefined }, 'spec.networkConfig.enableNetworkIsolation'],
  ]),
  ...ofJobs('SMOP-04', [
    ['one instance', {}],
    ['several instances', resources({ instanceCount: 2 }), 'enableInterContainerTrafficEncryption'],
    [
      'several instances, and false',
      { ...resources({ instanceCount: 2 }), enableInterContainerTrafficEncryption: false },
      'enableInterContainerTrafficEncryption',
    ],
    ['several instances, and true', { ...resources({ instanceCount: 2 }), enableInterContainerTrafficEncryption: true }],
    ['one group of one', grouped('ml.m5.xlarge', 1)],
    ['two groups of one', grouped('ml.m5.xlarge', 1, 1), 'enableInterContainerTrafficEncryption'],
  ]),
  ...about('SMOP-04', 'DataQualityJobDefinition', [
    ['one instance', dataQuality],
    ['two instances', monitored({ instanceCount: 2 }, {}), 'spec.networkConfig.enableInterContainerTrafficEncryption'],
    ['two instances, encrypted', monitored({ instanceCount: 2 }, { enableInterContainerTrafficEncryption: true })],
  ]),
];

const trialResources = (instanceType: string, instanceCount: number): Spec => ({
  ...tuningJob({
    resourceConfig: undefined,
    hyperParameterTuningResourceConfig: {
      volumeSizeInGB: 10,
      volumeKMSKeyID: KEY,
      instanceConfigs: [
        { instanceType: 'ml.m5.xlarge', instanceCount: 4, volumeSizeInGB: 10 },
        { instanceType, instanceCount, volumeSizeInGB: 10 },
      ],
    },
  }),
});
const TRIAL = 'spec.trainingJobDefinition.hyperParameterTuningResourceConfig.instanceConfigs';

const size = [
  ...ofJobs('SMOP-05', [
    ['a type of the team', {}],
    ['no type', grouped('', 1)],
    ['another type', resources({ instanceType: 'ml.p5.48xlarge' }), 'resourceConfig.instanceType'],
  ]),
  ...about('SMOP-05', 'TrainingJob', [
    [
      'another type in a group',
      { ...trainingJob, ...grouped('ml.p5.48xlarge', 1) },
      'spec.resourceConfig.instanceGroups[g0].instanceType',
    ],
  ]),
  ...about('SMOP-05', 'HyperParameterTuningJob', [
    ['types of the team', trialResources('ml.m5.large', 1)],
    ['another type among those to choose from', trialResources('ml.p5.48xlarge', 1), `${TRIAL}[].instanceType`],
  ]),
  ...ofJobs('SMOP-06', [
    ['four instances', resources({ instanceCount: 4 })],
    ['no number of instances', resources({ instanceCount: undefined })],
    ['five instances', resources({ instanceCount: 5 }), 'resourceConfig.instanceCount'],
    ['groups of four together', grouped('ml.m5.xlarge', 2, 2)],
    ['groups of five together', grouped('ml.m5.xlarge', 2, 3), 'resourceConfig.instanceGroups[].instanceCount'],
    ['a large volume', resources({ volumeSizeInGB: 101 }), 'resourceConfig.volumeSizeInGB'],
  ]),
  ...about('SMOP-06', 'HyperParameterTuningJob', [
    ['four instances of either type', trialResources('ml.m5.large', 4)],
    ['five instances of one type', trialResources('ml.m5.large', 5), `${TRIAL}[].instanceCount`],
  ]),
];

const large = resources({ instanceType: 'ml.p4d.24xlarge' });
const onSpot = {
  ...large,
  enableManagedSpotTraining: true,
  checkpointConfig: { s3URI: 's3://team-a/checkpoints' },
  stoppingCondition: { maxRuntimeInSeconds: 3600, maxWaitTimeInSeconds: 3600 },
};
const SPOT = ['enableManagedSpotTraining', 'checkpointConfig.s3URI', 'stoppingCondition.maxWaitTimeInSeconds'] as const;

const time = [
  ...ofJobs('SMOP-07', [
    ['a small instance', {}],
    ['a large instance', large, ...SPOT],
    ['a large instance on spot', onSpot],
    ['spot switched off', { ...onSpot, enableManagedSpotTraining: false }, SPOT[0]],
    ['spot without checkpoints', { ...onSpot, checkpointConfig: undefined }, SPOT[1]],
    ['spot without a wait', { ...onSpot, stoppingCondition: { maxRuntimeInSeconds: 3600 } }, SPOT[2]],
    ['spot without a bound on its day', { ...onSpot, stoppingCondition: { maxWaitTimeInSeconds: 3600 } }, SPOT[2]],
    ['large instances in a group', grouped('ml.p4d.24xlarge', 1), ...SPOT],
  ]),
  // Of a TrainingJob the CRD says so itself.
  ...about('SMOP-07', 'HyperParameterTuningJob', [
    ['on spot', tuningJob(onSpot)],
    [
      'too short a wait',
      tuningJob({ ...onSpot, stoppingCondition: { maxRuntimeInSeconds: 3600, maxWaitTimeInSeconds: 3599 } }),
      `spec.trainingJobDefinition.${SPOT[2]}`,
    ],
  ]),
  ...ofJobs('SMOP-08', [
    ['an hour', {}],
    ['two hours', { stoppingCondition: { maxRuntimeInSeconds: 7200 } }],
    ['a second more', { stoppingCondition: { maxRuntimeInSeconds: 7201 } }, 'stoppingCondition.maxRuntimeInSeconds'],
    ['no bound', { stoppingCondition: {} }, 'stoppingCondition.maxRuntimeInSeconds'],
  ]),
  ...about('SMOP-08', 'ProcessingJob', [
    ['an hour', processingJob],
    ['no bound', { ...processingJob, stoppingCondition: undefined }, 'spec.stoppingCondition.maxRuntimeInSeconds'],
  ]),
  ...about('SMOP-08', 'HyperParameterTuningJob', [
    [
      'too long a search',
      tuningJob({}, { resourceLimits: { maxNumberOfTrainingJobs: 10, maxParallelTrainingJobs: 2, maxRuntimeInSeconds: 7201 } }),
      'spec.hyperParameterTuningJobConfig.resourceLimits.maxRuntimeInSeconds',
    ],
  ]),
  ...about('SMOP-14', 'HyperParameterTuningJob', [
    ['ten trials', tuningJob()],
    [
      'too many, and too many at a time',
      tuningJob({}, { resourceLimits: { maxNumberOfTrainingJobs: 21, maxParallelTrainingJobs: 3 } }),
      'spec.hyperParameterTuningJobConfig.resourceLimits.maxNumberOfTrainingJobs',
      'spec.hyperParameterTuningJobConfig.resourceLimits.maxParallelTrainingJobs',
    ],
    [
      'no number of trials',
      tuningJob({}, { resourceLimits: { maxParallelTrainingJobs: 2 } }),
      'spec.hyperParameterTuningJobConfig.resourceLimits.maxNumberOfTrainingJobs',
    ],
    ['another strategy', tuningJob({}, { strategy: 'Grid' }), 'spec.hyperParameterTuningJobConfig.strategy'],
  ]),
  ...ofJobs('SMOP-15', [
    ['no warm pool', {}],
    ['ten minutes', resources({ keepAlivePeriodInSeconds: 600 })],
    ['an hour', resources({ keepAlivePeriodInSeconds: 3600 }), 'resourceConfig.keepAlivePeriodInSeconds'],
  ]),
];

export const jobCases: readonly GuardrailCase[] = [...encryption, ...network, ...size, ...time];
