import { jobDefinition } from './job-definition.ts';
import type { KindDescriptor } from './types.ts';

export const ModelQualityJobDefinition = {
  ...jobDefinition('ModelQuality'),
  shortNames: ['smmq'],
  operations: {
    create: 'CreateModelQualityJobDefinition',
    describe: 'DescribeModelQualityJobDefinition',
    delete: 'DeleteModelQualityJobDefinition',
  },
} as const satisfies KindDescriptor;
