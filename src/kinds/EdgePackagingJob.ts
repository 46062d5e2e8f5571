import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const EdgePackagingJob = {
  kind: 'EdgePackagingJob',
  plural: 'edgepackagingjobs',
  shortNames: ['smedgepack'],
  service: sagemaker,
  lifetime: 'job',
  name: { member: 'EdgePackagingJobName', maxLength: 63 },
  arnMember: 'EdgePackagingJobArn',
  operations: {
    create: 'CreateEdgePackagingJob',
    describe: 'DescribeEdgePackagingJob',
    stop: 'StopEdgePackagingJob',
    list: {
      operation: 'ListEdgePackagingJobs',
      items: 'EdgePackagingJobSummaries',
      carries: ['EdgePackagingJobStatus', 'CreationTime', 'LastModifiedTime'],
      newestFirst: { SortBy: 'CREATION_TIME', SortOrder: 'Descending' },
      detail: 'end',
    },
  },
  updates: [],
  statuses: {
    member: 'EdgePackagingJobStatus',
    initial: 'STARTING',
    reasonMember: 'EdgePackagingJobStatusMessage',
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
  references: [{ path: 'CompilationJobName', to: 'CompilationJob' }],
  crd: {
    mutable: [],
    columns: [
      { name: 'STATUS', path: '.status.edgePackagingJobStatus', type: 'string' },
      { name: 'MODEL', path: '.spec.modelName', type: 'string' },
      { name: 'VERSION', path: '.spec.modelVersion', type: 'string' },
      { name: 'MESSAGE', path: '.status.edgePackagingJobStatusMessage', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'EdgePackagingJobStatus' },
    { member: 'EdgePackagingJobStatusMessage' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'ModelArtifact' },
    { member: 'ModelSignature' },
    { member: 'PresetDeploymentOutput' },
  ],
} as const satisfies KindDescriptor;
