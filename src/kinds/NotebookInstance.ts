import { notebookGuard } from './hooks/notebook-instance.ts';
import { sagemaker } from './services.ts';
import type { KindDescriptor } from './types.ts';

export const NotebookInstance = {
  kind: 'NotebookInstance',
  plural: 'notebookinstances',
  shortNames: ['smnb'],
  service: sagemaker,
  lifetime: 'service',
  name: { member: 'NotebookInstanceName', maxLength: 63 },
  arnMember: 'NotebookInstanceArn',
  operations: {
    create: 'CreateNotebookInstance',
    describe: 'DescribeNotebookInstance',
    start: 'StartNotebookInstance',
    stop: 'StopNotebookInstance',
    delete: 'DeleteNotebookInstance',
    list: {
      operation: 'ListNotebookInstances',
      items: 'NotebookInstances',
      carries: ['NotebookInstanceStatus', 'CreationTime', 'LastModifiedTime', 'Url'],
      detail: 'move',
    },
  },
  standstill: { for: ['update', 'delete'], remembers: 'StoppedByControllerMetadata' },
  updates: [
    {
      operation: 'UpdateNotebookInstance',
      watches: [
        'AcceleratorTypes',
        'AdditionalCodeRepositories',
        'DefaultCodeRepository',
        'InstanceMetadataServiceConfiguration',
        'InstanceType',
        'IpAddressType',
        'LifecycleConfigName',
        'PlatformIdentifier',
        'RoleArn',
        'RootAccess',
        'VolumeSizeInGB',
      ],
      reads: { LifecycleConfigName: 'NotebookInstanceLifecycleConfigName' },
      whenRemoved: [
        { path: 'AcceleratorTypes', send: { DisassociateAcceleratorTypes: true } },
        { path: 'AdditionalCodeRepositories', send: { DisassociateAdditionalCodeRepositories: true } },
        { path: 'DefaultCodeRepository', send: { DisassociateDefaultCodeRepository: true } },
        { path: 'LifecycleConfigName', send: { DisassociateLifecycleConfig: true } },
      ],
      onlyIn: ['stopped'],
      becomes: 'Updating',
    },
  ],
  statuses: {
    member: 'NotebookInstanceStatus',
    initial: 'Pending',
    reasonMember: 'FailureReason',
    phases: {
      Pending: 'busy',
      Updating: 'busy',
      PendingMaintenance: 'busy',
      InMaintenance: 'busy',
      InService: 'ready',
      Stopping: 'stopping',
      Stopped: 'stopped',
      Failed: 'failed',
      Deleting: 'deleting',
    },
  },
  absent: [{ code: 'ValidationException', messagePrefix: 'RecordNotFound' }],
  taken: [{ code: 'ValidationException', messagePrefix: 'Cannot create a duplicate' }],
  references: [
    { path: 'LifecycleConfigName', to: 'NotebookInstanceLifecycleConfig' },
    { path: 'DefaultCodeRepository', to: 'CodeRepository' },
    { path: 'AdditionalCodeRepositories[]', to: 'CodeRepository' },
  ],
  crd: {
    rules: [
      {
        rule: "!isSet(self.directInternetAccess) || self.directInternetAccess != 'Disabled' || isSet(self.subnetID)",
        message: 'subnetID is required with directInternetAccess Disabled: it is all the network that the notebook then has',
        reason: 'FieldValueRequired',
        fieldPath: '.subnetID',
      },
      {
        rule: '!isSet(self.securityGroupIDs) || isSet(self.subnetID)',
        message: 'subnetID is required with securityGroupIDs: they belong to a VPC',
        reason: 'FieldValueRequired',
        fieldPath: '.subnetID',
      },
    ],
    columns: [
      { name: 'STATUS', path: '.status.notebookInstanceStatus', type: 'string' },
      { name: 'TYPE', path: '.spec.instanceType', type: 'string', priority: 1 },
      { name: 'FAILURE-REASON', path: '.status.failureReason', type: 'string', priority: 1 },
    ],
  },
  status: [
    { member: 'NotebookInstanceStatus' },
    { member: 'FailureReason' },
    { member: 'CreationTime' },
    { member: 'LastModifiedTime' },
    { member: 'Url' },
    { member: 'NetworkInterfaceId' },
  ],
  logs: { group: '/aws/sagemaker/NotebookInstances', name: 'NotebookInstanceName', form: 'folder' },
  hooks: { guard: notebookGuard },
} as const satisfies KindDescriptor;
