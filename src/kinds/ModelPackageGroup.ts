import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const ModelPackageGroup = {
  kind: 'ModelPackageGroup',
  plural: 'modelpackagegroups',
  shortNames: ['smmpg'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'ModelPackageGroupName', maxLength: 63 },
  arnMember: 'ModelPackageGroupArn',
  operations: {
    create: 'CreateModelPackageGroup',
    describe: 'DescribeModelPackageGroup',
    delete: 'DeleteModelPackageGroup',
    list: {
      operation: 'ListModelPackageGroups',
      items: 'ModelPackageGroupSummaryList',
      carries: ['ModelPackageGroupStatus', 'CreationTime'],
      detail: 'end',
    },
  },
  updates: [],
  statuses: {
    member: 'ModelPackageGroupStatus',
    initial: 'Pending',
    phases: {
      Pending: 'busy',
      InProgress: 'busy',
      Completed: 'ready',
      Failed: 'failed',
      Deleting: 'deleting',
      DeleteFailed: 'failed',
    },
  },
  absent: [{ code: 'ValidationException', messageSuffix: 'does not exist.' }],
  taken: [],
  references: [],
  crd: {
    mutable: [],
    columns: [{ name: 'STATUS', path: '.status.modelPackageGroupStatus', type: 'string' }],
  },
  status: [{ member: 'ModelPackageGroupStatus' }, { member: 'CreationTime' }, { member: 'CreatedBy' }],
} as const satisfies KindDescriptor;
