import { applicationAutoscaling } from './services.ts';
import type { KindDescriptor } from './types.ts';

/** What may be scaled, and between which bounds. One register call makes it, and every later one changes what it names. */
export const ScalableTarget = {
  kind: 'ScalableTarget',
  plural: 'scalabletargets',
  shortNames: ['smst'],
  service: applicationAutoscaling,
  lifetime: 'service',
  name: { member: 'ResourceId', maxLength: 1600, derived: false },
  beside: ['ServiceNamespace', 'ScalableDimension'],
  arnMember: 'ScalableTargetARN',
  upserts: true,
  operations: { create: 'RegisterScalableTarget', describe: 'DescribeScalableTargets', delete: 'DeregisterScalableTarget' },
  record: { in: 'ScalableTargets', by: { ResourceIds: 'ResourceId' } },
  updates: [
    {
      operation: 'RegisterScalableTarget',
      // Not the role: AWS shows its service-linked one, whatever was asked for.
      watches: ['MinCapacity', 'MaxCapacity', 'SuspendedState'],
      sends: ['MinCapacity', 'MaxCapacity', 'SuspendedState', 'RoleARN'],
      onlyIn: ['ready'],
    },
  ],
  absent: [{ code: 'ObjectNotFoundException' }],
  taken: [],
  // AWS deregisters what belongs to an endpoint that is deleted, and refuses to register before there is one.
  references: [
    { path: 'ResourceId', to: 'Endpoint', within: '^endpoint/([^/]+)/variant/' },
    { path: 'ResourceId', to: 'InferenceComponent', within: '^inference-component/(.+)$' },
  ],
  crd: {
    required: ['MinCapacity', 'MaxCapacity'],
    rules: [
      {
        rule: '!has(self.minCapacity) || !has(self.maxCapacity) || self.minCapacity <= self.maxCapacity',
        message: 'minCapacity must not be above maxCapacity',
        reason: 'FieldValueInvalid',
        fieldPath: '.minCapacity',
      },
    ],
    columns: [
      { name: 'RESOURCE', path: '.spec.resourceID', type: 'string' },
      { name: 'MIN', path: '.spec.minCapacity', type: 'integer' },
      { name: 'MAX', path: '.spec.maxCapacity', type: 'integer' },
    ],
  },
  status: [{ member: 'CreationTime' }, { member: 'PredictedCapacity' }],
} as const satisfies KindDescriptor;
