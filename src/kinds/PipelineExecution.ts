import { pipelineSteps } from './hooks/pipeline-execution.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const PipelineExecution = {
  kind: 'PipelineExecution',
  plural: 'pipelineexecutions',
  shortNames: ['smpipex'],
  service: sagemaker,
  lifetime: 'job',
  // The display name is a caption: several executions may share it, and it may change.
  id: { member: 'PipelineExecutionArn', from: 'arn', arn: 'pipeline/{PipelineName}/execution/{PipelineExecutionArn}' },
  arnMember: 'PipelineExecutionArn',
  token: 'ClientRequestToken',
  operations: {
    create: 'StartPipelineExecution',
    describe: 'DescribePipelineExecution',
    stop: 'StopPipelineExecution',
  },
  updates: [
    {
      operation: 'UpdatePipelineExecution',
      watches: ['PipelineExecutionDisplayName', 'PipelineExecutionDescription', 'ParallelismConfiguration'],
      onlyIn: ['busy', 'succeeded', 'failed', 'stopped'],
    },
  ],
  statuses: {
    member: 'PipelineExecutionStatus',
    initial: 'Executing',
    reasonMember: 'FailureReason',
    phases: {
      Executing: 'busy',
      Stopping: 'stopping',
      Succeeded: 'succeeded',
      Failed: 'failed',
      CompletedWithFailures: 'failed',
      Stopped: 'stopped',
    },
  },
  absent: [],
  taken: [],
  references: [
    { path: 'PipelineName', to: 'Pipeline' },
    { path: 'SelectiveExecutionConfig.SourcePipelineExecutionArn', to: 'PipelineExecution', take: 'arn' },
  ],
  crd: {
    columns: [
      { name: 'STATUS', path: '.status.pipelineExecutionStatus', type: 'string' },
      { name: 'PIPELINE', path: '.spec.pipelineName', type: 'string' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'PipelineExecutionStatus' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'PipelineArn' },
    { member: 'PipelineExecutionDisplayName' },
    { member: 'PipelineVersionId' },
    { member: 'PipelineExperimentConfig' },
    { member: 'MLflowConfig' },
    { member: 'PipelineExecutionSteps', shape: 'PipelineExecutionStepList', keepFirst: 30 },
  ],
  hooks: { enrich: pipelineSteps },
} as const satisfies KindDescriptor;
