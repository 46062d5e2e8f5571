import { LAST_SPEC } from './last-spec.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const Image = {
  kind: 'Image',
  plural: 'images',
  shortNames: ['smimage'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'ImageName', maxLength: 63 },
  arnMember: 'ImageArn',
  operations: {
    create: 'CreateImage',
    describe: 'DescribeImage',
    delete: 'DeleteImage',
    list: {
      operation: 'ListImages',
      items: 'Images',
      carries: ['ImageStatus', 'FailureReason', 'CreationTime', 'LastModifiedTime'],
      newestFirst: { SortBy: 'CREATION_TIME', SortOrder: 'DESCENDING' },
      detail: 'move',
    },
  },
  updates: [
    {
      operation: 'UpdateImage',
      watches: ['Description', 'DisplayName', 'RoleArn'],
      whenRemoved: [
        { path: 'Description', send: { DeleteProperties: ['Description'] } },
        { path: 'DisplayName', send: { DeleteProperties: ['DisplayName'] } },
      ],
      onlyIn: ['ready', 'failed'],
      becomes: 'UPDATING',
      remembers: LAST_SPEC,
    },
  ],
  statuses: {
    member: 'ImageStatus',
    initial: 'CREATING',
    reasonMember: 'FailureReason',
    phases: {
      CREATING: 'busy',
      UPDATING: 'busy',
      CREATED: 'ready',
      CREATE_FAILED: 'failed',
      UPDATE_FAILED: 'failed',
      DELETE_FAILED: 'failed',
      DELETING: 'deleting',
    },
  },
  absent: [{ code: 'ResourceNotFound' }],
  taken: [],
  references: [],
  crd: {
    columns: [
      { name: 'STATUS', path: '.status.imageStatus', type: 'string' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [{ member: 'ImageStatus' }, { member: 'FailureReason' }, { member: 'CreationTime' }, { member: 'LastModifiedTime' }],
} as const satisfies KindDescriptor;
