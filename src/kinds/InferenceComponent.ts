import { modelArtifacts } from './common-references.ts';
import { inferenceComponentGuard } from './hooks/inference-component.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const InferenceComponent = {
  kind: 'InferenceComponent',
  plural: 'inferencecomponents',
  shortNames: ['smic'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'InferenceComponentName', maxLength: 63 },
  arnMember: 'InferenceComponentArn',
  operations: {
    create: 'CreateInferenceComponent',
    describe: 'DescribeInferenceComponent',
    delete: 'DeleteInferenceComponent',
    list: {
      operation: 'ListInferenceComponents',
      items: 'InferenceComponents',
      carries: ['InferenceComponentStatus', 'CreationTime', 'LastModifiedTime'],
      detail: 'move',
    },
  },
  updates: [
    {
      operation: 'UpdateInferenceComponent',
      watches: [
        'Specification.ModelName',
        'Specification.Container.Image',
        'Specification.Container.ArtifactUrl',
        'Specification.Container.Environment',
        'Specification.StartupParameters',
        'Specification.ComputeResourceRequirements',
        'Specification.SchedulingConfig',
        'RuntimeConfig.CopyCount',
      ],
      // A specification is sent whole: AWS takes what is left out for taken away.
      sends: [
        'Specification.ModelName',
        'Specification.Container.Image',
        'Specification.Container.ArtifactUrl',
        'Specification.Container.Environment',
        'Specification.StartupParameters',
        'Specification.ComputeResourceRequirements',
        'Specification.SchedulingConfig',
        'RuntimeConfig.CopyCount',
        'Specification',
        'DeploymentConfig',
      ],
      reads: {
        'Specification.Container.Image': 'Specification.Container.DeployedImage.SpecifiedImage',
        'RuntimeConfig.CopyCount': 'RuntimeConfig.DesiredCopyCount',
      },
      // An autoscaler sets it, and must not be fought.
      edited: ['RuntimeConfig.CopyCount'],
      onlyIn: ['ready', 'failed'],
      becomes: 'Updating',
      remembers: { annotation: 'sagemaker.services.k8s.aws/last-spec-for-update' },
    },
  ],
  statuses: {
    member: 'InferenceComponentStatus',
    initial: 'Creating',
    reasonMember: 'FailureReason',
    phases: { Creating: 'busy', Updating: 'busy', InService: 'ready', Failed: 'failed', Deleting: 'deleting' },
  },
  absent: [{ code: 'ValidationException', messagePrefix: 'Could not find inference component' }],
  taken: [{ code: 'ValidationException', messagePrefix: 'Cannot create already existing inference component' }],
  references: [
    { path: 'EndpointName', to: 'Endpoint' },
    ...['Specification', 'Specifications[]'].flatMap((specification) => [
      { path: `${specification}.ModelName`, to: 'Model' },
      { path: `${specification}.BaseInferenceComponentName`, to: 'InferenceComponent' },
      ...modelArtifacts(`${specification}.Container.ArtifactUrl`),
    ]),
  ],
  crd: {
    extra: [{ shape: 'UpdateInferenceComponentInput', member: 'DeploymentConfig' }],
    rules: [
      {
        rule: '!(isSet(self.specification) && isSet(self.specifications))',
        message: 'set specification, or specifications for one on each instance type, not both',
        fieldPath: '.specifications',
      },
      {
        rule: 'isSet(self.specification) || isSet(self.specifications)',
        message:
          'specification (or specifications, for one on each instance type) is required: it says what to serve, and with what',
        reason: 'FieldValueRequired',
        fieldPath: '.specification',
      },
      {
        rule: '!(isSet(self.modelName) && isSet(self.container))',
        path: 'Specification',
        message: 'set modelName for a Model or container for an image, not both',
        fieldPath: '.container',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.inferenceComponentStatus', type: 'string' },
      { name: 'ENDPOINT', path: '.status.endpointName', type: 'string' },
      { name: 'COPIES', path: '.status.runtimeConfig.currentCopyCount', type: 'integer' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'InferenceComponentStatus' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'EndpointName' },
    { member: 'VariantName' },
    { member: 'RuntimeConfig' },
    { member: 'LastDeploymentConfig' },
  ],
  logs: { group: '/aws/sagemaker/InferenceComponents/{InferenceComponentName}', form: 'all' },
  hooks: { guard: inferenceComponentGuard },
} as const satisfies KindDescriptor;
