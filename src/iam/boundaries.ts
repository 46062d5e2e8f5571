/**
 * What IAM can say of the same rules, for a service control policy or a permissions boundary: it holds also for who goes around
 * Kubernetes. All of it denies, and the values are the reader's to fill in. A rule that is not here has no condition key.
 */
import { type IamPolicy, policyOf, type Statement } from './policy.ts';

/** Operations that carry a condition key, by IAM's reference. Those that change what is there carry it only where they set it. */
const MONITORS = ['DataQuality', 'ModelBias', 'ModelExplainability', 'ModelQuality'].map((kind) => `Create${kind}JobDefinition`);
const JOBS = ['CreateHyperParameterTuningJob', 'CreateProcessingJob', 'CreateTrainingJob'];
const RUNS = [...JOBS, ...MONITORS, 'CreateMonitoringSchedule'];
const IN_VPC = [...RUNS, 'CreateAutoMLJobV2', 'CreateModel'];
const creates = {
  VolumeKmsKey: [
    ...RUNS,
    'CreateAutoMLJobV2',
    'CreateEndpointConfig',
    'CreateLabelingJob',
    'CreateNotebookInstance',
    'CreateTransformJob',
  ],
  OutputKmsKey: [...RUNS, 'CreateAutoMLJobV2', 'CreateLabelingJob', 'CreateTransformJob'],
  VpcSubnets: IN_VPC,
  VpcSecurityGroupIds: IN_VPC,
  NetworkIsolation: [...RUNS, 'CreateModel'],
  InterContainerTrafficEncryption: [...RUNS, 'CreateAutoMLJobV2'],
  InstanceTypes: [
    ...RUNS,
    'CreateApp',
    'CreateCluster',
    'CreateDomain',
    'CreateEndpointConfig',
    'CreateNotebookInstance',
    'CreateSpace',
    'CreateTransformJob',
    'CreateUserProfile',
  ],
  MaxRuntimeInSeconds: RUNS,
  KeepAlivePeriod: ['CreateTrainingJob'],
  EnableRemoteDebug: ['CreateTrainingJob'],
  DirectGatedModelAccess: ['CreateModel', 'CreateTrainingJob'],
  DirectInternetAccess: ['CreateNotebookInstance'],
  RootAccess: ['CreateNotebookInstance'],
  MinimumInstanceMetadataServiceVersion: ['CreateNotebookInstance'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Key = keyof typeof creates;

/** The same, where an operation changes it later. */
const updates: Partial<Record<Key, readonly string[]>> = {
  InstanceTypes: [
    'UpdateCluster',
    'UpdateDomain',
    'UpdateMonitoringSchedule',
    'UpdateNotebookInstance',
    'UpdateSpace',
    'UpdateTrainingJob',
    'UpdateUserProfile',
  ],
  KeepAlivePeriod: ['UpdateTrainingJob'],
  EnableRemoteDebug: ['UpdateTrainingJob'],
  MaxRuntimeInSeconds: ['UpdateMonitoringSchedule'],
  RootAccess: ['UpdateNotebookInstance'],
  VpcSubnets: ['CreateEndpointConfig', 'UpdateCluster', 'UpdateDomain', 'UpdateMonitoringSchedule'],
  VpcSecurityGroupIds: ['CreateEndpointConfig', 'UpdateCluster', 'UpdateDomain', 'UpdateMonitoringSchedule', 'UpdateUserProfile'],
  VolumeKmsKey: ['UpdateMonitoringSchedule'],
  OutputKmsKey: ['UpdateMonitoringSchedule'],
};

const deny = (
  sid: string,
  actions: readonly string[],
  operator: string,
  keyed: Readonly<Record<string, string | readonly string[]>>,
): Statement => ({
  Sid: sid,
  Effect: 'Deny',
  Action: actions.map((action) => `sagemaker:${action}`).toSorted(),
  Resource: '*',
  Condition: { [operator]: keyed },
});

/** It must be said. */
const unsaid = (key: Key, actions: readonly string[] = creates[key]): Statement =>
  deny(`No${key}`, actions, 'Null', { [`sagemaker:${key}`]: 'true' });
/** What is said must be one of these. An operator with IfExists would deny what does not say it; Null is for that. */
const other = (key: Key, operator: string, value: string | readonly string[]): Statement =>
  deny(`Other${key}`, [...creates[key], ...(updates[key] ?? [])], operator, { [`sagemaker:${key}`]: value });
/** Unsaid counts as false. */
const notTrue = (key: Key): Statement => deny(`Not${key}`, creates[key], 'BoolIfExists', { [`sagemaker:${key}`]: 'false' });

const TAG = 'aws:RequestTag/team';
const TAGGED = [...JOBS, 'CreateEndpoint', 'CreateEndpointConfig', 'CreateModel', 'CreateNotebookInstance', 'CreateTransformJob'];

export const boundaries: ReadonlyMap<`SMOP-${number}${number}`, IamPolicy> = new Map([
  [
    'SMOP-01',
    policyOf(
      unsaid('VolumeKmsKey'),
      unsaid('OutputKmsKey'),
      other('VolumeKmsKey', 'ArnNotEqualsIfExists', ['arn:aws:kms:*:ACCOUNT_ID:key/KEY_ID']),
      other('OutputKmsKey', 'ArnNotEqualsIfExists', ['arn:aws:kms:*:ACCOUNT_ID:key/KEY_ID']),
    ),
  ],
  [
    'SMOP-02',
    policyOf(
      unsaid('VpcSubnets'),
      other('VpcSubnets', 'ForAnyValue:StringNotEquals', ['SUBNET_ID']),
      other('VpcSecurityGroupIds', 'ForAnyValue:StringNotEquals', ['SECURITY_GROUP_ID']),
    ),
  ],
  ['SMOP-03', policyOf(notTrue('NetworkIsolation'))],
  ['SMOP-04', policyOf(notTrue('InterContainerTrafficEncryption'))],
  ['SMOP-05', policyOf(other('InstanceTypes', 'ForAnyValue:StringNotLike', ['ml.m5.*', 'ml.g5.xlarge']))],
  ['SMOP-08', policyOf(unsaid('MaxRuntimeInSeconds'), other('MaxRuntimeInSeconds', 'NumericGreaterThan', '86400'))],
  ['SMOP-09', policyOf(deny('NoTeam', TAGGED, 'Null', { [TAG]: 'true' }))],
  ['SMOP-15', policyOf(other('KeepAlivePeriod', 'NumericGreaterThan', '1800'))],
  ['SMOP-16', policyOf(other('EnableRemoteDebug', 'Bool', 'true'), other('DirectGatedModelAccess', 'Bool', 'true'))],
  [
    'SMOP-17',
    policyOf(
      other('DirectInternetAccess', 'StringNotEquals', 'Disabled'),
      other('RootAccess', 'StringNotEqualsIfExists', 'Disabled'),
      deny('OtherMinimumInstanceMetadataServiceVersion', creates.MinimumInstanceMetadataServiceVersion, 'StringNotEquals', {
        'sagemaker:MinimumInstanceMetadataServiceVersion': '2',
      }),
      unsaid('VpcSubnets', ['CreateNotebookInstance']),
      unsaid('VolumeKmsKey', ['CreateNotebookInstance']),
    ),
  ],
]);
