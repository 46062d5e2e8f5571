import { withTargetVersion } from './hooks/target-version.ts';
import { SCHEDULER_PHASES } from './scheduler.ts';
import { LAST_SPEC } from './last-spec.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const ClusterSchedulerConfig = {
  kind: 'ClusterSchedulerConfig',
  plural: 'clusterschedulerconfigs',
  shortNames: ['smscheduler'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'Name', maxLength: 63 },
  id: {
    member: 'ClusterSchedulerConfigId',
    from: 'arnTail',
    find: { operation: 'ListClusterSchedulerConfigs', items: 'ClusterSchedulerConfigSummaries' },
  },
  arnMember: 'ClusterSchedulerConfigArn',
  operations: {
    create: 'CreateClusterSchedulerConfig',
    describe: 'DescribeClusterSchedulerConfig',
    delete: 'DeleteClusterSchedulerConfig',
    list: {
      operation: 'ListClusterSchedulerConfigs',
      items: 'ClusterSchedulerConfigSummaries',
      carries: ['Status', 'ClusterSchedulerConfigVersion', 'CreationTime', 'LastModifiedTime'],
      detail: 'move',
    },
  },
  updates: [
    {
      operation: 'UpdateClusterSchedulerConfig',
      watches: ['Description', 'SchedulerConfig'],
      onlyIn: ['ready', 'failed'],
      becomes: 'Updating',
      remembers: LAST_SPEC,
    },
  ],
  statuses: { member: 'Status', initial: 'Creating', reasonMember: 'FailureReason', phases: SCHEDULER_PHASES },
  absent: [{ code: 'ResourceNotFound' }],
  taken: [],
  references: [{ path: 'ClusterArn', to: 'Cluster', take: 'arn' }],
  crd: {
    columns: [
      { name: 'STATUS', path: '.status.status', type: 'string' },
      { name: 'ID', path: '.status.clusterSchedulerConfigID', type: 'string', priority: 1 },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'ClusterSchedulerConfigId' },
    { member: 'ClusterSchedulerConfigVersion' },
    { member: 'Status' },
    { member: 'StatusDetails' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
  ],
  hooks: { shape: withTargetVersion('ClusterSchedulerConfigVersion') },
} as const satisfies KindDescriptor;
