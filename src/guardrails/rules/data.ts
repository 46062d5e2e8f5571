/** Rules about where data is kept, how it is encrypted, and what it says. */
import { beside, demanded, given, someAt, type Test } from '../cel.ts';
import { isAmong, isNotTrue, isOutside, isSet, isTrue, isUnset, listParam } from '../conditions.ts';
import type { Field } from '../fields.ts';
import type { Exemption, Guardrail, Subject } from '../types.ts';
import { RUNS_ON } from './reads.ts';

const KEYS = /Kms(?:Key)?(?:Id)?$/;

/** No volume, no key: instances with local disks take none, and serverless variants have no instances. */
function needsNoVolumeKey(holder: string, field: Field, subject: Subject): string | undefined {
  const types = beside(subject, field, RUNS_ON);
  if (types.length === 0) return undefined;
  const local = listParam('instanceTypesWithoutVolumeKey');
  const takesKey: Test = (value) => `${isSet(value)} && !${isAmong(`${value}.orValue('')`, local)}`;
  return `!(${types.map((steps) => someAt(holder, steps, takesKey, 3)).join(' || ')})`;
}

const OPTIONAL_KEYS: readonly Exemption[] = [
  { path: /[.]S3KmsKeyId$/, reason: 'a default for what people share from Studio; its bucket has a key of its own' },
  { path: /[.]HomeEfsFileSystemKmsKeyId$/, reason: 'retired: KmsKeyId took its place' },
  { path: /^(ModelCard|ModelPackage)[.]SecurityConfig/, reason: 'encrypts a description, which holds no data' },
  { path: /DatasetDefinition[.]KmsKeyId$/, reason: 'for what a query leaves behind; the volume that it comes to is asked for' },
  { path: /CoreDumpConfig[.]KmsKeyId$/, reason: 'core dumps go where the bucket has a key of its own' },
  { path: /^Algorithm[.]ValidationSpecification/, reason: 'a run of AWS’s own that checks the algorithm' },
  { path: /^ModelPackage[.]ValidationSpecification/, reason: 'a run of AWS’s own that checks the package' },
];

export const encryption = {
  id: 'SMOP-01',
  title: 'Volumes and outputs are encrypted with a key of yours',
  fix: 'set it to a key that GuardrailParameters allows (kmsKeys)',
  reason: 'Without it data lies under a key of AWS’s, whose use nobody of yours can grant or revoke',
  about: [
    'Every key must be among `kmsKeys`, and be named as it stands there: an alias, an id and an ARN of the same key are three names. Where an output or a volume can have a key it must have one.',
    'Instances with local disks take no key for their volume (`ml.g5.*`, `ml.p4d.*`): list them in `instanceTypesWithoutVolumeKey`.',
  ],
  maps: [
    'IAM sagemaker:VolumeKmsKey, sagemaker:OutputKmsKey',
    'Security Hub SageMaker.17, .18, .21, .23, .24',
    'Config SAGEMAKER_ENDPOINT_CONFIGURATION_KMS_KEY_CONFIGURED',
    'Prowler sagemaker_training_jobs_volume_and_output_encryption_enabled',
  ],
  parameters: ['kmsKeys'],
  optional: ['instanceTypesWithoutVolumeKey'],
  checks: [
    { reads: KEYS, finds: given(isOutside('kmsKeys')) },
    { reads: KEYS, exempt: OPTIONAL_KEYS, finds: demanded(isUnset, needsNoVolumeKey) },
  ],
} as const satisfies Guardrail;

/** One instance has nobody to talk to. Where a kind does not tell how many there are, there may be several. */
function runsAlone(holder: string, field: Field, subject: Subject): string | undefined {
  const counts = beside(subject, field, /[.]InstanceCount$/);
  const groups = beside(subject, field, /[.]InstanceGroups$/);
  if (counts.length === 0) return undefined;
  const several = counts.map((steps) => someAt(holder, steps, (value) => `${value}.orValue(0) > 1`, 3));
  const grouped = groups.map((steps) => someAt(holder, steps, (value) => `${value}.orValue([]).size() > 1`, 3));
  return `!(${[...several, ...grouped].join(' || ')})`;
}

export const trafficEncryption = {
  id: 'SMOP-04',
  title: 'Traffic between the instances of a job is encrypted',
  fix: 'set it to true',
  reason: 'Several instances exchange data and gradients over the network',
  about: ['A job on one instance is not meant. A kind that does not tell its number of instances is (Autopilot).'],
  maps: ['IAM sagemaker:InterContainerTrafficEncryption', 'Security Hub SageMaker.9, .10, .13, .15, .22'],
  parameters: [],
  checks: [{ reads: /[.]EnableInterContainerTrafficEncryption$/, finds: demanded(isNotTrue, runsAlone) }],
} as const satisfies Guardrail;

