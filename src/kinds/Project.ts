import { projectShape } from './hooks/project.ts';
import { LAST_SPEC } from './last-spec.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

const PROVISIONING = 'ServiceCatalogProvisioningDetails';
const PROVISIONING_UPDATE = 'ServiceCatalogProvisioningUpdateDetails';

export const Project = {
  kind: 'Project',
  plural: 'projects',
  shortNames: ['smproject'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'ProjectName', maxLength: 32 },
  arnMember: 'ProjectArn',
  operations: {
    create: 'CreateProject',
    describe: 'DescribeProject',
    delete: 'DeleteProject',
    list: {
      operation: 'ListProjects',
      items: 'ProjectSummaryList',
      carries: ['ProjectStatus', 'CreationTime'],
      detail: 'move',
    },
  },
  updates: [
    {
      operation: 'UpdateProject',
      watches: [
        'ProjectDescription',
        `${PROVISIONING}.ProvisioningArtifactId`,
        `${PROVISIONING}.ProvisioningParameters`,
        'TemplateProviders',
      ],
      // What a template was given is told with defaults added, or in other words: only an edit can be told from that.
      edited: [`${PROVISIONING}.ProvisioningParameters`, 'TemplateProviders'],
      reads: { TemplateProviders: 'TemplateProviderDetails' },
      writes: {
        [`${PROVISIONING}.ProvisioningArtifactId`]: `${PROVISIONING_UPDATE}.ProvisioningArtifactId`,
        [`${PROVISIONING}.ProvisioningParameters`]: `${PROVISIONING_UPDATE}.ProvisioningParameters`,
        TemplateProviders: 'TemplateProvidersToUpdate',
      },
      onlyIn: ['ready', 'failed'],
      becomes: 'UpdateInProgress',
      remembers: LAST_SPEC,
    },
  ],
  statuses: {
    member: 'ProjectStatus',
    initial: 'Pending',
    reasonMember: 'ServiceCatalogProvisionedProductDetails.ProvisionedProductStatusMessage',
    phases: {
      Pending: 'busy',
      CreateInProgress: 'busy',
      UpdateInProgress: 'busy',
      CreateCompleted: 'ready',
      UpdateCompleted: 'ready',
      CreateFailed: 'failed',
      UpdateFailed: 'failed',
      DeleteFailed: 'failed',
      DeleteInProgress: 'deleting',
      DeleteCompleted: 'gone',
    },
  },
  absent: [
    { code: 'ValidationException', messagePrefix: 'Project arn:' },
    { code: 'ValidationException', messagePrefix: 'Cannot delete Project in DeleteCompleted status' },
  ],
  taken: [],
  references: [],
  crd: {
    columns: [{ name: 'STATUS', path: '.status.projectStatus', type: 'string' }],
  },
  status: [
    { member: 'ProjectId' },
    { member: 'ProjectStatus' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'ServiceCatalogProvisionedProductDetails' },
    { member: 'TemplateProviderDetails' },
  ],
  hooks: { shape: projectShape },
} as const satisfies KindDescriptor;
