import { JOB_PHASES } from './job-phases.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const AutoMLJobV2 = {
  kind: 'AutoMLJobV2',
  plural: 'automljobv2s',
  shortNames: ['smautoml'],
  service: sagemaker,
  lifetime: 'job',
  // Its training, processing and transform jobs have names that begin with this one: hence half the length.
  name: { member: 'AutoMLJobName', maxLength: 32 },
  arnMember: 'AutoMLJobArn',
  operations: {
    create: 'CreateAutoMLJobV2',
    describe: 'DescribeAutoMLJobV2',
    stop: 'StopAutoMLJob',
    list: {
      operation: 'ListAutoMLJobs',
      items: 'AutoMLJobSummaries',
      carries: ['AutoMLJobStatus', 'AutoMLJobSecondaryStatus', 'CreationTime', 'LastModifiedTime', 'EndTime'],
      // The best candidate so far, which only Describe tells.
      detail: 'move',
    },
  },
  updates: [],
  statuses: {
    member: 'AutoMLJobStatus',
    initial: 'InProgress',
    reasonMember: 'FailureReason',
    phases: JOB_PHASES,
  },
  absent: [],
  taken: [],
  references: [],
  crd: {
    mutable: [],
    rules: [
      {
        rule: '!(has(self.modelDeployConfig) && has(self.modelDeployConfig.autoGenerateEndpointName) && self.modelDeployConfig.autoGenerateEndpointName && isSet(self.modelDeployConfig.endpointName))',
        message: 'endpointName must not be set when autoGenerateEndpointName is true',
        fieldPath: '.modelDeployConfig.endpointName',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.autoMLJobStatus', type: 'string' },
      { name: 'SECONDARY-STATUS', path: '.status.autoMLJobSecondaryStatus', type: 'string' },
      { name: 'BEST-CANDIDATE', path: '.status.bestCandidate.candidateName', type: 'string' },
      { name: 'BEST-VALUE', path: '.status.bestCandidate.finalAutoMLJobObjectiveMetric.value', type: 'number' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'AutoMLJobStatus' },
    { member: 'AutoMLJobSecondaryStatus' },
    { member: 'FailureReason' },
    { member: 'PartialFailureReasons' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'EndTime' },
    { member: 'BestCandidate' },
    { member: 'AutoMLProblemTypeConfigName' },
    { member: 'AutoMLJobArtifacts' },
    { member: 'ResolvedAttributes' },
    { member: 'ModelDeployResult' },
  ],
} as const satisfies KindDescriptor;
