import { experimentConfig } from './common-references.ts';
import { jobLog, type JobLog, logMembers } from './hooks/job-log.ts';
import { spotSavings, trainingJobFacts, trainingJobGuard, trainingJobShape } from './hooks/training-job.ts';
import { instanceMetrics } from './instance-metrics.ts';
import { JOB_PHASES } from './job-phases.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

const PROFILER_OFF = { ProfilerConfig: { DisableProfiler: true } } as const;
const log = { group: '/aws/sagemaker/TrainingJobs', name: 'TrainingJobName', form: 'folder' } as const satisfies JobLog;

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
      onlyIn: ['succeeded'],
    },
    {
      operation: 'UpdateTrainingJob',
      watches: ['ProfilerConfig', 'ProfilerRuleConfigurations', 'RemoteDebugConfig'],
      whenRemoved: [{ path: 'ProfilerConfig', while: { path: 'ProfilingStatus', value: 'Enabled' }, send: PROFILER_OFF }],
      onlyIn: ['busy'],
    },
  ],
  statuses: {
    member: 'TrainingJobStatus',
    initial: 'InProgress',
    reasonMember: 'FailureReason',
    phases: { ...JOB_PHASES, Deleting: 'deleting' },
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
    spotSavings,
    { member: 'ModelArtifacts' },
    { member: 'FinalMetricDataList', keepLast: 40 },
    { member: 'DebugRuleEvaluationStatuses', keepLast: 20 },
    { member: 'ProfilerRuleEvaluationStatuses', keepLast: 20 },
    { member: 'ProfilingStatus' },
    { member: 'WarmPoolStatus' },
    { member: 'TuningJobArn' },
    ...logMembers,
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
  logs: log,
  measures: {
    span: { from: 'TrainingStartTime', until: 'TrainingEndTime' },
    sets: [
      {
        namespace: '/aws/sagemaker/TrainingJobs',
        dimensions: { TrainingJobName: '{TrainingJobName}' },
        metrics: { namedAt: ['AlgorithmSpecification.MetricDefinitions[].Name', 'FinalMetricDataList[].MetricName'] },
      },
      {
        namespace: '/aws/sagemaker/TrainingJobs',
        dimensions: { Host: '{TrainingJobName}/algo-{each}' },
        each: { count: 'ResourceConfig.InstanceCount', label: 'algo-{each}' },
        metrics: instanceMetrics,
      },
    ],
  },
  hooks: { guard: trainingJobGuard, shape: trainingJobShape, enrich: [trainingJobFacts, jobLog(log)] },
} as const satisfies KindDescriptor;
