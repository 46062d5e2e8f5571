import { modelArtifacts } from './common-references.ts';
import { validationFailure } from './hooks/validation.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

/** What people decide on in Studio as well as here: an approval given there must not be taken back by a spec that is older. */
const DECIDED = ['ModelApprovalStatus', 'ApprovalDescription', 'ModelLifeCycle'] as const;

export const ModelPackage = {
  kind: 'ModelPackage',
  plural: 'modelpackages',
  shortNames: ['smmp'],
  service: sagemaker,
  lifetime: 'service',
  // A version in a group has no name of its own, and is addressed by its ARN instead.
  name: { member: 'ModelPackageName', maxLength: 63, derived: false },
  id: { member: 'ModelPackageName', from: 'arn', arn: 'model-package/{ModelPackageGroupName}/{ModelPackageVersion}' },
  arnMember: 'ModelPackageArn',
  token: 'ClientToken',
  untaggedWith: 'ModelPackageGroupName',
  operations: { create: 'CreateModelPackage', describe: 'DescribeModelPackage', delete: 'DeleteModelPackage' },
  updates: [
    {
      operation: 'UpdateModelPackage',
      watches: DECIDED,
      edited: DECIDED,
      onlyIn: ['ready'],
      remembers: { annotation: 'sagemaker.services.k8s.aws/last-spec-for-update' },
    },
    {
      operation: 'UpdateModelPackage',
      watches: [
        'ModelPackageRegistrationType',
        'CustomerMetadataProperties',
        'AdditionalInferenceSpecifications',
        'InferenceSpecification',
        'SourceUri',
        'ModelCard.ModelCardStatus',
        'ModelCard.ModelCardContent',
      ],
      documents: ['ModelCard.ModelCardContent'],
      grows: { AdditionalInferenceSpecifications: 'Name' },
      drops: { CustomerMetadataProperties: 'CustomerMetadataPropertiesToRemove' },
      writes: { AdditionalInferenceSpecifications: 'AdditionalInferenceSpecificationsToAdd' },
      onlyIn: ['ready'],
    },
  ],
  statuses: {
    member: 'ModelPackageStatus',
    initial: 'Pending',
    reasonMember: 'FailureReason',
    phases: { Pending: 'busy', InProgress: 'busy', Completed: 'ready', Failed: 'failed', Deleting: 'deleting' },
  },
  absent: [{ code: 'ValidationException', messageSuffix: 'does not exist.' }],
  taken: [{ code: 'ConflictException' }],
  references: [
    { path: 'ModelPackageGroupName', to: 'ModelPackageGroup' },
    ...modelArtifacts('InferenceSpecification.Containers[].ModelDataUrl'),
    ...modelArtifacts('AdditionalInferenceSpecifications[].Containers[].ModelDataUrl'),
    ...modelArtifacts('SourceAlgorithmSpecification.SourceAlgorithms[].ModelDataUrl'),
    { path: 'SourceAlgorithmSpecification.SourceAlgorithms[].AlgorithmName', to: 'Algorithm' },
  ],
  crd: {
    extra: [{ shape: 'UpdateModelPackageInput', member: 'ApprovalDescription' }],
    rules: [
      {
        rule: '!(isSet(self.modelPackageName) && (isSet(self.modelPackageGroupName) || has(self.modelPackageGroupRef)))',
        message:
          'set modelPackageGroupName for a version in a group or modelPackageName for a package that stands alone, not both',
        fieldPath: '.modelPackageName',
      },
      {
        rule: 'isSet(self.modelPackageName) || isSet(self.modelPackageGroupName) || has(self.modelPackageGroupRef)',
        message: 'modelPackageGroupName is required (or modelPackageName, for a package that stands alone)',
        reason: 'FieldValueRequired',
        fieldPath: '.modelPackageGroupName',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.modelPackageStatus', type: 'string' },
      { name: 'GROUP', path: '.spec.modelPackageGroupName', type: 'string' },
      { name: 'VERSION', path: '.status.modelPackageVersion', type: 'integer' },
      { name: 'APPROVAL', path: '.status.modelApprovalStatus', type: 'string' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'ModelPackageStatus' },
    { member: 'ModelPackageStatusDetails' },
    { member: 'ModelPackageVersion' },
    { member: 'ModelApprovalStatus' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'LastModifiedBy' },
    { member: 'FailureReason', type: 'string', description: 'What failed when the package was validated or scanned.' },
  ],
  hooks: { enrich: validationFailure('ModelPackageStatusDetails') },
} as const satisfies KindDescriptor;
