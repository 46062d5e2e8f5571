import { greengrass } from './services.ts';
import type { KindDescriptor } from './types.ts';

/** Which components the devices of a target are to have. Another list is another deployment, and supersedes it. */
export const Deployment = {
  kind: 'Deployment',
  plural: 'deployments',
  shortNames: ['smdeploy'],
  service: greengrass,
  lifetime: 'service',
  // Its name is a caption.
  id: { member: 'deploymentId', from: 'output' },
  arnMember: 'deploymentArn',
  // One to a single device has no job.
  arnFrom: { like: ['iotJobArn', 'targetArn'], service: 'greengrass', resource: 'deployments:{deploymentId}' },
  token: 'clientToken',
  operations: {
    create: 'CreateDeployment',
    describe: 'GetDeployment',
    stop: 'CancelDeployment',
    delete: 'DeleteDeployment',
  },
  record: { lifts: { CreationTime: 'creationTimestamp' } },
  updates: [],
  statuses: {
    member: 'deploymentStatus',
    initial: 'ACTIVE',
    phases: {
      // One to a group stays active for devices that join it later.
      ACTIVE: 'ready',
      COMPLETED: 'stopped',
      CANCELED: 'stopped',
      // Superseded by a newer one.
      INACTIVE: 'stopped',
      FAILED: 'failed',
    },
  },
  // AWS deletes none that is active.
  standstill: { for: ['delete'] },
  absent: [],
  taken: [],
  // Those of AWS's own are there for everyone.
  references: [
    { path: 'components', to: 'ComponentVersion', each: '{key}={componentVersion}', within: String.raw`^(?!aws\.)(.+)$` },
  ],
  crd: {
    columns: [
      { name: 'STATUS', path: '.status.deploymentStatus', type: 'string' },
      { name: 'LATEST', path: '.status.isLatestForTarget', type: 'boolean' },
      { name: 'TARGET', path: '.spec.targetARN', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'deploymentStatus' },
    { member: 'deploymentId' },
    { member: 'revisionId' },
    { member: 'isLatestForTarget' },
    { member: 'iotJobId' },
    { member: 'iotJobArn' },
    { member: 'CreationTime' },
  ],
  // It is canceled at once; one to a single device ends by itself.
  poll: { busyMs: 5_000, settledMs: 120_000 },
} as const satisfies KindDescriptor;
