import { jobDefinition } from './job-definition.ts';
import type { KindDescriptor } from './types.ts';

export const DataQualityJobDefinition = {
  ...jobDefinition('DataQuality'),
  shortNames: ['smdq'],
  operations: {
    create: 'CreateDataQualityJobDefinition',
    describe: 'DescribeDataQualityJobDefinition',
    delete: 'DeleteDataQualityJobDefinition',
  },
} as const satisfies KindDescriptor;
