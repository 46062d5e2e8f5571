import { crName } from '../model/names.ts';
import type { KindDescriptor } from '../kinds/types.ts';
import { celField, type Schema, type ValidationRule } from './schema.ts';

/** The resource exists in AWS once its ARN is known. Until then nothing was promised to anyone, and everything may be edited. */
const NOT_CREATED = '!oldSelf.?status.?ackResourceMetadata.?arn.hasValue()';

/**
 * Rules on the whole object, where both spec and status are in sight: one for each field that AWS has no call to change. A field next to
 * a mutable one is guarded by itself, so that `resourceConfig` is not free because its `keepAlivePeriodInSeconds` is.
 */
export function immutabilityRules(kind: KindDescriptor, spec: Schema): readonly ValidationRule[] {
  const mutable = [...kind.crd.mutable, 'Tags'].map((path) => path.split('.').map(crName));
  return guardedPaths(spec, mutable).map(({ path, schema, required }) => ({
    rule: `${NOT_CREATED} || ${required ? unchanged(path) : unchangedOrAbsent(path, schema)}`,
    message: `can't change once the ${words(kind.kind)} exists in SageMaker; create another ${kind.kind} instead`,
    reason: 'FieldValueForbidden',
    fieldPath: `.spec.${path.join('.')}`,
  }));
}

interface Guarded {
  readonly path: readonly string[];
  readonly schema: Schema;
  /** Always there, so that it may be compared without asking. */
  readonly required: boolean;
}

function guardedPaths(schema: Schema, mutable: readonly (readonly string[])[]): readonly Guarded[] {
  return Object.entries(schema.properties ?? {}).flatMap(([field, inner]) => {
    const rests = mutable.filter(([first]) => first === field).map(([, ...rest]) => rest);
    const required = schema.required?.includes(field) ?? false;
    if (rests.length === 0) return [{ path: [field], schema: inner, required }];
    if (rests.some((rest) => rest.length === 0)) return [];
    return guardedPaths(inner, rests).map((below) => ({
      ...below,
      path: [field, ...below.path],
      required: required && below.required,
    }));
  });
}

function unchanged(path: readonly string[]): string {
  return `${value('self', path)} == ${value('oldSelf', path)}`;
}

/**
 * Absent, `""`, `[]`, `{}` and `false` are the same: AWS was told nothing either way, and a tool that drops or writes such a field
 * must not be stopped. Compared through `has` because the apiserver can't bound the cost of comparing optional values, and refuses
 * `self.?x == oldSelf.?x` whatever the limits in the schema are.
 */
function unchangedOrAbsent(path: readonly string[], schema: Schema): string {
  const empty = emptyLiteral(schema);
  if (empty !== undefined) return `${valueOr(empty, 'self', path)} == ${valueOr(empty, 'oldSelf', path)}`;
  const [now, before] = [present('self', path), present('oldSelf', path)];
  return `${now} == ${before} && (!${now} || ${unchanged(path)})`;
}

/** A structure has none: CEL takes `{}` for a map, and does not compare maps with structures. */
function emptyLiteral(schema: Schema): string | undefined {
  switch (schema.type) {
    case 'string':
      return schema.format === undefined ? "''" : undefined;
    case 'array':
      return '[]';
    case 'boolean':
      return 'false';
    case 'object':
      return schema.additionalProperties ? '{}' : undefined;
    case 'integer':
    case 'number':
      return undefined;
    default:
      return schema.type satisfies never;
  }
}

function value(root: string, path: readonly string[]): string {
  return [root, 'spec', ...path.map(celField)].join('.');
}

function valueOr(empty: string, root: string, path: readonly string[]): string {
  return `(${present(root, path)} ? ${value(root, path)} : ${empty})`;
}

/** Asks for every step below the spec, which itself is always there. */
function present(root: string, path: readonly string[]): string {
  const steps = path.map((_, index) => `has(${value(root, path.slice(0, index + 1))})`);
  return steps.length === 1 ? steps.join() : `(${steps.join(' && ')})`;
}

/** `HyperParameterTuningJob` is a `hyper parameter tuning job`. */
function words(kind: string): string {
  return kind.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
