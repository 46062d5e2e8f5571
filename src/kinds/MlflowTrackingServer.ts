import { LAST_SPEC } from './last-spec.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const MlflowTrackingServer = {
  kind: 'MlflowTrackingServer',
  plural: 'mlflowtrackingservers',
  shortNames: ['smmlflow'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'TrackingServerName', maxLength: 256 },
  arnMember: 'TrackingServerArn',
  operations: {
    create: 'CreateMlflowTrackingServer',
    describe: 'DescribeMlflowTrackingServer',
    delete: 'DeleteMlflowTrackingServer',
    list: {
      operation: 'ListMlflowTrackingServers',
      items: 'TrackingServerSummaries',
      carries: ['TrackingServerStatus', 'IsActive', 'MlflowVersion', 'CreationTime', 'LastModifiedTime'],
      detail: 'move',
    },
  },
  updates: [
    {
      operation: 'UpdateMlflowTrackingServer',
      watches: [
        'ArtifactStoreUri',
        'AutomaticModelRegistration',
        'S3BucketOwnerAccountId',
        'S3BucketOwnerVerification',
        'TrackingServerSize',
        'WeeklyMaintenanceWindowStart',
      ],
      onlyIn: ['ready', 'stopped', 'failed'],
      becomes: 'Updating',
      remembers: LAST_SPEC,
    },
  ],
  statuses: {
    member: 'TrackingServerStatus',
    initial: 'Creating',
    phases: {
      Creating: 'busy',
      Starting: 'busy',
      MaintenanceInProgress: 'busy',
      Updating: 'busy',
      Created: 'ready',
      Started: 'ready',
      Updated: 'ready',
      MaintenanceComplete: 'ready',
      Stopping: 'stopping',
      Stopped: 'stopped',
      CreateFailed: 'failed',
      StartFailed: 'failed',
      StopFailed: 'failed',
      MaintenanceFailed: 'failed',
      UpdateFailed: 'failed',
      DeleteFailed: 'failed',
      Deleting: 'deleting',
    },
  },
  absent: [{ code: 'ResourceNotFound' }],
  taken: [],
  references: [],
  crd: {
    columns: [
      { name: 'STATUS', path: '.status.trackingServerStatus', type: 'string' },
      { name: 'ACTIVE', path: '.status.isActive', type: 'string' },
      { name: 'URL', path: '.status.trackingServerURL', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'TrackingServerStatus' },
    { member: 'IsActive' },
    { member: 'TrackingServerMaintenanceStatus' },
    { member: 'TrackingServerUrl' },
    { member: 'MlflowVersion' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
  ],
} as const satisfies KindDescriptor;
