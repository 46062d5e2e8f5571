import { LAST_SPEC } from './last-spec.ts';
import { sagemaker } from './services.ts';
import { defaultSpaceReferences, resourceSpecReferences, STUDIO_PHASES, STUDIO_POLL, userSettingsReferences } from './studio.ts';
import type { KindDescriptor } from './types.ts';

/** Settings that UpdateDomain takes too, under another name. */
const DOMAIN_SETTINGS = [
  'AmazonQSettings',
  'DockerSettings',
  'ExecutionRoleIdentityConfig',
  'IpAddressType',
  'SecurityGroupIds',
  'TrustedIdentityPropagationSettings',
  'UnifiedStudioSettings',
] as const;
const R_STUDIO = 'DomainSettings.RStudioServerProDomainSettings';

export const Domain = {
  kind: 'Domain',
  plural: 'domains',
  shortNames: ['smdomain'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'DomainName', maxLength: 63 },
  // Names are no addresses here, and not even unique.
  id: { member: 'DomainId', from: 'arnTail', find: { operation: 'ListDomains', items: 'Domains' } },
  arnMember: 'DomainArn',
  operations: {
    create: 'CreateDomain',
    describe: 'DescribeDomain',
    delete: 'DeleteDomain',
    list: {
      operation: 'ListDomains',
      items: 'Domains',
      carries: ['Status', 'CreationTime', 'LastModifiedTime', 'Url'],
      // It cannot be asked for an order; an account has a few domains, and all fit on a page.
      newestFirst: {},
      detail: 'move',
    },
  },
  updates: [
    {
      operation: 'UpdateDomain',
      watches: [
        'AppNetworkAccessType',
        'AppSecurityGroupManagement',
        'DefaultSpaceSettings',
        'DefaultUserSettings',
        'SubnetIds',
        'TagPropagation',
        R_STUDIO,
        ...DOMAIN_SETTINGS.map((member) => `DomainSettings.${member}`),
      ],
      writes: {
        [R_STUDIO]: 'DomainSettingsForUpdate.RStudioServerProDomainSettingsForUpdate',
        ...Object.fromEntries(DOMAIN_SETTINGS.map((member) => [`DomainSettings.${member}`, `DomainSettingsForUpdate.${member}`])),
      },
      onlyIn: ['ready', 'failed'],
      becomes: 'Updating',
      remembers: LAST_SPEC,
    },
    {
      // Sent only when they are to change: to most domains AWS gives no other network once they are there.
      operation: 'UpdateDomain',
      watches: ['HomeEfsFileSystemCreation', 'VpcId'],
      sends: ['HomeEfsFileSystemCreation', 'VpcId', 'SubnetIds'],
      onlyIn: ['ready', 'failed'],
      becomes: 'Updating',
      remembers: LAST_SPEC,
    },
  ],
  statuses: { member: 'Status', initial: 'Pending', reasonMember: 'FailureReason', phases: STUDIO_PHASES },
  absent: [{ code: 'ResourceNotFound' }],
  taken: [],
  references: [
    ...userSettingsReferences('DefaultUserSettings'),
    ...defaultSpaceReferences('DefaultSpaceSettings'),
    ...resourceSpecReferences(`${R_STUDIO}.DefaultResourceSpec`),
  ],
  crd: {
    extra: [{ shape: 'DeleteDomainRequest', member: 'RetentionPolicy' }],
    rules: [
      {
        rule: "!isSet(self.appNetworkAccessType) || self.appNetworkAccessType != 'VpcOnly' || (isSet(self.vpcID) && isSet(self.subnetIDs))",
        message: 'vpcID and subnetIDs are required with appNetworkAccessType VpcOnly: they are all the network that apps have',
        reason: 'FieldValueRequired',
        fieldPath: '.vpcID',
      },
    ],
    columns: [
      { name: 'DOMAIN-ID', path: '.status.domainID', type: 'string' },
      { name: 'STATUS', path: '.status.status', type: 'string' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'DomainId' },
    { member: 'Status' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'Url' },
    { member: 'HomeEfsFileSystemId' },
    { member: 'SecurityGroupIdForDomainBoundary' },
    { member: 'SingleSignOnApplicationArn' },
    { member: 'SingleSignOnManagedApplicationInstanceId' },
  ],
  poll: STUDIO_POLL,
} as const satisfies KindDescriptor;