const NO_PLACE_OF_OURS: readonly Exemption[] = [
  { path: /(Image|Repository|Jwks|Landing)Ur[il]$/, reason: 'no place in S3' },
  { path: /[.]TemplateURL$/, reason: 'a template of AWS Service Catalog' },
  { path: /[.]RStudio\w+Url$/, reason: 'a server of RStudio' },
  { path: /^(Action|Artifact|Context)[.]Source[.]SourceUri$/, reason: 'a note about where something came from: nothing is read' },
  { path: /^ModelPackage[.]SourceUri$/, reason: 'a note about where something came from: nothing is read' },
  { path: /[.]FSx\w*[.]|[.]MountPath$|[.](Local|FileSystem|Directory)Path$|EndpointPath$/, reason: 'a path in a file system' },
  { path: /PrefixAwareRouting|PrefixLength$/, reason: 'no place in S3' },
  { path: /[.](source|destination)Path$/, reason: 'a path on a device' },
  { path: /[.]S3BucketOwner\w+$/, reason: 'whose the bucket is, not where' },
  { path: /[.]ResolvedOutputS3Uri$/, reason: 'AWS’s answer, which Create does not read' },
  {
    path: /^Pipeline[.]PipelineDefinitionS3Location[.]Bucket$/,
    reason: 'no URI: the definition it leads to can’t be seen from here either',
  },
  { path: /[.](AuthorizedUrlConfigs?|Endpoint|WebhookUrl)/, reason: 'no place in S3' },
];

export const s3Prefixes = {
  id: 'SMOP-12',
  title: 'Data stays in the places of the namespace',
  fix: 'choose a place that GuardrailParameters allows (s3Prefixes)',
  reason: 'What a job reads and writes is bounded by its role alone, and a role is often shared',
  about: [
    'Inputs, outputs, checkpoints, code, models, captures. The API has no condition key for them, so nothing but admission can refuse one.',
    'Not seen: places in hyperparameters, environments, arguments and the definitions of pipelines; data that a file system serves. Values that a `…Ref` takes come from an object of the same namespace, which had to pass itself.',
  ],
  maps: ['No IAM key: bucket policies'],
  parameters: ['s3Prefixes'],
  checks: [
    {
      reads: /(?:Ur[il]s?|S3\w*Path|S3OutputLocation|S3FailurePath|S3ArtifactPath|Bucket)$|(?:^|[.])S3\w*(?:Uri|Path|Location)$/,
      exempt: NO_PLACE_OF_OURS,
      finds: given(isOutside('s3Prefixes')),
    },
  ],
} as const satisfies Guardrail;

/** How well-known credentials begin. What matches is never repeated in the message: it names the key alone. */
const CREDENTIALS = String.raw`^(A[KS]IA[A-Z0-9]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|eyJ[A-Za-z0-9_-]{10}|gh[pousr]_[A-Za-z0-9]{30}|xox[abprs]-|hf_[A-Za-z0-9]{30})`;
/** The API server charges for the length of what is matched, and a tuning job may hold a thousand long values. */
const BEGINNING = 64;
const CALLED_SECRET = String.raw`(?i)(^|[_.-])(password|passwd|pwd|secret|secret_?key|access_?key|api_?key|token|credentials?)$`;
/** A reference to a secret is the right way, and no secret. */
const REFERENCE = String.raw`^(arn:|s3://|ssm:|/|$)`;

const looksSecret: Test = (value, key = "''") => {
  const text = `${value}.orValue('')`;
  const begins = `${text}.substring(0, ${text}.size() < ${BEGINNING} ? ${text}.size() : ${BEGINNING})`;
  const isCalledSo = `${key}.matches(r'${CALLED_SECRET}') && !${begins}.matches(r'${REFERENCE}')`;
  return `(${begins}.matches(r'${CREDENTIALS}') || (${isCalledSo}))`;
};

export const secrets = {
  id: 'SMOP-18',
  title: 'No secret stands in hyperparameters or the environment',
  fix: 'put it into Secrets Manager, give the execution role the right to read it, and name its ARN here',
  reason: 'Whoever may describe the job in AWS, or read the object here, reads it',
  about: [
    'Found by how well-known credentials begin, and by keys that end in password, secret, token and the like. Values that begin as ARNs or paths are taken for references. It is a guess: advise rather than enforce.',
    'The message names the key and never the value. The API server’s audit log may hold the whole request all the same.',
  ],
  maps: ['The advice in AWS’s reference of CreateTrainingJob'],
  parameters: [],
  checks: [{ reads: /(?:Environment|HyperParameters|EnvironmentVariables)\{\}$/i, finds: given(looksSecret) }],
} as const satisfies Guardrail;

export const debugging = {
  id: 'SMOP-16',
  title: 'Nobody logs in to a job, and no gated model comes in by itself',
  fix: 'leave it out, or set it to false',
  reason: 'A shell in a training container has its role; a licence is for the company to accept, once, in a private hub',
  about: [
    '`enableRemoteDebug` opens a shell through Systems Manager. `acceptEula` accepts the licence of a gated model on the way.',
  ],
  maps: ['IAM sagemaker:EnableRemoteDebug, sagemaker:DirectGatedModelAccess'],
  parameters: [],
  checks: [{ reads: /[.](?:EnableRemoteDebug|AcceptEula)$/, finds: given(isTrue) }],
} as const satisfies Guardrail;
