import { inferenceExperimentGuard, inferenceExperimentShape } from './hooks/inference-experiment.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const InferenceExperiment = {
  kind: 'InferenceExperiment',
  plural: 'inferenceexperiments',
  shortNames: ['sminfexp'],
  service: sagemaker,
  lifetime: 'job',
  name: { member: 'Name', maxLength: 120 },
  arnMember: 'Arn',
  operations: {
    create: 'CreateInferenceExperiment',
    describe: 'DescribeInferenceExperiment',
    stop: 'StopInferenceExperiment',
  },
  updates: [
    {
      operation: 'UpdateInferenceExperiment',
      watches: ['Schedule', 'Description', 'ModelVariants', 'DataStorageConfig', 'ShadowModeConfig'],
      onlyIn: ['busy'],
      becomes: 'Updating',
    },
  ],
  statuses: {
    member: 'Status',
    initial: 'Creating',
    reasonMember: 'StatusReason',
    phases: {
      Creating: 'busy',
      // Waits for its time to start.
      Created: 'busy',
      Starting: 'busy',
      Running: 'busy',
      Updating: 'busy',
      Stopping: 'stopping',
      Completed: 'succeeded',
      Cancelled: 'stopped',
    },
  },
  absent: [],
  taken: [],
  references: [
    { path: 'EndpointName', to: 'Endpoint' },
    { path: 'ModelVariants[].ModelName', to: 'Model' },
  ],
  crd: {
    extra: [
      { shape: 'StopInferenceExperimentRequest', member: 'ModelVariantActions' },
      { shape: 'StopInferenceExperimentRequest', member: 'DesiredModelVariants' },
      { shape: 'StopInferenceExperimentRequest', member: 'DesiredState' },
      { shape: 'StopInferenceExperimentRequest', member: 'Reason' },
    ],
    columns: [
      { name: 'STATUS', path: '.status.status', type: 'string' },
      { name: 'ENDPOINT', path: '.spec.endpointName', type: 'string' },
      { name: 'STATUS-REASON', path: '.status.statusReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'Status' },
    { member: 'StatusReason' },
    { member: 'CreationTime' },
    { member: 'CompletionTime' },
    { member: 'LastModifiedTime' },
    { member: 'EndpointMetadata' },
    { member: 'Schedule' },
  ],
  hooks: { guard: inferenceExperimentGuard, shape: inferenceExperimentShape },
} as const satisfies KindDescriptor;
