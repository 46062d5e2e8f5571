import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const Pipeline = {
  kind: 'Pipeline',
  plural: 'pipelines',
  shortNames: ['smpipe'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'PipelineName', maxLength: 256 },
  arnMember: 'PipelineArn',
  token: 'ClientRequestToken',
  operations: { create: 'CreatePipeline', describe: 'DescribePipeline', delete: 'DeletePipeline' },
  updates: [
    {
      operation: 'UpdatePipeline',
      watches: ['PipelineDefinition', 'PipelineDisplayName', 'PipelineDescription', 'RoleArn', 'ParallelismConfiguration'],
      // An alias may be moved to an older version later, and is no reason to make another version: it goes along with one.
      sends: [
        'PipelineDefinition',
        'PipelineDisplayName',
        'PipelineDescription',
        'RoleArn',
        'ParallelismConfiguration',
        'PipelineVersionAliases',
      ],
      documents: ['PipelineDefinition'],
      onlyIn: ['ready'],
    },
  ],
  statuses: {
    member: 'PipelineStatus',
    initial: 'Active',
    phases: { Active: 'ready', Deleting: 'deleting' },
  },
  absent: [],
  taken: [{ code: 'ValidationException', messagePrefix: 'Pipeline names must be unique' }],
  references: [],
  crd: {
    rules: [
      {
        rule: '!(isSet(self.pipelineDefinition) && isSet(self.pipelineDefinitionS3Location))',
        message: 'set pipelineDefinition or pipelineDefinitionS3Location, not both',
        fieldPath: '.pipelineDefinitionS3Location',
      },
      {
        rule: 'isSet(self.pipelineDefinition) || isSet(self.pipelineDefinitionS3Location)',
        message:
          'pipelineDefinition (or pipelineDefinitionS3Location, where it is too long for an object) is required: it says what to run',
        reason: 'FieldValueRequired',
        fieldPath: '.pipelineDefinition',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.pipelineStatus', type: 'string' },
      { name: 'LAST-RUN', path: '.status.lastRunTime', type: 'date' },
    ],
  },
  status: [
    { member: 'PipelineStatus' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'LastRunTime' },
    { member: 'LastModifiedBy' },
    { member: 'PipelineVersionDisplayName' },
  ],
} as const satisfies KindDescriptor;
