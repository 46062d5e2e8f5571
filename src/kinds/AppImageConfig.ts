import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const AppImageConfig = {
  kind: 'AppImageConfig',
  plural: 'appimageconfigs',
  shortNames: ['smappimage'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'AppImageConfigName', maxLength: 63 },
  arnMember: 'AppImageConfigArn',
  operations: { create: 'CreateAppImageConfig', describe: 'DescribeAppImageConfig', delete: 'DeleteAppImageConfig' },
  updates: [
    {
      operation: 'UpdateAppImageConfig',
      watches: ['CodeEditorAppImageConfig', 'JupyterLabAppImageConfig', 'KernelGatewayImageConfig'],
      onlyIn: ['ready'],
    },
  ],
  absent: [{ code: 'ResourceNotFound' }],
  taken: [],
  references: [],
  crd: { columns: [{ name: 'LAST-MODIFIED-TIME', path: '.status.lastModifiedTime', type: 'date', priority: 1 }] },
  status: [{ member: 'CreationTime' }, { member: 'LastModifiedTime' }],
} as const satisfies KindDescriptor;
