import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const DeviceFleet = {
  kind: 'DeviceFleet',
  plural: 'devicefleets',
  shortNames: ['smfleet'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'DeviceFleetName', maxLength: 63 },
  arnMember: 'DeviceFleetArn',
  operations: { create: 'CreateDeviceFleet', describe: 'DescribeDeviceFleet', delete: 'DeleteDeviceFleet' },
  updates: [
    {
      operation: 'UpdateDeviceFleet',
      watches: ['OutputConfig', 'RoleArn', 'Description'],
      onlyIn: ['ready'],
    },
  ],
  absent: [{ code: 'ValidationException', messagePrefix: 'No devicefleet with name' }],
  taken: [],
  references: [],
  crd: {
    columns: [
      { name: 'OUTPUT', path: '.spec.outputConfig.s3OutputLocation', type: 'string' },
      { name: 'ROLE-ALIAS', path: '.status.iotRoleAlias', type: 'string', priority: 1 },
    ],
  },
  status: [{ member: 'CreationTime' }, { member: 'LastModifiedTime' }, { member: 'IotRoleAlias' }],
} as const satisfies KindDescriptor;
