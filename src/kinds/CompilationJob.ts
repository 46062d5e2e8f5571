import { modelArtifacts } from './common-references.ts';
import { jobLog, type JobLog, logMembers } from './hooks/job-log.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

const log = { group: '/aws/sagemaker/CompilationJobs', name: 'CompilationJobName', form: 'stream' } as const satisfies JobLog;

export const CompilationJob = {
  kind: 'CompilationJob',
  plural: 'compilationjobs',
  shortNames: ['smcompile'],
  service: sagemaker,
  lifetime: 'job',
  name: { member: 'CompilationJobName', maxLength: 63 },
  arnMember: 'CompilationJobArn',
  operations: {
    create: 'CreateCompilationJob',
    describe: 'DescribeCompilationJob',
    stop: 'StopCompilationJob',
    list: {
      operation: 'ListCompilationJobs',
      items: 'CompilationJobSummaries',
      carries: ['CompilationJobStatus', 'CreationTime', 'LastModifiedTime', 'CompilationStartTime'],
      detail: 'end',
    },
  },
  updates: [],
  statuses: {
    member: 'CompilationJobStatus',
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
  references: [
    ...modelArtifacts('InputConfig.S3Uri').filter(({ to }) => to !== 'CompilationJob'),
    { path: 'ModelPackageVersionArn', to: 'ModelPackage', take: 'arn' },
  ],
  crd: {
    mutable: [],
    rules: [
      {
        rule: 'isSet(self.inputConfig) || isSet(self.modelPackageVersionARN)',
        message: 'inputConfig (or modelPackageVersionARN) is required: it says what is to be compiled',
        reason: 'FieldValueRequired',
        fieldPath: '.inputConfig',
      },
      {
        rule: '!(isSet(self.inputConfig) && isSet(self.modelPackageVersionARN))',
        message: 'set inputConfig for a model in S3 or modelPackageVersionARN for one of the registry, not both',
        fieldPath: '.modelPackageVersionARN',
      },
      {
        path: 'OutputConfig',
        rule: 'isSet(self.targetDevice) != isSet(self.targetPlatform)',
        message: 'set targetDevice for a device that SageMaker knows or targetPlatform for any other, and only one of them',
        fieldPath: '.targetDevice',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.compilationJobStatus', type: 'string' },
      { name: 'TARGET', path: '.spec.outputConfig.targetDevice', type: 'string' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'CompilationJobStatus' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'CompilationStartTime' },
    { member: 'CompilationEndTime' },
    { member: 'ModelArtifacts' },
    { member: 'ModelDigests' },
    { member: 'InferenceImage' },
    { member: 'DerivedInformation' },
    ...logMembers,
  ],
  logs: log,
  hooks: { enrich: jobLog(log) },
} as const satisfies KindDescriptor;
