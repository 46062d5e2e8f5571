import { LAST_SPEC } from './last-spec.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const Hub = {
  kind: 'Hub',
  plural: 'hubs',
  shortNames: ['smhub'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'HubName', maxLength: 63 },
  arnMember: 'HubArn',
  operations: {
    create: 'CreateHub',
    describe: 'DescribeHub',
    delete: 'DeleteHub',
    list: {
      operation: 'ListHubs',
      items: 'HubSummaries',
      carries: ['HubStatus', 'CreationTime', 'LastModifiedTime'],
      detail: 'move',
    },
  },
  updates: [
    {
      operation: 'UpdateHub',
      watches: ['HubDescription', 'HubDisplayName', 'HubSearchKeywords'],
      onlyIn: ['ready', 'failed'],
      becomes: 'Updating',
      remembers: LAST_SPEC,
    },
  ],
  statuses: {
    member: 'HubStatus',
    initial: 'Creating',
    reasonMember: 'FailureReason',
    phases: {
      Creating: 'busy',
      Updating: 'busy',
      InService: 'ready',
      CreateFailed: 'failed',
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
      { name: 'STATUS', path: '.status.hubStatus', type: 'string' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [{ member: 'HubStatus' }, { member: 'FailureReason' }, { member: 'CreationTime' }, { member: 'LastModifiedTime' }],
} as const satisfies KindDescriptor;
