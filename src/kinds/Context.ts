import { lineageStatus } from './lineage.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const Context = {
  kind: 'Context',
  plural: 'contexts',
  shortNames: ['smcontext'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'ContextName', maxLength: 120 },
  arnMember: 'ContextArn',
  operations: { create: 'CreateContext', describe: 'DescribeContext', delete: 'DeleteContext' },
  updates: [
    {
      operation: 'UpdateContext',
      watches: ['Description', 'Properties'],
      drops: { Properties: 'PropertiesToRemove' },
      onlyIn: ['ready'],
    },
  ],
  absent: [],
  taken: [],
  references: [],
  crd: { columns: [{ name: 'TYPE', path: '.spec.contextType', type: 'string' }] },
  status: lineageStatus,
} as const satisfies KindDescriptor;
