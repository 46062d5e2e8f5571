import { LAST_SPEC } from './last-spec.ts';
import { sagemaker } from './services.ts';
import { spaceReferences, STUDIO_PHASES, STUDIO_POLL } from './studio.ts';
import type { KindDescriptor } from './types.ts';

export const Space = {
  kind: 'Space',
  plural: 'spaces',
  shortNames: ['smspace'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'SpaceName', maxLength: 63 },
  beside: ['DomainId'],
  arnMember: 'SpaceArn',
  operations: { create: 'CreateSpace', describe: 'DescribeSpace', delete: 'DeleteSpace' },
  updates: [
    {
      operation: 'UpdateSpace',
      watches: ['SpaceDisplayName', 'SpaceSettings'],
      onlyIn: ['ready', 'failed'],
      becomes: 'Updating',
      remembers: LAST_SPEC,
    },
  ],
  statuses: { member: 'Status', initial: 'Pending', reasonMember: 'FailureReason', phases: STUDIO_PHASES },
  absent: [{ code: 'ResourceNotFound' }, { code: 'ValidationException', messagePrefix: 'RecordNotFound' }],
  taken: [],
  references: [
    { path: 'DomainId', to: 'Domain' },
    { path: 'OwnershipSettings.OwnerUserProfileName', to: 'UserProfile' },
    ...spaceReferences('SpaceSettings'),
  ],
  crd: {
    rules: [
      {
        rule: 'isSet(self.ownershipSettings) == isSet(self.spaceSharingSettings)',
        message:
          'set ownershipSettings and spaceSharingSettings both, or neither: who owns a space, and who may use it, go together',
        fieldPath: '.spaceSharingSettings',
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
    { member: 'Url' },
  ],
  poll: STUDIO_POLL,
} as const satisfies KindDescriptor;
