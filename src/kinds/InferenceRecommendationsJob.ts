import { rankedRecommendations } from './hooks/inference-recommendations.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const InferenceRecommendationsJob = {
  kind: 'InferenceRecommendationsJob',
  plural: 'inferencerecommendationsjobs',
  shortNames: ['smrec'],
  service: sagemaker,
  lifetime: 'job',
  name: { member: 'JobName', maxLength: 64 },
  arnMember: 'JobArn',
  operations: {
    create: 'CreateInferenceRecommendationsJob',
    describe: 'DescribeInferenceRecommendationsJob',
    stop: 'StopInferenceRecommendationsJob',
    list: {
      operation: 'ListInferenceRecommendationsJobs',
      items: 'InferenceRecommendationsJobs',
      carries: ['Status', 'CreationTime', 'LastModifiedTime'],
      // What was measured so far, which only Describe tells.
      detail: 'move',
    },
  },
  updates: [],
  statuses: {
    member: 'Status',
    initial: 'PENDING',
    reasonMember: 'FailureReason',
    phases: {
      PENDING: 'busy',
      IN_PROGRESS: 'busy',
      STOPPING: 'stopping',
      DELETING: 'deleting',
      DELETED: 'gone',
      COMPLETED: 'succeeded',
      FAILED: 'failed',
      STOPPED: 'stopped',
    },
  },
  absent: [],
  taken: [],
  references: [
    { path: 'InputConfig.ModelName', to: 'Model' },
    { path: 'InputConfig.ModelPackageVersionArn', to: 'ModelPackage', take: 'arn' },
    { path: 'InputConfig.Endpoints[].EndpointName', to: 'Endpoint' },
  ],
  crd: {
    mutable: [],
    rules: [
      {
        path: 'InputConfig',
        rule: 'isSet(self.modelName) || isSet(self.modelPackageVersionARN)',
        message: 'modelName (or modelPackageVersionARN) is required: it says which model is tried',
        reason: 'FieldValueRequired',
        fieldPath: '.modelName',
      },
      {
        path: 'InputConfig',
        rule: '!(isSet(self.modelName) && isSet(self.modelPackageVersionARN))',
        message: 'set modelName or modelPackageVersionARN, not both',
        fieldPath: '.modelPackageVersionARN',
      },
      {
        rule: "self.jobType != 'Advanced' || isSet(self.inputConfig.endpointConfigurations) || isSet(self.inputConfig.endpoints)",
        message:
          'endpointConfigurations (or endpoints) is required when jobType is Advanced: it says which instances are put under load',
        reason: 'FieldValueRequired',
        fieldPath: '.inputConfig.endpointConfigurations',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.status', type: 'string' },
      { name: 'TYPE', path: '.spec.jobType', type: 'string' },
      {
        name: 'BEST-INSTANCE',
        path: '.status.inferenceRecommendations[0].endpointConfiguration.instanceType',
        type: 'string',
      },
      { name: 'COST-PER-HOUR', path: '.status.inferenceRecommendations[0].metrics.costPerHour', type: 'number' },
      { name: 'COST-PER-INFERENCE', path: '.status.inferenceRecommendations[0].metrics.costPerInference', type: 'number' },
      { name: 'LATENCY-MS', path: '.status.inferenceRecommendations[0].metrics.modelLatency', type: 'integer' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'Status' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'CompletionTime' },
    { member: 'InferenceRecommendations' },
    { member: 'EndpointPerformances' },
  ],
  hooks: { enrich: rankedRecommendations },
} as const satisfies KindDescriptor;
