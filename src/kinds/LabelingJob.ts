import { jobLog, type JobLog, logMembers } from './hooks/job-log.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

const log = { group: '/aws/sagemaker/LabelingJobs', name: 'LabelingJobName', form: 'stream' } as const satisfies JobLog;

export const LabelingJob = {
  kind: 'LabelingJob',
  plural: 'labelingjobs',
  shortNames: ['smlabel'],
  service: sagemaker,
  lifetime: 'job',
  name: { member: 'LabelingJobName', maxLength: 63 },
  arnMember: 'LabelingJobArn',
  operations: {
    create: 'CreateLabelingJob',
    describe: 'DescribeLabelingJob',
    stop: 'StopLabelingJob',
    list: {
      operation: 'ListLabelingJobs',
      items: 'LabelingJobSummaryList',
      carries: ['LabelingJobStatus', 'LabelCounters', 'CreationTime', 'LastModifiedTime'],
      detail: 'end',
    },
  },
  updates: [],
  statuses: {
    member: 'LabelingJobStatus',
    initial: 'Initializing',
    reasonMember: 'FailureReason',
    phases: {
      Initializing: 'busy',
      InProgress: 'busy',
      Stopping: 'stopping',
      Completed: 'succeeded',
      Failed: 'failed',
      Stopped: 'stopped',
    },
  },
  // The API documents ResourceNotFound, which all kinds share, and the incumbent met a ValidationException. Matching any of those would
  // take a malformed name for a missing job: these are the words in which the other jobs say it.
  absent: [
    { code: 'ValidationException', messagePrefix: 'Could not find requested job' },
    { code: 'ValidationException', messagePrefix: 'Requested resource not found' },
  ],
  taken: [],
  references: [
    { path: 'HumanTaskConfig.WorkteamArn', to: 'Workteam', take: 'arn' },
    { path: 'HumanTaskConfig.UiConfig.HumanTaskUiArn', to: 'HumanTaskUi', take: 'arn' },
    { path: 'LabelingJobAlgorithmsConfig.InitialActiveLearningModelArn', to: 'Model', take: 'arn' },
  ],
  crd: {
    mutable: [],
    rules: [
      {
        rule: "!self.labelAttributeName.endsWith('-metadata')",
        message: 'must not end with -metadata: SageMaker adds that to it for the metadata of each label',
        fieldPath: '.labelAttributeName',
      },
      {
        path: 'InputConfig.DataSource',
        rule: 'isSet(self.s3DataSource) || isSet(self.snsDataSource)',
        message: 's3DataSource (or snsDataSource, for a streaming job) is required: it says what is to be labeled',
        reason: 'FieldValueRequired',
        fieldPath: '.s3DataSource',
      },
      {
        path: 'HumanTaskConfig.UiConfig',
        rule: 'isSet(self.uiTemplateS3URI) || isSet(self.humanTaskUIARN)',
        message: 'humanTaskUIARN is required (or uiTemplateS3URI, for a page of your own in S3): it is what workers see',
        reason: 'FieldValueRequired',
        fieldPath: '.humanTaskUIARN',
      },
      {
        path: 'HumanTaskConfig.UiConfig',
        rule: '!(isSet(self.uiTemplateS3URI) && isSet(self.humanTaskUIARN))',
        message: 'set uiTemplateS3URI or humanTaskUIARN, not both',
        fieldPath: '.uiTemplateS3URI',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.labelingJobStatus', type: 'string' },
      { name: 'LABELED', path: '.status.labelCounters.totalLabeled', type: 'integer' },
      { name: 'UNLABELED', path: '.status.labelCounters.unlabeled', type: 'integer' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'LabelingJobStatus' },
    { member: 'FailureReason' },
    { member: 'LabelCounters' },
    { member: 'LabelingJobOutput' },
    { member: 'JobReferenceCode' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    ...logMembers,
  ],
  logs: log,
  hooks: { enrich: jobLog(log) },
} as const satisfies KindDescriptor;
