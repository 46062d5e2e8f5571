import { endpointGuard } from './hooks/endpoint.ts';
import { instanceMetrics } from './instance-metrics.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

const VARIANT = [
  { name: 'VARIANT', path: 'VariantName' },
  { name: 'WEIGHT', path: 'CurrentWeight' },
  { name: 'WANTED WEIGHT', path: 'DesiredWeight' },
  { name: 'INSTANCES', path: 'CurrentInstanceCount' },
  { name: 'WANTED INSTANCES', path: 'DesiredInstanceCount' },
] as const;

const BY_VARIANT = {
  dimensions: { EndpointName: '{EndpointName}', VariantName: '{each}' },
  each: { list: 'ProductionVariants', member: 'VariantName' },
} as const;

export const Endpoint = {
  kind: 'Endpoint',
  plural: 'endpoints',
  shortNames: ['smep'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'EndpointName', maxLength: 63 },
  arnMember: 'EndpointArn',
  operations: {
    create: 'CreateEndpoint',
    describe: 'DescribeEndpoint',
    delete: 'DeleteEndpoint',
    list: {
      operation: 'ListEndpoints',
      items: 'Endpoints',
      carries: ['EndpointStatus', 'CreationTime', 'LastModifiedTime'],
      detail: 'move',
    },
  },
  updates: [
    {
      operation: 'UpdateEndpoint',
      // A deploymentConfig alone is no reason to deploy: AWS wants a new config, and the policy goes along with that.
      watches: ['EndpointConfigName'],
      sends: ['EndpointConfigName', 'DeploymentConfig', 'RetainAllVariantProperties', 'ExcludeRetainedVariantProperties'],
      // Counts and weights that an autoscaler has set survive a deployment unless the user says otherwise.
      defaults: { RetainAllVariantProperties: true },
      onlyIn: ['ready', 'failed'],
      becomes: 'Updating',
      remembers: { annotation: 'sagemaker.services.k8s.aws/last-endpoint-config-for-update', path: 'EndpointConfigName' },
    },
  ],
  statuses: {
    member: 'EndpointStatus',
    initial: 'Creating',
    reasonMember: 'FailureReason',
    phases: {
      Creating: 'busy',
      Updating: 'busy',
      SystemUpdating: 'busy',
      RollingBack: 'busy',
      InService: 'ready',
      OutOfService: 'failed',
      Failed: 'failed',
      UpdateRollbackFailed: 'failed',
      Deleting: 'deleting',
    },
  },
  absent: [{ code: 'ValidationException', messagePrefix: 'Could not find endpoint "' }],
  taken: [{ code: 'ValidationException', messagePrefix: 'Cannot create already existing endpoint "' }],
  references: [{ path: 'EndpointConfigName', to: 'EndpointConfig' }],
  crd: {
    mutable: ['EndpointConfigName', 'DeploymentConfig', 'RetainAllVariantProperties', 'ExcludeRetainedVariantProperties'],
    extra: [
      { shape: 'UpdateEndpointInput', member: 'RetainAllVariantProperties' },
      { shape: 'UpdateEndpointInput', member: 'ExcludeRetainedVariantProperties' },
    ],
    columns: [
      { name: 'STATUS', path: '.status.endpointStatus', type: 'string' },
      { name: 'CONFIG', path: '.status.endpointConfigName', type: 'string' },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'EndpointStatus' },
    // What it serves at present: during an update the spec names another.
    { member: 'EndpointConfigName' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'ProductionVariants' },
    { member: 'ShadowProductionVariants' },
    { member: 'PendingDeploymentSummary' },
    { member: 'LastDeploymentConfig' },
  ],
  logs: { group: '/aws/sagemaker/Endpoints/{EndpointName}', form: 'all' },
  measures: {
    sets: [
      {
        namespace: 'AWS/SageMaker',
        ...BY_VARIANT,
        metrics: [
          { name: 'Invocations', statistic: 'Sum' },
          { name: 'Invocation4XXErrors', statistic: 'Sum' },
          { name: 'Invocation5XXErrors', statistic: 'Sum' },
          { name: 'ModelLatency', statistic: 'Average', unit: 'Microseconds' },
          { name: 'OverheadLatency', statistic: 'Average', unit: 'Microseconds' },
        ],
      },
      { namespace: '/aws/sagemaker/Endpoints', ...BY_VARIANT, metrics: instanceMetrics },
    ],
  },
  parts: [
    { title: 'variants', list: 'ProductionVariants', columns: VARIANT },
    { title: 'shadow variants', list: 'ShadowProductionVariants', columns: VARIANT },
  ],
  hooks: { guard: endpointGuard },
} as const satisfies KindDescriptor;
