import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const HumanTaskUi = {
  kind: 'HumanTaskUi',
  plural: 'humantaskuis',
  shortNames: ['smtaskui'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'HumanTaskUiName', maxLength: 63 },
  arnMember: 'HumanTaskUiArn',
  operations: { create: 'CreateHumanTaskUi', describe: 'DescribeHumanTaskUi', delete: 'DeleteHumanTaskUi' },
  updates: [],
  statuses: { member: 'HumanTaskUiStatus', initial: 'Active', phases: { Active: 'ready', Deleting: 'deleting' } },
  absent: [],
  taken: [],
  references: [],
  crd: {
    mutable: [],
    columns: [{ name: 'STATUS', path: '.status.humanTaskUIStatus', type: 'string' }],
  },
  // Where the template can be seen, and its digest: the template itself is told by the spec alone.
  status: [{ member: 'HumanTaskUiStatus' }, { member: 'CreationTime' }, { member: 'UiTemplate' }],
} as const satisfies KindDescriptor;
