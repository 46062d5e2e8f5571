/**
 * The two kinds that are no resources of AWS: who may use which role, and where a field of a resource is to be written. Group, names and
 * types are the incumbent's, so that its objects are served as they are; what it finds out late is refused here at the door.
 */
import { yamlFile } from './files.ts';
import type { Schema } from './schema.ts';

const GROUP = 'services.k8s.aws';
const VERSION = 'v1alpha1';

export interface Companion {
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Cluster' | 'Namespaced';
  readonly description: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly jsonPath: string }[];
  readonly spec: Schema;
  readonly status: Schema;
}

const text = (description: string): Schema => ({ description, type: 'string' });

const labelSelector = (whose: string): Schema => ({
  description: `Labels that ${whose} must have.`,
  type: 'object',
  required: ['matchLabels'],
  properties: {
    matchLabels: {
      description: 'Each of them, with exactly this value.',
      type: 'object',
      additionalProperties: { type: 'string' },
    },
  },
});

const IAM_ROLE_SELECTOR: Companion = {
  kind: 'IAMRoleSelector',
  plural: 'iamroleselectors',
  scope: 'Cluster',
  description:
    'IAMRoleSelector says whose IAM role the operator uses for some objects. Of all that there are, one alone may match an object; ' +
    'parts that are left out match every object.',
  columns: [
    { name: 'ROLE', type: 'string', jsonPath: '.spec.arn' },
    { name: 'AGE', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: {
    description: 'The role, and the objects it is for.',
    type: 'object',
    required: ['arn'],
    properties: {
      arn: {
        description: 'ARN of the role that is assumed. It must trust the identity of the operator.',
        type: 'string',
        pattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$',
        maxLength: 2048,
        'x-kubernetes-validations': [
          {
            rule: 'self == oldSelf',
            message: 'the role of a selector cannot be changed: create another selector and delete this one',
            reason: 'FieldValueForbidden',
          },
        ],
      },
      namespaceSelector: {
        description: 'Namespaces whose objects match: any of the names, and all of the labels.',
        type: 'object',
        properties: {
          names: { description: 'Names of namespaces. Any when empty.', type: 'array', items: { type: 'string', minLength: 1 } },
          labelSelector: labelSelector('the namespace'),
        },
      },
      resourceLabelSelector: labelSelector('the object itself'),
      resourceTypeSelector: {
        description: 'Types of objects that match: any of these. All types when empty.',
        type: 'array',
        items: {
          description: 'One type, or several: what is left out is not compared.',
          type: 'object',
          minProperties: 1,
          properties: {
            group: text('API group, such as sagemaker.services.k8s.aws.'),
            kind: text('Kind, such as TrainingJob.'),
            version: text('API version, such as v1alpha1.'),
          },
        },
      },
    },
  },
  status: { description: 'Nothing is written here.', type: 'object' },
};

const FIELD_EXPORT: Companion = {
  kind: 'FieldExport',
  plural: 'fieldexports',
  scope: 'Namespaced',
  description: 'FieldExport writes one field of an object into a ConfigMap or Secret, and again when the field changes.',
  columns: [
    { name: 'FROM', type: 'string', jsonPath: '.spec.from.resource.name' },
    { name: 'TO', type: 'string', jsonPath: '.spec.to.name' },
    { name: 'READY', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'AGE', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: {
    description: 'What to copy, and where to.',
    type: 'object',
    required: ['from', 'to'],
    properties: {
      from: {
        description: 'The field.',
        type: 'object',
        required: ['path', 'resource'],
        properties: {
          path: text('Where the field is in the object, as a path of jq: .status.ackResourceMetadata.arn'),
          resource: {
            description: 'The object, in the namespace of the FieldExport. Nothing is copied until it is synced.',
            type: 'object',
            required: ['group', 'kind', 'name'],
            properties: {
              group: text('Its API group.'),
              kind: text('Its kind.'),
              name: text('Its name.'),
            },
          },
        },
      },
      to: {
        description: 'The ConfigMap or Secret. It must exist.',
        type: 'object',
        required: ['kind', 'name'],
        properties: {
          key: text('Key under which the value is written; <namespace>.<name> of the FieldExport when empty.'),
          kind: { description: 'configmap or secret.', type: 'string', enum: ['configmap', 'secret'] },
          name: text('Its name.'),
          namespace: text(
            "Its namespace; the FieldExport's own when empty. Others are refused unless the operator is told to allow them.",
          ),
        },
      },
    },
  },
  status: {
    description: 'How it went.',
    type: 'object',
    required: ['conditions'],
    properties: {
      observedGeneration: {
        description: 'Generation of the spec that this status is about.',
        type: 'integer',
        format: 'int64',
      },
      conditions: {
        description: 'Ready; ACK.Recoverable while something is waited for, ACK.Terminal when only an edit helps.',
        type: 'array',
        items: {
          type: 'object',
          required: ['status', 'type'],
          properties: {
            lastTransitionTime: {
              description: 'When the status of the condition last changed.',
              type: 'string',
              format: 'date-time',
            },
            message: text('What is going on, and what to do about it.'),
            observedGeneration: {
              description: 'Generation of the spec that the condition is about.',
              type: 'integer',
              format: 'int64',
            },
            reason: text('One word for programs.'),
            status: text('True, False or Unknown.'),
            type: text('Name of the condition.'),
          },
        },
      },
    },
  },
};

/** Their files by path from the root of the project. */
export const companionFiles = (): ReadonlyMap<string, string> => new Map([FIELD_EXPORT, IAM_ROLE_SELECTOR].map(companionFile));

export const companionFile = (kind: Companion): readonly [path: string, content: string] => [
  `crds/${GROUP}_${kind.plural}.yaml`,
  yamlFile(definition(kind)),
];

function definition({ kind, plural, scope, description, columns, spec, status }: Companion): object {
  const schema: Schema = {
    description,
    type: 'object',
    required: ['spec'],
    properties: {
      apiVersion: text(`${GROUP}/${VERSION}`),
      kind: text(kind),
      metadata: { type: 'object' },
      spec,
      status,
    },
  };
  const version = {
    name: VERSION,
    served: true,
    storage: true,
    subresources: { status: {} },
    additionalPrinterColumns: columns,
    schema: { openAPIV3Schema: schema },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      scope,
      versions: [version],
    },
  };
}
