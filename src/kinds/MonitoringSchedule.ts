import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const MonitoringSchedule = {
  kind: 'MonitoringSchedule',
  plural: 'monitoringschedules',
  shortNames: ['smmonitor'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'MonitoringScheduleName', maxLength: 63 },
  arnMember: 'MonitoringScheduleArn',
  operations: {
    create: 'CreateMonitoringSchedule',
    describe: 'DescribeMonitoringSchedule',
    delete: 'DeleteMonitoringSchedule',
    list: {
      operation: 'ListMonitoringSchedules',
      items: 'MonitoringScheduleSummaries',
      carries: ['MonitoringScheduleStatus', 'CreationTime', 'LastModifiedTime'],
      detail: 'end',
    },
  },
  updates: [
    {
      operation: 'UpdateMonitoringSchedule',
      watches: ['MonitoringScheduleConfig'],
      onlyIn: ['ready', 'stopped', 'failed'],
      becomes: 'Pending',
    },
  ],
  statuses: {
    member: 'MonitoringScheduleStatus',
    initial: 'Pending',
    reasonMember: 'FailureReason',
    // A schedule that runs once is Stopped when it has run.
    phases: { Pending: 'busy', Scheduled: 'ready', Stopped: 'stopped', Failed: 'failed' },
  },
  occupied: {
    path: 'LastMonitoringExecutionSummary.MonitoringExecutionStatus',
    values: ['Pending', 'InProgress', 'Stopping'],
    label: 'Monitoring Job',
  },
  absent: [],
  taken: [],
  references: [
    { path: 'MonitoringScheduleConfig.MonitoringJobDefinitionName', to: 'DataQualityJobDefinition' },
    { path: 'MonitoringScheduleConfig.MonitoringJobDefinitionName', to: 'ModelBiasJobDefinition' },
    { path: 'MonitoringScheduleConfig.MonitoringJobDefinitionName', to: 'ModelExplainabilityJobDefinition' },
    { path: 'MonitoringScheduleConfig.MonitoringJobDefinitionName', to: 'ModelQualityJobDefinition' },
    { path: 'MonitoringScheduleConfig.MonitoringJobDefinition.MonitoringInputs[].EndpointInput.EndpointName', to: 'Endpoint' },
    { path: 'MonitoringScheduleConfig.MonitoringJobDefinition.BaselineConfig.BaseliningJobName', to: 'ProcessingJob' },
  ],
  crd: {
    rules: [
      {
        path: 'MonitoringScheduleConfig',
        rule: 'isSet(self.monitoringJobDefinitionName) || isSet(self.monitoringJobDefinition)',
        message: 'monitoringJobDefinitionName is required (or monitoringJobDefinition, to say in place what to run)',
        reason: 'FieldValueRequired',
        fieldPath: '.monitoringJobDefinitionName',
      },
      {
        path: 'MonitoringScheduleConfig',
        rule: '!(isSet(self.monitoringJobDefinitionName) && isSet(self.monitoringJobDefinition))',
        message: 'set monitoringJobDefinitionName or monitoringJobDefinition, not both',
        fieldPath: '.monitoringJobDefinition',
      },
      {
        path: 'MonitoringScheduleConfig.ScheduleConfig',
        rule: "!has(self.scheduleExpression) || self.scheduleExpression != 'NOW' || (isSet(self.dataAnalysisStartTime) && isSet(self.dataAnalysisEndTime))",
        message: 'a schedule that runs once (NOW) needs dataAnalysisStartTime and dataAnalysisEndTime: which data to look at',
        reason: 'FieldValueRequired',
        fieldPath: '.dataAnalysisStartTime',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.monitoringScheduleStatus', type: 'string' },
      { name: 'SCHEDULE', path: '.spec.monitoringScheduleConfig.scheduleConfig.scheduleExpression', type: 'string' },
      {
        name: 'LAST-EXECUTION',
        path: '.status.lastMonitoringExecutionSummary.monitoringExecutionStatus',
        type: 'string',
      },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'MonitoringScheduleStatus' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'LastMonitoringExecutionSummary' },
    { member: 'MonitoringType' },
    { member: 'EndpointName' },
  ],
  // How its last run ended, which may be an hour's news, and the reason why one looks at a schedule.
  poll: { settledMs: 120_000 },
} as const satisfies KindDescriptor;
