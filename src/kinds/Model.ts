import { modelArtifacts } from './common-references.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const Model = {
  kind: 'Model',
  plural: 'models',
  shortNames: ['smmodel'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'ModelName', maxLength: 63 },
  arnMember: 'ModelArn',
  operations: { create: 'CreateModel', describe: 'DescribeModel', delete: 'DeleteModel' },
  updates: [],
  absent: [{ code: 'ValidationException', messagePrefix: 'Could not find model' }],
  taken: [{ code: 'ValidationException', messagePrefix: 'Cannot create already existing model' }],
  references: ['PrimaryContainer', 'Containers[]'].flatMap((container) => [
    ...modelArtifacts(`${container}.ModelDataUrl`),
    ...modelArtifacts(`${container}.ModelDataSource.S3DataSource.S3Uri`),
    { path: `${container}.ModelPackageName`, to: 'ModelPackage', take: 'arn' } as const,
  ]),
  crd: {
    mutable: [],
    rules: [
      {
        rule: '!(isSet(self.primaryContainer) && isSet(self.containers))',
        message: 'set primaryContainer for one container or containers for an inference pipeline of 2 to 15, not both',
        fieldPath: '.containers',
      },
      {
        rule: 'isSet(self.primaryContainer) || isSet(self.containers)',
        message: 'primaryContainer (or containers, for an inference pipeline) is required: it names the image and the model data',
        reason: 'FieldValueRequired',
        fieldPath: '.primaryContainer',
      },
    ],
    columns: [{ name: 'IMAGE', path: '.spec.primaryContainer.image', type: 'string', priority: 1 }],
  },
  status: [{ member: 'CreationTime' }, { member: 'DeploymentRecommendation' }],
} as const satisfies KindDescriptor;
