import { withTargetVersion } from './hooks/target-version.ts';
import { SCHEDULER_PHASES } from './scheduler.ts';
import { LAST_SPEC } from './last-spec.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const ComputeQuota = {
  kind: 'ComputeQuota',
  plural: 'computequotas',
  shortNames: ['smquota'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'Name', maxLength: 63 },
  id: {
    member: 'ComputeQuotaId',
    from: 'arnTail',
    find: { operation: 'ListComputeQuotas', items: 'ComputeQuotaSummaries' },
  },
  arnMember: 'ComputeQuotaArn',
  operations: {
    create: 'CreateComputeQuota',
    describe: 'DescribeComputeQuota',
    delete: 'DeleteComputeQuota',
    list: {
      operation: 'ListComputeQuotas',
      items: 'ComputeQuotaSummaries',
      carries: ['Status', 'ComputeQuotaVersion', 'CreationTime', 'LastModifiedTime'],
      detail: 'move',
    },
  },
  updates: [
    {
      operation: 'UpdateComputeQuota',
      watches: ['ActivationState', 'ComputeQuotaConfig', 'ComputeQuotaTarget', 'Description'],
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
      { name: 'TEAM', path: '.spec.computeQuotaTarget.teamName', type: 'string' },
      { name: 'ID', path: '.status.computeQuotaID', type: 'string', priority: 1 },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'ComputeQuotaId' },
    { member: 'ComputeQuotaVersion' },
    { member: 'Status' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
  ],
  hooks: { shape: withTargetVersion('ComputeQuotaVersion') },
} as const satisfies KindDescriptor;
