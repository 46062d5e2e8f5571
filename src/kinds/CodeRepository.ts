import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const CodeRepository = {
  kind: 'CodeRepository',
  plural: 'coderepositories',
  shortNames: ['smrepo'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'CodeRepositoryName', maxLength: 63 },
  arnMember: 'CodeRepositoryArn',
  operations: { create: 'CreateCodeRepository', describe: 'DescribeCodeRepository', delete: 'DeleteCodeRepository' },
  updates: [{ operation: 'UpdateCodeRepository', watches: ['GitConfig.SecretArn'], onlyIn: ['ready'] }],
  absent: [{ code: 'ValidationException', messagePrefix: 'Cannot find CodeRepository' }],
  taken: [],
  references: [],
  crd: {
    columns: [
      { name: 'URL', path: '.spec.gitConfig.repositoryURL', type: 'string' },
      { name: 'BRANCH', path: '.spec.gitConfig.branch', type: 'string', priority: 1 },
    ],
  },
  status: [{ member: 'CreationTime' }, { member: 'LastModifiedTime' }],
} as const satisfies KindDescriptor;
