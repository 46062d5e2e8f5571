import { tuningJobModel, tuningJobTrials } from './hooks/tuning-job.ts';
import { JOB_PHASES } from './job-phases.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const HyperParameterTuningJob = {
  kind: 'HyperParameterTuningJob',
  plural: 'hyperparametertuningjobs',
  shortNames: ['smhpo'],
  service: sagemaker,
  lifetime: 'job',
  // AWS puts the tuning job's name in front of each of its training jobs' names: hence half the length.
  name: { member: 'HyperParameterTuningJobName', maxLength: 32 },
  arnMember: 'HyperParameterTuningJobArn',
  operations: {
    create: 'CreateHyperParameterTuningJob',
    describe: 'DescribeHyperParameterTuningJob',
    stop: 'StopHyperParameterTuningJob',
    list: {
      operation: 'ListHyperParameterTuningJobs',
      items: 'HyperParameterTuningJobSummaries',
      carries: [
        'HyperParameterTuningJobStatus',
        'TrainingJobStatusCounters',
        'ObjectiveStatusCounters',
        'CreationTime',
        'LastModifiedTime',
        'HyperParameterTuningEndTime',
      ],
      detail: 'move',
    },
  },
  updates: [],
  statuses: {
    member: 'HyperParameterTuningJobStatus',
    initial: 'InProgress',
    reasonMember: 'FailureReason',
    phases: { ...JOB_PHASES, Deleting: 'deleting', DeleteFailed: 'failed' },
  },
  absent: [],
  taken: [],
  references: [
    {
      path: 'WarmStartConfig.ParentHyperParameterTuningJobs[].HyperParameterTuningJobName',
      to: 'HyperParameterTuningJob',
      accepts: ['stopped'],
    },
    { path: 'TrainingJobDefinition.AlgorithmSpecification.AlgorithmName', to: 'Algorithm' },
    { path: 'TrainingJobDefinitions[].AlgorithmSpecification.AlgorithmName', to: 'Algorithm' },
  ],
  crd: {
    mutable: [],
    rules: [
      {
        rule: '!(isSet(self.trainingJobDefinition) && isSet(self.trainingJobDefinitions))',
        message: 'set trainingJobDefinition for one algorithm or trainingJobDefinitions for several, not both',
        fieldPath: '.trainingJobDefinitions',
      },
      {
        rule: 'isSet(self.trainingJobDefinition) || isSet(self.trainingJobDefinitions)',
        message: 'trainingJobDefinition (or trainingJobDefinitions) is required: it says what to train in each trial',
        reason: 'FieldValueRequired',
        fieldPath: '.trainingJobDefinition',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.hyperParameterTuningJobStatus', type: 'string' },
      { name: 'COMPLETED', path: '.status.trainingJobStatusCounters.completed', type: 'integer' },
      { name: 'BEST-TRAINING-JOB', path: '.status.bestTrainingJob.trainingJobName', type: 'string' },
      { name: 'BEST-VALUE', path: '.status.bestTrainingJob.finalHyperParameterTuningJobObjectiveMetric.value', type: 'number' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'HyperParameterTuningJobStatus' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'HyperParameterTuningEndTime' },
    { member: 'TrainingJobStatusCounters' },
    { member: 'ObjectiveStatusCounters' },
    { member: 'BestTrainingJob' },
    { member: 'OverallBestTrainingJob' },
    {
      member: 'BestModelArtifacts',
      type: 'string',
      description: 'S3 URI of the model that the best training job wrote, once the tuning job has completed.',
    },
    { member: 'TuningJobCompletionDetails' },
    { member: 'ConsumedResources' },
    { member: 'TrainingJobSummaries', shape: 'HyperParameterTrainingJobSummaries', keepFirst: 30 },
  ],
  logs: { group: '/aws/sagemaker/TrainingJobs', name: 'TrainingJobName', form: 'folder', of: 'TrainingJobSummaries' },
  parts: [
    {
      title: 'trials',
      list: 'TrainingJobSummaries',
      columns: [
        { name: 'TRIAL', path: 'TrainingJobName' },
        { name: 'STATUS', path: 'TrainingJobStatus' },
        { name: 'OBJECTIVE', path: 'FinalHyperParameterTuningJobObjectiveMetric.Value' },
        { name: 'HYPERPARAMETERS', path: 'TunedHyperParameters' },
      ],
      rank: {
        by: 'FinalHyperParameterTuningJobObjectiveMetric.Value',
        order: [
          'HyperParameterTuningJobConfig.HyperParameterTuningJobObjective.Type',
          'TrainingJobDefinition.TuningObjective.Type',
        ],
        ascending: 'Minimize',
      },
      plot: { when: 'CreationTime', against: 'TunedHyperParameters' },
    },
  ],
  hooks: { enrich: [tuningJobTrials, tuningJobModel] },
} as const satisfies KindDescriptor;
