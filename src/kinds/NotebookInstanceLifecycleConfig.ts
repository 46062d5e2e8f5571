import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const NotebookInstanceLifecycleConfig = {
  kind: 'NotebookInstanceLifecycleConfig',
  plural: 'notebookinstancelifecycleconfigs',
  shortNames: ['smnblc'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'NotebookInstanceLifecycleConfigName', maxLength: 63 },
  arnMember: 'NotebookInstanceLifecycleConfigArn',
  operations: {
    create: 'CreateNotebookInstanceLifecycleConfig',
    describe: 'DescribeNotebookInstanceLifecycleConfig',
    delete: 'DeleteNotebookInstanceLifecycleConfig',
  },
  updates: [{ operation: 'UpdateNotebookInstanceLifecycleConfig', watches: ['OnCreate', 'OnStart'], onlyIn: ['ready'] }],
  absent: [{ code: 'ValidationException', messagePrefix: 'Unable to describe Notebook Instance Lifecycle Config' }],
  taken: [],
  references: [],
  crd: {
    columns: [
      { name: 'CREATION-TIME', path: '.status.creationTime', type: 'date' },
      { name: 'LAST-MODIFIED-TIME', path: '.status.lastModifiedTime', type: 'date' },
    ],
  },
  status: [{ member: 'CreationTime' }, { member: 'LastModifiedTime' }],
} as const satisfies KindDescriptor;
