import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const TrialComponent = {
  kind: 'TrialComponent',
  plural: 'trialcomponents',
  shortNames: ['smtrialcomp'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'TrialComponentName', maxLength: 120 },
  arnMember: 'TrialComponentArn',
  operations: { create: 'CreateTrialComponent', describe: 'DescribeTrialComponent', delete: 'DeleteTrialComponent' },
  updates: [
    {
      operation: 'UpdateTrialComponent',
      // What a run logs into these maps is its own, and stays: keys that the spec lacks are not taken away.
      watches: ['DisplayName', 'Status', 'StartTime', 'EndTime', 'Parameters', 'InputArtifacts', 'OutputArtifacts'],
      onlyIn: ['ready'],
    },
  ],
  absent: [],
  taken: [],
  references: [],
  crd: {
    columns: [
      { name: 'DISPLAY-NAME', path: '.spec.displayName', type: 'string' },
      { name: 'RUN-STATUS', path: '.status.status.primaryStatus', type: 'string' },
    ],
  },
  status: [
    { member: 'Status' },
    { member: 'StartTime' },
    { member: 'EndTime' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'Metrics', keepFirst: 40 },
    { member: 'LineageGroupArn' },
    { member: 'Source' },
  ],
} as const satisfies KindDescriptor;
