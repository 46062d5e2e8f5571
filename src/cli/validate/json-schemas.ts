/** JSON schemas for editors: what the YAML language server completes and marks as one types. The same facts as the CRDs. */
import type { Schema } from '../../crd/schema.ts';
import type { ManifestType } from './types.ts';

export interface SchemaFile {
  readonly name: string;
  readonly content: object;
}

/** A schema for each kind, and one of all, that chooses by apiVersion and kind. */
export function schemaFiles(types: readonly ManifestType[]): readonly SchemaFile[] {
  const single = types.map((type) => ({ name: fileName(type), content: jsonSchemaOf(type) }));
  const all = {
    $schema: DRAFT,
    allOf: types.map((type) => ({
      if: { required: ['apiVersion', 'kind'], properties: identity(type) },
      // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's own word, in an object that is only written to a file
      then: { $ref: fileName(type) },
    })),
  };
  return [...single, { name: 'all.json', content: all }];
}

const DRAFT = 'http://json-schema.org/draft-07/schema#';
const fileName = ({ apiVersion, kind }: ManifestType): string =>
  `${kind.toLowerCase()}_${apiVersion.split('/').at(-1)}_${apiVersion.split('/')[0]}.json`;

const identity = ({ apiVersion, kind }: ManifestType): object => ({ apiVersion: { const: apiVersion }, kind: { const: kind } });

function jsonSchemaOf(type: ManifestType): object {
  const { spec, status } = type.schema().properties ?? {};
  return {
    $schema: DRAFT,
    title: type.kind,
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata'],
    additionalProperties: false,
    properties: {
      ...identity(type),
      metadata: { type: 'object' },
      ...(spec && { spec: forEditors(spec) }),
      ...(status && { status: { type: 'object' } }),
    },
  };
}

/** Without what only Kubernetes knows; and unknown fields are marked, as the API server warns of them. */
function forEditors(schema: Schema): object {
  const {
    'x-kubernetes-validations': rules = [],
    format,
    properties,
    items,
    additionalProperties,
    description,
    ...rest
  } = schema;
  const messages = rules.filter(({ rule }) => !rule.includes('oldSelf')).map(({ message }) => `- ${message}`);
  const words = [description, ...(messages.length > 0 ? [`Rules:\n${messages.join('\n')}`] : [])].filter(Boolean).join('\n\n');
  return {
    ...(words !== '' && { description: words }),
    ...rest,
    ...(format === 'date-time' && { format }),
    ...(items && { items: forEditors(items) }),
    ...(additionalProperties && { additionalProperties: forEditors(additionalProperties) }),
    ...(properties && {
      additionalProperties: false,
      properties: Object.fromEntries(Object.entries(properties).map(([field, inner]) => [field, forEditors(inner)])),
    }),
  };
}
