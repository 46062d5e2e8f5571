import { applicationAutoscaling } from './services.ts';
import type { KindDescriptor } from './types.ts';

/** When to scale a scalable target, and by how much. */
export const ScalingPolicy = {
  kind: 'ScalingPolicy',
  plural: 'scalingpolicies',
  shortNames: ['smsp'],
  service: applicationAutoscaling,
  lifetime: 'service',
  name: { member: 'PolicyName', maxLength: 256 },
  beside: ['ServiceNamespace', 'ResourceId', 'ScalableDimension'],
  arnMember: 'PolicyARN',
  upserts: true,
  operations: { create: 'PutScalingPolicy', describe: 'DescribeScalingPolicies', delete: 'DeleteScalingPolicy' },
  record: { in: 'ScalingPolicies', by: { PolicyNames: 'PolicyName' } },
  updates: [
    {
      operation: 'PutScalingPolicy',
      watches: [
        'TargetTrackingScalingPolicyConfiguration',
        'StepScalingPolicyConfiguration',
        'PredictiveScalingPolicyConfiguration',
      ],
      sends: [
        'TargetTrackingScalingPolicyConfiguration',
        'StepScalingPolicyConfiguration',
        'PredictiveScalingPolicyConfiguration',
        'PolicyType',
      ],
      onlyIn: ['ready'],
    },
  ],
  absent: [{ code: 'ObjectNotFoundException' }],
  taken: [],
  references: [{ path: 'ResourceId', to: 'ScalableTarget' }],
  crd: {
    mutable: [
      'TargetTrackingScalingPolicyConfiguration',
      'StepScalingPolicyConfiguration',
      'PredictiveScalingPolicyConfiguration',
      'PolicyType',
    ],
    columns: [
      { name: 'RESOURCE', path: '.spec.resourceID', type: 'string' },
      { name: 'TYPE', path: '.spec.policyType', type: 'string' },
    ],
  },
  status: [{ member: 'CreationTime' }, { member: 'Alarms', keepFirst: 10 }],
} as const satisfies KindDescriptor;
