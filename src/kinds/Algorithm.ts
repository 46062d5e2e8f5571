import { validationFailure } from './hooks/validation.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const Algorithm = {
  kind: 'Algorithm',
  plural: 'algorithms',
  shortNames: ['smalgo'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'AlgorithmName', maxLength: 63 },
  arnMember: 'AlgorithmArn',
  operations: {
    create: 'CreateAlgorithm',
    describe: 'DescribeAlgorithm',
    delete: 'DeleteAlgorithm',
    list: {
      operation: 'ListAlgorithms',
      items: 'AlgorithmSummaryList',
      carries: ['AlgorithmStatus', 'CreationTime'],
      detail: 'end',
    },
  },
  updates: [],
  statuses: {
    member: 'AlgorithmStatus',
    initial: 'Pending',
    reasonMember: 'FailureReason',
    phases: { Pending: 'busy', InProgress: 'busy', Completed: 'ready', Failed: 'failed', Deleting: 'deleting' },
  },
  absent: [{ code: 'ValidationException', messageSuffix: 'does not exist.' }],
  taken: [],
  references: [],
  crd: {
    mutable: [],
    columns: [
      { name: 'STATUS', path: '.status.algorithmStatus', type: 'string' },
      { name: 'IMAGE', path: '.spec.trainingSpecification.trainingImage', type: 'string', priority: 1 },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'AlgorithmStatus' },
    { member: 'AlgorithmStatusDetails' },
    { member: 'CreationTime' },
    { member: 'ProductId' },
    { member: 'FailureReason', type: 'string', description: 'What failed when the algorithm was validated or scanned.' },
  ],
  hooks: { enrich: validationFailure('AlgorithmStatusDetails') },
} as const satisfies KindDescriptor;
