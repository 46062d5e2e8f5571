import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const StudioLifecycleConfig = {
  kind: 'StudioLifecycleConfig',
  plural: 'studiolifecycleconfigs',
  shortNames: ['smstudiolc'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'StudioLifecycleConfigName', maxLength: 63 },
  arnMember: 'StudioLifecycleConfigArn',
  operations: {
    create: 'CreateStudioLifecycleConfig',
    describe: 'DescribeStudioLifecycleConfig',
    delete: 'DeleteStudioLifecycleConfig',
  },
  updates: [],
  absent: [{ code: 'ResourceNotFound' }],
  taken: [],
  references: [],
  crd: { columns: [{ name: 'APP-TYPE', path: '.spec.studioLifecycleConfigAppType', type: 'string' }] },
  status: [{ member: 'CreationTime' }, { member: 'LastModifiedTime' }],
} as const satisfies KindDescriptor;
