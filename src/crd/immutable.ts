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
  return guardedPaths(spec, mutable).map(({ path, schema }) => ({
    rule: `${NOT_CREATED} || ${unchanged(['spec', ...path], schema)}`,
    message: `can't change once the ${words(kind.kind)} exists in SageMaker; create another ${kind.kind} instead`,
    reason: 'FieldValueForbidden',
    fieldPath: `.spec.${path.join('.')}`,
  }));
}

interface Guarded {
  readonly path: readonly string[];
  readonly schema: Schema;
}

function guardedPaths(schema: Schema, mutable: readonly (readonly string[])[]): readonly Guarded[] {
  return Object.entries(schema.properties ?? {}).flatMap(([field, inner]) => {
    const rests = mutable.filter(([first]) => first === field).map(([, ...rest]) => rest);
    if (rests.length === 0) return [{ path: [field], schema: inner }];
    if (rests.some((rest) => rest.length === 0)) return [];
    return guardedPaths(inner, rests).map((below) => ({ ...below, path: [field, ...below.path] }));
  });
}

/**
 * Absent, `""`, `[]`, `{}` and `false` are the same: AWS was told nothing either way, and a tool that drops or writes such a field
 * must not be stopped. Compared through `has` because the apiserver can't bound the cost of comparing optional values, and refuses
 * `self.?x == oldSelf.?x` whatever the limits in the schema are.
 */
function unchanged(path: readonly string[], schema: Schema): string {
  const empty = emptyLiteral(schema);
  const [now, before] = [reach('self', path), reach('oldSelf', path)];
  if (empty !== undefined) return `(${now.has} ? ${now.value} : ${empty}) == (${before.has} ? ${before.value} : ${empty})`;
  return `(${now.has}) == (${before.has}) && (!(${now.has}) || ${now.value} == ${before.value})`;
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

/** `has` asks for every step below the spec, which itself is always there. */
function reach(root: string, path: readonly string[]): { has: string; value: string } {
  const steps = path.map((_, index) => [root, ...path.slice(0, index + 1).map(celField)].join('.'));
  return {
    has: steps
      .slice(1)
      .map((step) => `has(${step})`)
      .join(' && '),
    value: steps.at(-1) ?? root,
  };
}

/** `HyperParameterTuningJob` is a `hyper parameter tuning job`. */
function words(kind: string): string {
  return kind.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
