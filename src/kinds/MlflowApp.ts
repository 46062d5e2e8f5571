import { LAST_SPEC } from './last-spec.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const MlflowApp = {
  kind: 'MlflowApp',
  plural: 'mlflowapps',
  shortNames: ['smmlflowapp'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'Name', maxLength: 256 },
  id: { member: 'Arn', from: 'arn', find: { operation: 'ListMlflowApps', items: 'Summaries' } },
  arnMember: 'Arn',
  operations: {
    create: 'CreateMlflowApp',
    describe: 'DescribeMlflowApp',
    delete: 'DeleteMlflowApp',
    list: {
      operation: 'ListMlflowApps',
      items: 'Summaries',
      carries: ['Status', 'MlflowVersion', 'CreationTime', 'LastModifiedTime'],
      detail: 'move',
    },
  },
  updates: [
    {
      operation: 'UpdateMlflowApp',
      watches: [
        'AccountDefaultStatus',
        'ArtifactStoreUri',
        'DefaultDomainIdList',
        'ModelRegistrationMode',
        'WeeklyMaintenanceWindowStart',
      ],
      onlyIn: ['ready', 'failed'],
      becomes: 'Updating',
      remembers: LAST_SPEC,
    },
  ],
  statuses: {
    member: 'Status',
    initial: 'Creating',
    phases: {
      Creating: 'busy',
      Updating: 'busy',
      Created: 'ready',
      Updated: 'ready',
      CreateFailed: 'failed',
      UpdateFailed: 'failed',
      DeleteFailed: 'failed',
      Deleting: 'deleting',
      Deleted: 'gone',
    },
  },
  absent: [{ code: 'ResourceNotFound' }],
  taken: [],
  references: [{ path: 'DefaultDomainIdList[]', to: 'Domain' }],
  crd: {
    columns: [
      { name: 'STATUS', path: '.status.status', type: 'string' },
      { name: 'VERSION', path: '.status.mlflowVersion', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'Status' },
    { member: 'MaintenanceStatus' },
    { member: 'MlflowVersion' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
  ],
} as const satisfies KindDescriptor;
