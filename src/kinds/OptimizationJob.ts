import { modelArtifacts } from './common-references.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const OptimizationJob = {
  kind: 'OptimizationJob',
  plural: 'optimizationjobs',
  shortNames: ['smopt'],
  service: sagemaker,
  lifetime: 'job',
  name: { member: 'OptimizationJobName', maxLength: 63 },
  arnMember: 'OptimizationJobArn',
  operations: {
    create: 'CreateOptimizationJob',
    describe: 'DescribeOptimizationJob',
    stop: 'StopOptimizationJob',
    list: {
      operation: 'ListOptimizationJobs',
      items: 'OptimizationJobSummaries',
      carries: ['OptimizationJobStatus', 'CreationTime', 'LastModifiedTime', 'OptimizationStartTime'],
      detail: 'end',
    },
  },
  updates: [],
  statuses: {
    member: 'OptimizationJobStatus',
    initial: 'STARTING',
    reasonMember: 'FailureReason',
    phases: {
      STARTING: 'busy',
      INPROGRESS: 'busy',
      STOPPING: 'stopping',
      COMPLETED: 'succeeded',
      FAILED: 'failed',
      STOPPED: 'stopped',
    },
  },
  absent: [],
  taken: [],
  references: [...modelArtifacts('ModelSource.S3.S3Uri'), { path: 'ModelSource.SageMakerModel.ModelName', to: 'Model' }],
  crd: {
    mutable: [],
    rules: [
      {
        path: 'ModelSource',
        rule: 'isSet(self.s3) != isSet(self.sageMakerModel)',
        message: 'set s3 for model files or sageMakerModel for a model of SageMaker, and only one of them',
        fieldPath: '.s3',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.optimizationJobStatus', type: 'string' },
      { name: 'INSTANCE', path: '.spec.deploymentInstanceType', type: 'string' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'OptimizationJobStatus' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'OptimizationStartTime' },
    { member: 'OptimizationEndTime' },
    { member: 'OptimizationOutput' },
  ],
} as const satisfies KindDescriptor;
