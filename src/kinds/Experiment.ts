import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const Experiment = {
  kind: 'Experiment',
  plural: 'experiments',
  shortNames: ['smexp'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'ExperimentName', maxLength: 120 },
  arnMember: 'ExperimentArn',
  operations: { create: 'CreateExperiment', describe: 'DescribeExperiment', delete: 'DeleteExperiment' },
  updates: [{ operation: 'UpdateExperiment', watches: ['DisplayName', 'Description'], onlyIn: ['ready'] }],
  absent: [],
  taken: [{ code: 'ValidationException', messagePrefix: 'Experiment names must be unique' }],
  references: [],
  crd: { columns: [{ name: 'DISPLAY-NAME', path: '.spec.displayName', type: 'string' }] },
  status: [{ member: 'CreationTime' }, { member: 'LastModifiedTime' }, { member: 'CreatedBy' }, { member: 'Source' }],
} as const satisfies KindDescriptor;
