import { LAST_SPEC } from './last-spec.ts';
import { sagemaker } from './services.ts';
import { STUDIO_PHASES, STUDIO_POLL, userSettingsReferences } from './studio.ts';
import type { KindDescriptor } from './types.ts';

export const UserProfile = {
  kind: 'UserProfile',
  plural: 'userprofiles',
  shortNames: ['smuser'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'UserProfileName', maxLength: 63 },
  beside: ['DomainId'],
  arnMember: 'UserProfileArn',
  operations: { create: 'CreateUserProfile', describe: 'DescribeUserProfile', delete: 'DeleteUserProfile' },
  updates: [
    {
      operation: 'UpdateUserProfile',
      watches: ['UserSettings'],
      onlyIn: ['ready', 'failed'],
      becomes: 'Updating',
      remembers: LAST_SPEC,
    },
  ],
  statuses: { member: 'Status', initial: 'Pending', reasonMember: 'FailureReason', phases: STUDIO_PHASES },
  absent: [{ code: 'ResourceNotFound' }],
  taken: [],
  references: [{ path: 'DomainId', to: 'Domain' }, ...userSettingsReferences('UserSettings')],
  crd: {
    rules: [
      {
        rule: 'isSet(self.singleSignOnUserIdentifier) == isSet(self.singleSignOnUserValue)',
        message: 'set singleSignOnUserIdentifier and singleSignOnUserValue both, for a domain with single sign-on, or neither',
        fieldPath: '.singleSignOnUserValue',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.status', type: 'string' },
      { name: 'DOMAIN-ID', path: '.spec.domainID', type: 'string', priority: 1 },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'Status' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'HomeEfsFileSystemUid' },
  ],
  poll: STUDIO_POLL,
} as const satisfies KindDescriptor;
