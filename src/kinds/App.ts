import { sagemaker } from './services.ts';
import { resourceSpecReferences, STUDIO_POLL } from './studio.ts';
import type { KindDescriptor } from './types.ts';

export const App = {
  kind: 'App',
  plural: 'apps',
  shortNames: ['smapp'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'AppName', maxLength: 63 },
  beside: ['DomainId', 'UserProfileName', 'SpaceName', 'AppType'],
  arnMember: 'AppArn',
  operations: { create: 'CreateApp', describe: 'DescribeApp', delete: 'DeleteApp' },
  updates: [],
  statuses: {
    member: 'Status',
    initial: 'Pending',
    reasonMember: 'FailureReason',
    // AWS tells of a deleted app for about a day.
    phases: { Pending: 'busy', InService: 'ready', Failed: 'failed', Deleting: 'deleting', Deleted: 'gone' },
  },
  absent: [{ code: 'ResourceNotFound' }, { code: 'ValidationException', messagePrefix: 'RecordNotFound' }],
  taken: [],
  references: [
    { path: 'DomainId', to: 'Domain' },
    { path: 'SpaceName', to: 'Space' },
    { path: 'UserProfileName', to: 'UserProfile' },
    ...resourceSpecReferences('ResourceSpec'),
  ],
  crd: {
    rules: [
      {
        rule: '!((isSet(self.userProfileName) || has(self.userProfileRef)) && (isSet(self.spaceName) || has(self.spaceRef)))',
        message: 'an app runs for a user or in a space: set userProfileName or spaceName, not both',
        fieldPath: '.spaceName',
      },
      {
        rule: 'isSet(self.userProfileName) || has(self.userProfileRef) || isSet(self.spaceName) || has(self.spaceRef)',
        message: 'spaceName is required, or userProfileName: an app runs in a space or for a user',
        reason: 'FieldValueRequired',
        fieldPath: '.spaceName',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.status', type: 'string' },
      { name: 'TYPE', path: '.spec.appType', type: 'string' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'Status' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastHealthCheckTimestamp' },
    { member: 'LastUserActivityTimestamp' },
    { member: 'BuiltInLifecycleConfigArn' },
    { member: 'EffectiveTrustedIdentityPropagationStatus' },
  ],
  poll: STUDIO_POLL,
} as const satisfies KindDescriptor;
