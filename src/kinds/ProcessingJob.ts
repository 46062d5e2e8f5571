import { experimentConfig, modelArtifacts } from './common-references.ts';
import { jobLog, type JobLog, logMembers } from './hooks/job-log.ts';
import { instanceMetrics } from './instance-metrics.ts';
import { JOB_PHASES } from './job-phases.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

const log = { group: '/aws/sagemaker/ProcessingJobs', name: 'ProcessingJobName', form: 'folder' } as const satisfies JobLog;

export const ProcessingJob = {
  kind: 'ProcessingJob',
  plural: 'processingjobs',
  shortNames: ['smproc'],
  service: sagemaker,
  lifetime: 'job',
  name: { member: 'ProcessingJobName', maxLength: 63 },
  arnMember: 'ProcessingJobArn',
  operations: {
    create: 'CreateProcessingJob',
    describe: 'DescribeProcessingJob',
    stop: 'StopProcessingJob',
    list: {
      operation: 'ListProcessingJobs',
      items: 'ProcessingJobSummaries',
      carries: ['ProcessingJobStatus', 'CreationTime', 'LastModifiedTime'],
      detail: 'end',
    },
  },
  updates: [],
  statuses: {
    member: 'ProcessingJobStatus',
    initial: 'InProgress',
    reasonMember: 'FailureReason',
    phases: JOB_PHASES,
  },
  absent: [{ code: 'ValidationException', messagePrefix: 'Could not find requested job' }],
  taken: [],
  references: [
    ...modelArtifacts('ProcessingInputs[].S3Input.S3Uri'),
    { path: 'ProcessingOutputConfig.Outputs[].FeatureStoreOutput.FeatureGroupName', to: 'FeatureGroup' },
    ...experimentConfig,
  ],
  crd: {
    mutable: [],
    rules: [
      {
        path: 'ProcessingResources.ClusterConfig',
        rule: 'isSet(self.instanceType) || isSet(self.instancePreferences)',
        message: 'instanceType is required (or instancePreferences, to let SageMaker choose among several)',
        reason: 'FieldValueRequired',
        fieldPath: '.instanceType',
      },
      {
        path: 'ProcessingInputs[]',
        rule: '!(isSet(self.s3Input) && isSet(self.datasetDefinition))',
        message: 'set s3Input for files or datasetDefinition for an Athena or Redshift query, not both',
        fieldPath: '.datasetDefinition',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.processingJobStatus', type: 'string' },
      { name: 'EXIT-MESSAGE', path: '.status.exitMessage', type: 'string', priority: 1 },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'ProcessingJobStatus' },
    { member: 'FailureReason' },
    { member: 'ExitMessage' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'ProcessingStartTime' },
    { member: 'ProcessingEndTime' },
    { member: 'MonitoringScheduleArn' },
    { member: 'AutoMLJobArn' },
    { member: 'TrainingJobArn' },
    ...logMembers,
  ],
  logs: log,
  measures: {
    span: { from: 'ProcessingStartTime', until: 'ProcessingEndTime' },
    sets: [
      {
        namespace: '/aws/sagemaker/ProcessingJobs',
        dimensions: { Host: '{ProcessingJobName}/algo-{each}' },
        each: { count: 'ProcessingResources.ClusterConfig.InstanceCount', label: 'algo-{each}' },
        metrics: instanceMetrics,
      },
    ],
  },
  hooks: { enrich: jobLog(log) },
} as const satisfies KindDescriptor;
