import { LAST_SPEC } from './last-spec.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const PartnerApp = {
  kind: 'PartnerApp',
  plural: 'partnerapps',
  shortNames: ['smpartner'],
  service: sagemaker,
  lifetime: 'service',
  // Letters and digits alone, so none is derived.
  name: { member: 'Name', maxLength: 256, derived: false },
  id: { member: 'Arn', from: 'arn', find: { operation: 'ListPartnerApps', items: 'Summaries' } },
  token: 'ClientToken',
  arnMember: 'Arn',
  operations: {
    create: 'CreatePartnerApp',
    describe: 'DescribePartnerApp',
    delete: 'DeletePartnerApp',
    list: {
      operation: 'ListPartnerApps',
      items: 'Summaries',
      carries: ['Status', 'CreationTime'],
      // It cannot be asked for an order; an account has a few, and all fit on a page.
      newestFirst: {},
      detail: 'move',
    },
  },
  updates: [
    {
      operation: 'UpdatePartnerApp',
      watches: [
        'ApplicationConfig',
        'AuthType',
        'EnableAutoMinorVersionUpgrade',
        'EnableIamSessionBasedIdentity',
        'IdcConfig',
        'MaintenanceConfig',
        'Tier',
      ],
      onlyIn: ['ready', 'failed'],
      becomes: 'Updating',
      remembers: LAST_SPEC,
    },
  ],
  statuses: {
    member: 'Status',
    initial: 'Creating',
    reasonMember: 'Error.Reason',
    phases: {
      Creating: 'busy',
      Updating: 'busy',
      Available: 'ready',
      Failed: 'failed',
      UpdateFailed: 'failed',
      Deleting: 'deleting',
      Deleted: 'gone',
    },
  },
  absent: [{ code: 'ResourceNotFound' }],
  taken: [],
  references: [],
  crd: {
    omits: ['ClientToken'],
    rules: [
      {
        rule: "self.authType != 'IDC' || isSet(self.idcConfig)",
        message: 'idcConfig is required with authType IDC: it names the IAM Identity Center instance',
        reason: 'FieldValueRequired',
        fieldPath: '.idcConfig',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.status', type: 'string' },
      { name: 'TYPE', path: '.spec.type_', type: 'string' },
      { name: 'URL', path: '.status.baseURL', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'Status' },
    { member: 'Error' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'BaseUrl' },
    { member: 'Version' },
    { member: 'CurrentVersionEolDate' },
  ],
} as const satisfies KindDescriptor;
