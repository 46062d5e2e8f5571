import { experimentConfig } from './common-references.ts';
import { trainingJobFacts, trainingJobGuard, trainingJobShape } from './hooks/training-job.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const TrainingJob = {
  kind: 'TrainingJob',
  plural: 'trainingjobs',
  shortNames: ['smtj'],
  service: sagemaker,
  lifetime: 'job',
  name: { member: 'TrainingJobName', maxLength: 63 },
  arnMember: 'TrainingJobArn',
  operations: {
    create: 'CreateTrainingJob',
    describe: 'DescribeTrainingJob',
    stop: 'StopTrainingJob',
    list: {
      operation: 'ListTrainingJobs',
      items: 'TrainingJobSummaries',
      carries: ['TrainingJobStatus', 'SecondaryStatus', 'CreationTime', 'LastModifiedTime'],
      detail: 'end',
    },
  },
  updates: [
    {
      operation: 'UpdateTrainingJob',
      watches: ['ResourceConfig.KeepAlivePeriodInSeconds'],
      sends: ['ResourceConfig.KeepAlivePeriodInSeconds'],
      onlyIn: ['succeeded'],
    },
    {
      operation: 'UpdateTrainingJob',
      watches: ['ProfilerConfig', 'ProfilerRuleConfigurations', 'RemoteDebugConfig'],
      sends: ['ProfilerConfig', 'ProfilerRuleConfigurations', 'RemoteDebugConfig'],
      whenRemoved: [
        {
          path: 'ProfilerConfig',
          while: { path: 'ProfilingStatus', value: 'Enabled' },
          send: { ProfilerConfig: { DisableProfiler: true } },
        },
      ],
      onlyIn: ['busy'],
    },
  ],
  statuses: {
    member: 'TrainingJobStatus',
    initial: 'InProgress',
    reasonMember: 'FailureReason',
    phases: {
      InProgress: 'busy',
      Stopping: 'stopping',
      Deleting: 'deleting',
      Completed: 'succeeded',
      Failed: 'failed',
      Stopped: 'stopped',
    },
  },
  absent: [{ code: 'ValidationException', messagePrefix: 'Requested resource not found' }],
  taken: [],
  references: [
    { path: 'AlgorithmSpecification.AlgorithmName', to: 'Algorithm' },
    { path: 'ModelPackageConfig.ModelPackageGroupArn', to: 'ModelPackageGroup', take: 'arn' },
    { path: 'ModelPackageConfig.SourceModelPackageArn', to: 'ModelPackage', take: 'arn' },
    ...experimentConfig,
  ],
  crd: {
    mutable: ['ResourceConfig.KeepAlivePeriodInSeconds', 'ProfilerConfig', 'ProfilerRuleConfigurations', 'RemoteDebugConfig'],
    rules: [
      {
        rule: 'isSet(self.algorithmSpecification) || isSet(self.serverlessJobConfig)',
        message: 'algorithmSpecification is required: it names the training image or algorithm',
        reason: 'FieldValueRequired',
        fieldPath: '.algorithmSpecification',
      },
      {
        rule: 'isSet(self.resourceConfig) || isSet(self.serverlessJobConfig)',
        message: 'resourceConfig is required: it names the instances to train on',
        reason: 'FieldValueRequired',
        fieldPath: '.resourceConfig',
      },
      {
        rule: '!has(self.stoppingCondition) || !has(self.stoppingCondition.maxWaitTimeInSeconds) || !has(self.stoppingCondition.maxRuntimeInSeconds) || self.stoppingCondition.maxWaitTimeInSeconds >= self.stoppingCondition.maxRuntimeInSeconds',
        message: 'maxWaitTimeInSeconds counts the wait for spot capacity and the run: it must be at least maxRuntimeInSeconds',
        fieldPath: '.stoppingCondition.maxWaitTimeInSeconds',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.trainingJobStatus', type: 'string' },
      { name: 'SECONDARY-STATUS', path: '.status.secondaryStatus', type: 'string' },
      { name: 'BILLABLE-SECONDS', path: '.status.billableTimeInSeconds', type: 'integer' },
      { name: 'SPOT-SAVINGS-%', path: '.status.spotSavingsPercent', type: 'integer', priority: 1 },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'TrainingJobStatus' },
    { member: 'SecondaryStatus' },
    { member: 'SecondaryStatusTransitions', keepLast: 20 },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'TrainingStartTime' },
    { member: 'TrainingEndTime' },
    { member: 'TrainingTimeInSeconds' },
    { member: 'BillableTimeInSeconds' },
    {
      member: 'SpotSavingsPercent',
      type: 'integer',
      description: 'Share of the training seconds that managed spot training did not bill, in percent.',
    },
    { member: 'ModelArtifacts' },
    { member: 'FinalMetricDataList', keepLast: 40 },
    { member: 'DebugRuleEvaluationStatuses', keepLast: 20 },
    { member: 'ProfilerRuleEvaluationStatuses', keepLast: 20 },
    { member: 'ProfilingStatus' },
    { member: 'WarmPoolStatus' },
    { member: 'TuningJobArn' },
    { member: 'LogGroup', type: 'string', description: 'CloudWatch log group that holds the log of the job.' },
    { member: 'LogStreamPrefix', type: 'string', description: 'What the names of the log streams of the job begin with.' },
  ],
  tails: [
    { label: 'DebugRule', list: 'DebugRuleEvaluationStatuses', member: 'RuleEvaluationStatus', busy: ['InProgress', 'Stopping'] },
    {
      label: 'ProfilerRule',
      list: 'ProfilerRuleEvaluationStatuses',
      member: 'RuleEvaluationStatus',
      busy: ['InProgress', 'Stopping'],
      unless: { path: 'ProfilingStatus', value: 'Disabled' },
    },
  ],
  lingers: [{ path: 'WarmPoolStatus.Status', values: ['Available', 'InUse'] }],
  hooks: { guard: trainingJobGuard, shape: trainingJobShape, enrich: trainingJobFacts },
} as const satisfies KindDescriptor;
