import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const FlowDefinition = {
  kind: 'FlowDefinition',
  plural: 'flowdefinitions',
  shortNames: ['smflow'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'FlowDefinitionName', maxLength: 63 },
  arnMember: 'FlowDefinitionArn',
  operations: {
    create: 'CreateFlowDefinition',
    describe: 'DescribeFlowDefinition',
    delete: 'DeleteFlowDefinition',
    list: {
      operation: 'ListFlowDefinitions',
      items: 'FlowDefinitionSummaries',
      carries: ['FlowDefinitionStatus', 'CreationTime'],
      newestFirst: { SortOrder: 'Descending' },
      detail: 'end',
    },
  },
  updates: [],
  statuses: {
    member: 'FlowDefinitionStatus',
    initial: 'Initializing',
    reasonMember: 'FailureReason',
    phases: { Initializing: 'busy', Active: 'ready', Failed: 'failed', Deleting: 'deleting' },
  },
  absent: [],
  taken: [],
  references: [
    { path: 'HumanLoopConfig.WorkteamArn', to: 'Workteam', take: 'arn' },
    { path: 'HumanLoopConfig.HumanTaskUiArn', to: 'HumanTaskUi', take: 'arn' },
  ],
  crd: {
    mutable: [],
    columns: [
      { name: 'STATUS', path: '.status.flowDefinitionStatus', type: 'string' },
      { name: 'TASK', path: '.spec.humanLoopConfig.taskTitle', type: 'string' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [{ member: 'FlowDefinitionStatus' }, { member: 'FailureReason' }, { member: 'CreationTime' }],
} as const satisfies KindDescriptor;
