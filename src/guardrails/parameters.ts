/** What a platform team tells the rules, a namespace at a time: an object of a kind of its own, so that types and bounds are checked. */
import { companionFile, type Companion } from '../crd/companions.ts';
import type { Schema } from '../crd/schema.ts';

export const PARAMETERS = {
  group: 'services.k8s.aws',
  version: 'v1alpha1',
  kind: 'GuardrailParameters',
  plural: 'guardrailparameters',
  /** The one name that bindings look for. */
  name: 'default',
} as const;

const LIST_LIMITS = { minItems: 1, maxItems: 100 } as const;

const patterns = (what: string, item: Partial<Schema> = {}): Schema => ({
  description: `${what} An entry that ends in * means all that begins so.`,
  type: 'array',
  ...LIST_LIMITS,
  items: { type: 'string', minLength: 1, maxLength: 512, ...item },
});

const amount = (description: string): Schema => ({ description, type: 'integer', format: 'int64', minimum: 1 });

/** By name, in the spec of GuardrailParameters. A list that allows nothing would be a typo: to allow nothing, take the right to create. */
export const parameters = {
  kmsKeys: patterns('KMS keys that may be used, by ARN, id or alias, as specs name them.'),
  instanceTypesWithoutVolumeKey: patterns(
    'Instance types that take no key for their volume, because their disks are local: ml.g5.*',
  ),
  subnets: patterns('Subnets that may be used.', { pattern: '^(subnet-|\\*$)' }),
  securityGroups: patterns('Security groups that may be used.', { pattern: '^(sg-|\\*$)' }),
  imagesWithoutIsolation: patterns('Images that may reach the network.'),
  instanceTypes: patterns('Instance types that may be used: ml.m5.*', { pattern: '^(ml[.]|\\*$)' }),
  maxInstances: amount('Most instances that one place of an object may ask for: a job, a trial, all variants of an endpoint.'),
  maxVolumeSizeInGB: amount('Largest volume of an instance.'),
  spotInstanceTypes: patterns('Instance types on which training has to use spot capacity.', { pattern: '^(ml[.]|\\*$)' }),
  maxRuntimeInSeconds: amount('Longest time that a job may ask for.'),
  requiredTags: {
    description: 'Tags that every object must carry.',
    type: 'array',
    minItems: 1,
    maxItems: 20,
    items: {
      type: 'object',
      required: ['key'],
      properties: {
        key: { description: 'Key of the tag.', type: 'string', minLength: 1, maxLength: 128 },
        values: patterns('Values that it may have; any but an empty one when absent.'),
      },
    },
  },
  executionRoles: patterns('IAM roles that may be given to SageMaker.', { pattern: '^(arn:|\\*$)' }),
  images: patterns('Images that may run: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/team-a/*'),
  imagesWithoutDigest: patterns('Images that may be named by a tag: those of AWS, which have no fixed digest.'),
  s3Prefixes: patterns('Where objects may read and write. A bucket ends in a slash: s3://team-a/*', {
    pattern: '^(s3://[^/*]+/|\\*$)',
  }),
  maxTuningTrials: amount('Most trials of a tuning job.'),
  maxParallelTuningTrials: amount('Most trials of a tuning job at a time.'),
  tuningStrategies: patterns('Strategies that tuning jobs may use: Bayesian, Random, Hyperband, Grid.'),
  maxKeepAlivePeriodInSeconds: amount('Longest time that a warm pool may be kept.'),
  notebookPlatforms: patterns('Platforms that notebooks may run: notebook-al2023-v1', { pattern: '^(notebook-|\\*$)' }),
} as const satisfies Readonly<Record<string, Schema>>;

export type ParameterName = keyof typeof parameters;

const COMPANION: Companion = {
  kind: PARAMETERS.kind,
  plural: PARAMETERS.plural,
  scope: 'Namespaced',
  description:
    'GuardrailParameters says what the guardrails allow in its namespace. The one that is called default counts. Let only the platform ' +
    'team write it: no role that comes with Kubernetes may.',
  columns: [{ name: 'AGE', type: 'date', jsonPath: '.metadata.creationTimestamp' }],
  spec: {
    description: 'What a rule needs and does not find here, it refuses under enforce.',
    type: 'object',
    properties: parameters,
  },
  status: { description: 'Nothing is written here.', type: 'object' },
};

export const parametersFile = (): readonly [path: string, content: string] => companionFile(COMPANION);
