import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const EndpointConfig = {
  kind: 'EndpointConfig',
  plural: 'endpointconfigs',
  shortNames: ['smepc'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'EndpointConfigName', maxLength: 63 },
  arnMember: 'EndpointConfigArn',
  operations: { create: 'CreateEndpointConfig', describe: 'DescribeEndpointConfig', delete: 'DeleteEndpointConfig' },
  updates: [],
  absent: [{ code: 'ValidationException', messagePrefix: 'Could not find endpoint configuration' }],
  taken: [{ code: 'ValidationException', messagePrefix: 'Cannot create already existing endpoint configuration' }],
  references: [
    { path: 'ProductionVariants[].ModelName', to: 'Model' },
    { path: 'ShadowProductionVariants[].ModelName', to: 'Model' },
    { path: 'ProductionVariants[].InstancePools[].ModelNameOverride', to: 'Model' },
    { path: 'ShadowProductionVariants[].InstancePools[].ModelNameOverride', to: 'Model' },
  ],
  crd: {
    mutable: [],
    columns: [
      { name: 'INSTANCE', path: '.spec.productionVariants[0].instanceType', type: 'string' },
      { name: 'MODEL', path: '.spec.productionVariants[0].modelName', type: 'string', priority: 1 },
    ],
  },
  status: [{ member: 'CreationTime' }],
} as const satisfies KindDescriptor;
