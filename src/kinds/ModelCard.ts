import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const ModelCard = {
  kind: 'ModelCard',
  plural: 'modelcards',
  shortNames: ['smcard'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'ModelCardName', maxLength: 63 },
  arnMember: 'ModelCardArn',
  operations: { create: 'CreateModelCard', describe: 'DescribeModelCard', delete: 'DeleteModelCard' },
  updates: [
    {
      operation: 'UpdateModelCard',
      watches: ['Content', 'ModelCardStatus'],
      documents: ['Content'],
      onlyIn: ['ready'],
    },
  ],
  absent: [],
  taken: [{ code: 'ConflictException' }],
  references: [],
  crd: {
    rules: [
      {
        rule: "!self.contains('\\n')",
        path: 'Content',
        message: 'SageMaker takes the card in one line: in YAML, content: >- joins lines that are indented alike',
      },
    ],
    columns: [
      { name: 'CARD-STATUS', path: '.status.modelCardStatus', type: 'string' },
      { name: 'VERSION', path: '.status.modelCardVersion', type: 'integer' },
    ],
  },
  status: [
    { member: 'ModelCardStatus' },
    { member: 'ModelCardVersion' },
    { member: 'ModelCardProcessingStatus' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'LastModifiedBy' },
  ],
} as const satisfies KindDescriptor;
