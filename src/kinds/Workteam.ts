import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const Workteam = {
  kind: 'Workteam',
  plural: 'workteams',
  shortNames: ['smteam'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'WorkteamName', maxLength: 63 },
  arnMember: 'WorkteamArn',
  operations: { create: 'CreateWorkteam', describe: 'DescribeWorkteam', delete: 'DeleteWorkteam' },
  record: { in: 'Workteam' },
  updates: [
    {
      operation: 'UpdateWorkteam',
      watches: ['MemberDefinitions', 'Description', 'NotificationConfiguration', 'WorkerAccessConfiguration'],
      onlyIn: ['ready'],
    },
  ],
  absent: [{ code: 'ValidationException', messagePrefix: 'The work team' }],
  taken: [],
  references: [{ path: 'WorkforceName', to: 'Workforce' }],
  crd: {
    rules: [
      {
        path: 'MemberDefinitions[]',
        rule: 'isSet(self.cognitoMemberDefinition) != isSet(self.oidcMemberDefinition)',
        message:
          'set cognitoMemberDefinition or oidcMemberDefinition, as the workforce is one of Cognito or of your own provider',
        fieldPath: '.cognitoMemberDefinition',
      },
    ],
    columns: [
      { name: 'WORKFORCE', path: '.spec.workforceName', type: 'string' },
      { name: 'SUBDOMAIN', path: '.status.subDomain', type: 'string' },
    ],
  },
  status: [
    { member: 'SubDomain' },
    { member: 'CreateDate' },
    { member: 'LastUpdatedDate' },
    { member: 'WorkforceArn' },
    { member: 'ProductListingIds', keepFirst: 20 },
  ],
} as const satisfies KindDescriptor;
