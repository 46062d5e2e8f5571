import { featureGroupGuard } from './hooks/feature-group.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor, UpdateRule } from './types.ts';

/** AWS makes one kind of change at a time. */
const update = {
  operation: 'UpdateFeatureGroup',
  onlyIn: ['ready'],
  remembers: { annotation: 'sagemaker.services.k8s.aws/last-spec-for-update' },
} as const satisfies Partial<UpdateRule>;

export const FeatureGroup = {
  kind: 'FeatureGroup',
  plural: 'featuregroups',
  shortNames: ['smfg'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'FeatureGroupName', maxLength: 64 },
  arnMember: 'FeatureGroupArn',
  operations: {
    create: 'CreateFeatureGroup',
    describe: 'DescribeFeatureGroup',
    delete: 'DeleteFeatureGroup',
    list: {
      operation: 'ListFeatureGroups',
      items: 'FeatureGroupSummaries',
      carries: ['FeatureGroupStatus', 'OfflineStoreStatus', 'CreationTime'],
      detail: 'move',
    },
  },
  updates: [
    {
      ...update,
      watches: ['FeatureDefinitions'],
      grows: { FeatureDefinitions: 'FeatureName' },
      writes: { FeatureDefinitions: 'FeatureAdditions' },
    },
    { ...update, watches: ['OnlineStoreConfig.TtlDuration', 'OnlineStoreConfig.StorageType'] },
    { ...update, watches: ['ThroughputConfig'] },
  ],
  statuses: {
    member: 'FeatureGroupStatus',
    initial: 'Creating',
    reasonMember: 'FailureReason',
    phases: { Creating: 'busy', Created: 'ready', CreateFailed: 'failed', Deleting: 'deleting', DeleteFailed: 'failed' },
  },
  absent: [],
  taken: [],
  references: [],
  crd: {
    rules: [
      {
        rule: 'isSet(self.onlineStoreConfig) || isSet(self.offlineStoreConfig)',
        message: 'offlineStoreConfig or onlineStoreConfig (or both) is required: it says where the features are kept',
        reason: 'FieldValueRequired',
        fieldPath: '.offlineStoreConfig',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.featureGroupStatus', type: 'string' },
      { name: 'OFFLINE-STORE', path: '.status.offlineStoreStatus.status', type: 'string', priority: 1 },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'FeatureGroupStatus' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'LastUpdateStatus' },
    { member: 'OfflineStoreConfig' },
    { member: 'OfflineStoreStatus' },
    { member: 'OnlineStoreTotalSizeBytes' },
  ],
  hooks: { guard: featureGroupGuard },
} as const satisfies KindDescriptor;
