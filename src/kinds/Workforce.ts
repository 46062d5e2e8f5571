import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const Workforce = {
  kind: 'Workforce',
  plural: 'workforces',
  shortNames: ['smworkforce'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'WorkforceName', maxLength: 63 },
  arnMember: 'WorkforceArn',
  operations: { create: 'CreateWorkforce', describe: 'DescribeWorkforce', delete: 'DeleteWorkforce' },
  record: { in: 'Workforce' },
  updates: [
    {
      operation: 'UpdateWorkforce',
      watches: [
        'SourceIpConfig',
        'OidcConfig.ClientId',
        'OidcConfig.ClientSecret',
        'OidcConfig.Issuer',
        'OidcConfig.AuthorizationEndpoint',
        'OidcConfig.TokenEndpoint',
        'OidcConfig.UserInfoEndpoint',
        'OidcConfig.LogoutEndpoint',
        'OidcConfig.JwksUri',
        'OidcConfig.Scope',
        'OidcConfig.AuthenticationRequestExtraParams',
        'WorkforceVpcConfig',
        'IpAddressType',
      ],
      // AWS never tells it.
      edited: ['OidcConfig.ClientSecret'],
      remembers: { annotation: 'sagemaker.services.k8s.aws/last-spec-for-update' },
      onlyIn: ['ready', 'failed'],
      whenRemoved: [{ path: 'WorkforceVpcConfig', send: { WorkforceVpcConfig: {} } }],
      becomes: 'Updating',
    },
  ],
  statuses: {
    member: 'Status',
    initial: 'Initializing',
    reasonMember: 'FailureReason',
    phases: { Initializing: 'busy', Updating: 'busy', Active: 'ready', Failed: 'failed', Deleting: 'deleting' },
  },
  absent: [{ code: 'ValidationException', messagePrefix: 'No workforce' }],
  taken: [],
  references: [],
  crd: {
    rules: [
      {
        rule: 'isSet(self.cognitoConfig) != isSet(self.oidcConfig)',
        message:
          'set cognitoConfig for a user pool of Cognito or oidcConfig for an identity provider of your own, and only one of them',
        fieldPath: '.cognitoConfig',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.status', type: 'string' },
      { name: 'SUBDOMAIN', path: '.status.subDomain', type: 'string' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'Status' },
    { member: 'FailureReason' },
    { member: 'SubDomain' },
    { member: 'CreateDate' },
    { member: 'LastUpdatedDate' },
    { member: 'WorkforceVpcConfig' },
  ],
} as const satisfies KindDescriptor;
