import { jobDefinition } from './job-definition.ts';
import type { KindDescriptor } from './types.ts';

export const ModelExplainabilityJobDefinition = {
  ...jobDefinition('ModelExplainability'),
  shortNames: ['smexplain'],
  operations: {
    create: 'CreateModelExplainabilityJobDefinition',
    describe: 'DescribeModelExplainabilityJobDefinition',
    delete: 'DeleteModelExplainabilityJobDefinition',
  },
} as const satisfies KindDescriptor;
