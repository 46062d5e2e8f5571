import { jobDefinition } from './job-definition.ts';
import type { KindDescriptor } from './types.ts';

export const ModelBiasJobDefinition = {
  ...jobDefinition('ModelBias'),
  shortNames: ['smbias'],
  operations: {
    create: 'CreateModelBiasJobDefinition',
    describe: 'DescribeModelBiasJobDefinition',
    delete: 'DeleteModelBiasJobDefinition',
  },
} as const satisfies KindDescriptor;
