import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const ImageVersion = {
  kind: 'ImageVersion',
  plural: 'imageversions',
  shortNames: ['smimagever'],
  service: sagemaker,
  lifetime: 'service',
  // AWS counts the versions of an image; the token keeps a repeated Create from counting twice.
  id: { member: 'Version', from: 'arnTail', arn: 'image-version/{ImageName}/{Version}' },
  beside: ['ImageName'],
  token: 'ClientToken',
  arnMember: 'ImageVersionArn',
  operations: { create: 'CreateImageVersion', describe: 'DescribeImageVersion', delete: 'DeleteImageVersion' },
  updates: [
    {
      operation: 'UpdateImageVersion',
      watches: ['Horovod', 'JobType', 'MLFramework', 'Processor', 'ProgrammingLang', 'ReleaseNotes', 'VendorGuidance'],
      onlyIn: ['ready'],
    },
  ],
  statuses: {
    member: 'ImageVersionStatus',
    initial: 'CREATING',
    reasonMember: 'FailureReason',
    phases: {
      CREATING: 'busy',
      CREATED: 'ready',
      CREATE_FAILED: 'failed',
      DELETE_FAILED: 'failed',
      DELETING: 'deleting',
    },
  },
  absent: [{ code: 'ResourceNotFound' }],
  taken: [],
  references: [{ path: 'ImageName', to: 'Image' }],
  crd: {
    omits: ['ClientToken'],
    columns: [
      { name: 'IMAGE', path: '.spec.imageName', type: 'string' },
      { name: 'VERSION', path: '.status.version', type: 'integer' },
      { name: 'STATUS', path: '.status.imageVersionStatus', type: 'string' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'Version' },
    { member: 'ImageVersionStatus' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'ContainerImage' },
    { member: 'ImageArn' },
  ],
} as const satisfies KindDescriptor;
