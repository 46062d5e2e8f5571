import { lineageStatus } from './lineage.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const Action = {
  kind: 'Action',
  plural: 'actions',
  shortNames: ['smaction'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'ActionName', maxLength: 120 },
  arnMember: 'ActionArn',
  operations: { create: 'CreateAction', describe: 'DescribeAction', delete: 'DeleteAction' },
  updates: [
    {
      operation: 'UpdateAction',
      watches: ['Description', 'Status', 'Properties'],
      drops: { Properties: 'PropertiesToRemove' },
      onlyIn: ['ready'],
    },
  ],
  absent: [],
  taken: [],
  references: [],
  crd: {
    columns: [
      { name: 'TYPE', path: '.spec.actionType', type: 'string' },
      { name: 'ACTION-STATUS', path: '.status.status', type: 'string' },
    ],
  },
  status: [{ member: 'Status' }, ...lineageStatus],
} as const satisfies KindDescriptor;
