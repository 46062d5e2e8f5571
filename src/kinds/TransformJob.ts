import { experimentConfig } from './common-references.ts';
import { jobLog, type JobLog, logMembers } from './hooks/job-log.ts';
import { JOB_PHASES } from './job-phases.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

const log = { group: '/aws/sagemaker/TransformJobs', name: 'TransformJobName', form: 'folder' } as const satisfies JobLog;

export const TransformJob = {
  kind: 'TransformJob',
  plural: 'transformjobs',
  shortNames: ['smtransform'],
  service: sagemaker,
  lifetime: 'job',
  name: { member: 'TransformJobName', maxLength: 63 },
  arnMember: 'TransformJobArn',
  operations: {
    create: 'CreateTransformJob',
    describe: 'DescribeTransformJob',
    stop: 'StopTransformJob',
    list: {
      operation: 'ListTransformJobs',
      items: 'TransformJobSummaries',
      carries: ['TransformJobStatus', 'CreationTime'],
      detail: 'end',
    },
  },
  updates: [],
  statuses: {
    member: 'TransformJobStatus',
    initial: 'InProgress',
    reasonMember: 'FailureReason',
    phases: JOB_PHASES,
  },
  absent: [{ code: 'ValidationException', messagePrefix: 'Could not find requested job with name' }],
  taken: [],
  references: [{ path: 'ModelName', to: 'Model' }, ...experimentConfig],
  crd: {
    mutable: [],
    columns: [
      { name: 'STATUS', path: '.status.transformJobStatus', type: 'string' },
      { name: 'MODEL', path: '.spec.modelName', type: 'string' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'TransformJobStatus' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'TransformStartTime' },
    { member: 'TransformEndTime' },
    { member: 'LabelingJobArn' },
    { member: 'AutoMLJobArn' },
    ...logMembers,
  ],
  logs: log,
  hooks: { enrich: jobLog(log) },
} as const satisfies KindDescriptor;
