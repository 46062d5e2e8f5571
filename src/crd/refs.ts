import { refsByPath } from '../kinds/references.ts';
import type { KindDescriptor, Reference } from '../kinds/types.ts';
import { crPath, refField } from '../model/refs.ts';
import { celField, type Schema, sortedRecord, type ValidationRule } from './schema.ts';

/** Gives each field that names another resource its Ref, by which it is taken from the object that stands for that resource. */
export function withRefs(spec: Schema, kind: KindDescriptor): Schema {
  return [...refsByPath(kind)].reduce((schema, [path, references]) => place(schema, crPath(path).split('.'), references), spec);
}

function place(node: Schema, [step = '', ...rest]: readonly string[], references: readonly Reference[]): Schema {
  if (rest.length === 0) return withRef(node, step, references);
  const field = step.replace('[]', '');
  const inner = node.properties?.[field];
  if (!inner) throw new Error(`a reference steps through ${field}, which the spec does not have`);
  const next =
    step.endsWith('[]') && inner.items
      ? { ...inner, items: place(inner.items, rest, references) }
      : place(inner, rest, references);
  return { ...node, properties: { ...node.properties, [field]: next } };
}

function withRef(holder: Schema, field: string, references: readonly Reference[]): Schema {
  const ref = refField(field);
  if (!holder.properties?.[field]) throw new Error(`a reference is about ${field}, which the spec does not have`);
  const properties = sortedRecord([...Object.entries(holder.properties), [ref, refSchema(field, references)]]);
  const rules = (holder['x-kubernetes-validations'] ?? []).map((rule) => orRef(rule, field));
  const { required = [], 'x-kubernetes-validations': _rules, ...rest } = holder;
  const others = required.filter((name) => name !== field);
  return {
    ...rest,
    ...(others.length > 0 ? { required: others } : {}),
    properties,
    'x-kubernetes-validations': [...rules, ...presence(holder, field)],
  };
}

/** A rule that asks for the field is content with its Ref. */
function orRef(rule: ValidationRule, field: string): ValidationRule {
  const asks = rule.reason === 'FieldValueRequired' && rule.fieldPath === `.${field}`;
  return asks ? { ...rule, rule: `${rule.rule} || ${has(refField(field))}` } : rule;
}

function presence({ properties, required = [] }: Schema, field: string): readonly ValidationRule[] {
  const ref = refField(field);
  const isText = properties?.[field]?.type === 'string';
  const isSet = isText ? `${has(field)} && size(self.${celField(field)}) > 0` : has(field);
  const both: ValidationRule = {
    rule: `!(${isSet} && ${has(ref)})`,
    message: `set ${field} or ${ref}, not both`,
    fieldPath: `.${ref}`,
  };
  if (!required.includes(field)) return [both];
  const either: ValidationRule = {
    rule: `${has(field)} || ${has(ref)}`,
    message: `${field} is required, or ${ref} to take it from another object`,
    reason: 'FieldValueRequired',
    fieldPath: `.${field}`,
  };
  return [either, both];
}

const has = (field: string): string => `has(self.${celField(field)})`;

function refSchema(field: string, references: readonly Reference[]): Schema {
  const kinds = references.map(({ to }) => to);
  const choice: readonly (readonly [string, Schema])[] =
    kinds.length > 1
      ? [['kind', { description: `Kind of that object; ${kinds[0]} when not set.`, type: 'string', enum: kinds }]]
      : [];
  return {
    description: `Takes ${field} from the ${kinds.join(' or ')} in the same namespace, as soon as that is ready.`,
    type: 'object',
    required: ['from'],
    properties: {
      from: {
        description: 'The object to take it from.',
        type: 'object',
        required: ['name'],
        properties: sortedRecord<Schema>([
          ...choice,
          ['name', { description: 'Name of the object in Kubernetes.', type: 'string', minLength: 1, maxLength: 253 }],
          ['namespace', { description: 'Its namespace, which can only be that of this object.', type: 'string', maxLength: 63 }],
        ]),
      },
    },
  };
}
