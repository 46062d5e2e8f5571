import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const Trial = {
  kind: 'Trial',
  plural: 'trials',
  shortNames: ['smtrial'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'TrialName', maxLength: 120 },
  arnMember: 'TrialArn',
  operations: { create: 'CreateTrial', describe: 'DescribeTrial', delete: 'DeleteTrial' },
  updates: [{ operation: 'UpdateTrial', watches: ['DisplayName'], onlyIn: ['ready'] }],
  absent: [],
  taken: [{ code: 'ValidationException', messagePrefix: 'Trial names must be unique' }],
  references: [{ path: 'ExperimentName', to: 'Experiment' }],
  crd: {
    columns: [
      { name: 'EXPERIMENT', path: '.spec.experimentName', type: 'string' },
      { name: 'DISPLAY-NAME', path: '.spec.displayName', type: 'string', priority: 1 },
    ],
  },
  status: [{ member: 'CreationTime' }, { member: 'LastModifiedTime' }, { member: 'CreatedBy' }, { member: 'Source' }],
} as const satisfies KindDescriptor;
