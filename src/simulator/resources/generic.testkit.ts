/** Descriptors of kinds that the simulator has no file for. For tests only. */
import { sagemaker } from '../../kinds/services.ts';
import type { KindDescriptor } from '../../kinds/types.ts';

const plain = {
  shortNames: [],
  service: sagemaker,
  updates: [],
  absent: [],
  taken: [],
  references: [],
  crd: { mutable: [], columns: [] },
  status: [],
} as const;

/** A job that can be stopped and deleted, whose errors only the model tells. */
export const ProcessingJob: KindDescriptor = {
  ...plain,
  kind: 'ProcessingJob',
  plural: 'processingjobs',
  lifetime: 'job',
  name: { member: 'ProcessingJobName', maxLength: 63 },
  arnMember: 'ProcessingJobArn',
  operations: {
    create: 'CreateProcessingJob',
    describe: 'DescribeProcessingJob',
    stop: 'StopProcessingJob',
    delete: 'DeleteProcessingJob',
    list: { operation: 'ListProcessingJobs', items: 'ProcessingJobSummaries', carries: ['ProcessingJobStatus'], detail: 'end' },
  },
  statuses: {
    member: 'ProcessingJobStatus',
    initial: 'InProgress',
    reasonMember: 'FailureReason',
    phases: { InProgress: 'busy', Completed: 'succeeded', Failed: 'failed', Stopping: 'stopping', Stopped: 'stopped' },
  },
};

/** Without a status, and with errors that only the descriptor tells. */
export const CodeRepository: KindDescriptor = {
  ...plain,
  kind: 'CodeRepository',
  plural: 'coderepositories',
  lifetime: 'service',
  name: { member: 'CodeRepositoryName', maxLength: 63 },
  arnMember: 'CodeRepositoryArn',
  operations: { create: 'CreateCodeRepository', describe: 'DescribeCodeRepository', delete: 'DeleteCodeRepository' },
  updates: [{ operation: 'UpdateCodeRepository', watches: ['GitConfig'], sends: ['GitConfig'], onlyIn: ['ready'] }],
  absent: [{ code: 'ValidationException', messagePrefix: 'Cannot find CodeRepository "' }],
  taken: [{ code: 'ConflictException', messagePrefix: 'There is already a CodeRepository' }],
};

/** A service that takes time to change and to go. */
export const InferenceComponent: KindDescriptor = {
  ...plain,
  kind: 'InferenceComponent',
  plural: 'inferencecomponents',
  lifetime: 'service',
  name: { member: 'InferenceComponentName', maxLength: 63 },
  arnMember: 'InferenceComponentArn',
  operations: {
    create: 'CreateInferenceComponent',
    describe: 'DescribeInferenceComponent',
    delete: 'DeleteInferenceComponent',
    list: {
      operation: 'ListInferenceComponents',
      items: 'InferenceComponents',
      carries: ['InferenceComponentStatus'],
      detail: 'move',
    },
  },
  updates: [
    {
      operation: 'UpdateInferenceComponent',
      watches: ['Specification'],
      sends: ['Specification'],
      onlyIn: ['ready', 'failed'],
      becomes: 'Updating',
    },
  ],
  statuses: {
    member: 'InferenceComponentStatus',
    initial: 'Creating',
    reasonMember: 'FailureReason',
    phases: { Creating: 'busy', Updating: 'busy', InService: 'ready', Failed: 'failed', Deleting: 'deleting' },
  },
};
