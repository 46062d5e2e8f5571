import { clusterShape } from './hooks/cluster.ts';
import { LAST_SPEC } from './last-spec.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const Cluster = {
  kind: 'Cluster',
  plural: 'clusters',
  shortNames: ['smcluster'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'ClusterName', maxLength: 63 },
  arnMember: 'ClusterArn',
  operations: {
    create: 'CreateCluster',
    describe: 'DescribeCluster',
    delete: 'DeleteCluster',
    list: {
      operation: 'ListClusters',
      items: 'ClusterSummaries',
      carries: ['ClusterStatus', 'CreationTime'],
      newestFirst: { SortBy: 'CREATION_TIME', SortOrder: 'Descending' },
      detail: 'move',
    },
  },
  updates: [
    {
      operation: 'UpdateCluster',
      watches: [
        'AutoScaling',
        'ClusterRole',
        'InstanceGroups',
        'NodeProvisioningMode',
        'NodeRecovery',
        'Orchestrator',
        'RestrictedInstanceGroups',
        'RestrictedInstanceGroupsConfig',
        'TieredStorageConfig',
      ],
      // Described in other words than they are asked for, and scaled and patched by AWS: only an edit can be told from that.
      edited: ['InstanceGroups', 'RestrictedInstanceGroups', 'RestrictedInstanceGroupsConfig'],
      onlyIn: ['ready', 'failed'],
      becomes: 'Updating',
      remembers: LAST_SPEC,
    },
  ],
  statuses: {
    member: 'ClusterStatus',
    initial: 'Creating',
    reasonMember: 'FailureMessage',
    phases: {
      Creating: 'busy',
      RollingBack: 'busy',
      SystemUpdating: 'busy',
      Updating: 'busy',
      InService: 'ready',
      Failed: 'failed',
      Deleting: 'deleting',
    },
  },
  absent: [{ code: 'ResourceNotFound' }],
  taken: [],
  references: [],
  crd: {
    rules: [
      {
        rule: 'isSet(self.instanceGroups) || isSet(self.restrictedInstanceGroups)',
        message: 'instanceGroups is required, or restrictedInstanceGroups: they are the nodes of the cluster',
        reason: 'FieldValueRequired',
        fieldPath: '.instanceGroups',
      },
      {
        rule: '!isSet(self.orchestrator.eks) || !isSet(self.orchestrator.slurm)',
        message: 'set orchestrator.eks or orchestrator.slurm, not both',
        fieldPath: '.orchestrator',
      },
      {
        rule: '!isSet(self.orchestrator.eks) || isSet(self.vpcConfig)',
        message: 'vpcConfig is required with orchestrator.eks: nodes and Kubernetes must reach each other',
        reason: 'FieldValueRequired',
        fieldPath: '.vpcConfig',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.clusterStatus', type: 'string' },
      { name: 'FAILURE-MESSAGE', path: '.status.failureMessage', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'ClusterStatus' },
    { member: 'FailureMessage' },
    { member: 'CreationTime' },
    { member: 'InstanceGroups', keepFirst: 30 },
    { member: 'RestrictedInstanceGroups', keepFirst: 30 },
    { member: 'AutoScaling' },
  ],
  hooks: { shape: clusterShape },
} as const satisfies KindDescriptor;
