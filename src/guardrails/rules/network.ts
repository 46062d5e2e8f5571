/** Rules about which networks a container reaches. */
import { beside, demanded, given, SPEC, someAt, type Test } from '../cel.ts';
import { isAmong, isNotTrue, isOutside, isSet, isUnset, isNot, listParam } from '../conditions.ts';
import type { Field } from '../fields.ts';
import type { Exemption, Guardrail, Subject } from '../types.ts';
import { RUNS_IMAGE } from './reads.ts';

const isEmptyList: Test = (value) => `${value}.orValue([]).size() == 0`;

/** An endpoint has a network of its own only for inference components, which it shows by a role of its own; else its models have theirs. */
const modelsHaveTheirs = (_holder: string, _field: Field, { kind }: Subject): string | undefined =>
  kind.kind === 'EndpointConfig' ? isUnset(`${SPEC}.?executionRoleARN`) : undefined;

const NETWORK_OPTIONAL: readonly Exemption[] = [
  { path: /[.]OverrideVpcConfig[.]/, reason: 'instead of the cluster’s, which is asked for' },
  { path: /[.]LabelingJobResourceConfig[.]/, reason: 'only for the model that labels along' },
  { path: /^Workforce[.]/, reason: 'where people come from, not containers' },
  { path: /^Domain[.]SubnetIds$/, reason: 'Create asks for it' },
];

export const vpc = {
  id: 'SMOP-02',
  title: 'Containers run in networks of yours',
  fix: 'name subnets and securityGroupIDs that GuardrailParameters allows (subnets, securityGroups)',
  reason: 'Outside of a VPC nothing of yours filters or logs what a container sends',
  about: [
    'Where a kind takes a VPC it must have one, and each subnet and security group must be among `subnets` and `securityGroups`. An EndpointConfig needs one only for inference components, which it shows by an `executionRoleARN`; else its models have theirs. NotebookInstances are asked for theirs by [SMOP-17](#smop-17).',
  ],
  maps: [
    'IAM sagemaker:VpcSubnets, sagemaker:VpcSecurityGroupIds',
    'Config SAGEMAKER_MODEL_IN_VPC, SAGEMAKER_DOMAIN_IN_VPC',
    'Prowler sagemaker_training_jobs_vpc_settings_configured, sagemaker_models_vpc_settings_configured',
  ],
  parameters: ['subnets', 'securityGroups'],
  checks: [
    { reads: /[.](?:Subnets|SubnetIds)\[\]$|[.]SubnetId$/, finds: given(isOutside('subnets')) },
    { reads: /[.](?:SecurityGroups|SecurityGroupIds)\[\]$/, finds: given(isOutside('securityGroups')) },
    { reads: /[.](?:Subnets|SubnetIds)$/, exempt: NETWORK_OPTIONAL, finds: demanded(isEmptyList, modelsHaveTheirs) },
  ],
} as const satisfies Guardrail;

/** All its images are excepted, and it has one. */
function mayReachOut(holder: string, field: Field, subject: Subject): string | undefined {
  const images = beside(subject, field, RUNS_IMAGE);
  const excepted = listParam('imagesWithoutIsolation');
  const some = (test: Test): string => images.map((steps) => someAt(holder, steps, test, 3)).join(' || ');
  const inVain = modelsHaveTheirs(holder, field, subject);
  if (images.length === 0) return inVain;
  const isOther: Test = (value) => `${isSet(value)} && !${isAmong(`${value}.orValue('')`, excepted)}`;
  return `(${some(isSet)}) && !(${some(isOther)})`;
}

export const isolation = {
  id: 'SMOP-03',
  title: 'Containers are isolated from the network',
  fix: 'set it to true',
  reason: 'A container that reaches the network can send away what it has read',
  about: [
    'SageMaker still brings inputs and takes outputs. A container that needs the network (distributed training, a feature store) can’t be isolated: list its image in `imagesWithoutIsolation`. Of several images in one object all must be listed.',
  ],
  maps: [
    'IAM sagemaker:NetworkIsolation',
    'Security Hub SageMaker.5, .11, .12, .14, .20, .25',
    'Config SAGEMAKER_MODEL_ISOLATION_ENABLED',
    'Prowler sagemaker_training_jobs_network_isolation_enabled, sagemaker_models_network_isolation_enabled',
  ],
  parameters: [],
  optional: ['imagesWithoutIsolation'],
  checks: [{ reads: /[.]EnableNetworkIsolation$/, finds: demanded(isNotTrue, mayReachOut) }],
} as const satisfies Guardrail;

export const notebooks = {
  id: 'SMOP-17',
  title: 'Notebooks are closed',
  fix: 'directInternetAccess Disabled, rootAccess Disabled, minimumInstanceMetadataServiceVersion 2, a subnetID, a kmsKeyID, and a platformIdentifier that GuardrailParameters allows (notebookPlatforms)',
  reason: 'A notebook is a machine with a role, a disk and a person on it',
  about: [
    'What AWS takes when a field is not set is the open choice, so each must be set. Which subnet and which key is asked by [SMOP-02](#smop-02) and [SMOP-01](#smop-01).',
  ],
  maps: [
    'IAM sagemaker:DirectInternetAccess, sagemaker:RootAccess, sagemaker:MinimumInstanceMetadataServiceVersion',
    'Security Hub SageMaker.1, .2, .3, .8, .21',
    'Config SAGEMAKER_NOTEBOOK_NO_DIRECT_INTERNET_ACCESS, SAGEMAKER_NOTEBOOK_INSTANCE_INSIDE_VPC',
    'Control Tower CT.SAGEMAKER.PR.1',
  ],
  parameters: ['notebookPlatforms'],
  checks: [
    { reads: /[.]DirectInternetAccess$/, finds: demanded(isNot('Disabled')) },
    { reads: /[.]RootAccess$/, finds: demanded(isNot('Disabled')) },
    { reads: /[.]MinimumInstanceMetadataServiceVersion$/, finds: demanded(isNot('2')) },
    { reads: /^NotebookInstance[.](?:SubnetId|KmsKeyId)$/, finds: demanded(isUnset) },
    {
      reads: /[.]PlatformIdentifier$/,
      finds: demanded((value) => `(${isUnset(value)} || ${isOutside('notebookPlatforms')(value)})`),
    },
  ],
} as const satisfies Guardrail;
