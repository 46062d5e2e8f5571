import { mutablePaths } from '../kinds/mutable.ts';
import { hasRef, refPath } from '../kinds/references.ts';
import { crName } from '../model/names.ts';
import { crPath } from '../model/refs.ts';
import type { KindDescriptor } from '../kinds/types.ts';
import { celField, type Schema, type ValidationRule } from './schema.ts';

/** An object that adopted its resource without a word about it may still be given a spec; one that is there may not be taken away. */
const NOTHING_ASKED = '!has(oldSelf.spec)';
/** The resource exists in AWS once its ARN is known. Until then nothing was promised to anyone, and everything may be edited. */
const NOT_CREATED = '!oldSelf.?status.?ackResourceMetadata.?arn.hasValue()';

/**
 * The rule on the whole object, where both spec and status are in sight, that keeps what AWS has no call to change. A field next to a
 * mutable one is kept by itself, so that `resourceConfig` is not free because its `keepAlivePeriodInSeconds` is.
 *
 * One rule for all fields, that compares the whole spec first: the apiserver runs it at every write of status too, and each look at a
 * field of a big structure costs it tens of microseconds. A rule for each field took such a write of a TrainingJob from 10 to 22 ms of
 * CPU; this takes it to 12. So the message, made only when it is needed, names the fields, and `fieldPath` can't.
 */
export function immutabilityRule(kind: KindDescriptor, spec: Schema): ValidationRule {
  const mutable = mutableFields(kind).map((path) => path.split('.'));
  const kept = keptFields(spec, mutable).map((field) => ({ name: field.path.join('.'), same: unchanged(field) }));
  const names = kept.map(({ name, same }) => `(${same} ? '' : '${name} ')`);
  const { title } = kind.service;
  const advice = `can't change once the ${words(kind.kind)} exists in ${title}; create another ${kind.kind} instead`;
  return {
    rule: [NOT_CREATED, NOTHING_ASKED, `has(self.spec) && (self.spec == oldSelf.spec ||\n${all(kept)})`].join(' ||\n'),
    message: `what was asked of ${title} ${advice}`,
    messageExpression: `(!has(self.spec) ? 'spec' :\n${names.join(' +\n')}\n).trim().replace(' ', ', ') + " ${advice}"`,
    reason: 'FieldValueForbidden',
    fieldPath: '.spec',
  };
}

const all = (kept: readonly { readonly same: string }[]): string => kept.map(({ same }) => same).join(' &&\n');

/** Fields that may change: with each of them the Ref that may stand for it. */
function mutableFields(kind: KindDescriptor): readonly string[] {
  const paths = mutablePaths(kind);
  const refs = kind.references.filter((rule) => hasRef(rule) && paths.includes(rule.path)).map(({ path }) => refPath(path));
  return [...paths.map(crPath), ...refs, crName(kind.service.tags.member)];
}

interface Kept {
  readonly path: readonly string[];
  readonly schema: Schema;
  /** Always there, so that it may be compared without asking. */
  readonly required: boolean;
}

function keptFields(schema: Schema, mutable: readonly (readonly string[])[]): readonly Kept[] {
  return Object.entries(schema.properties ?? {}).flatMap(([field, inner]) => {
    const rests = mutable.filter(([first]) => first === field).map(([, ...rest]) => rest);
    const required = schema.required?.includes(field) ?? false;
    if (rests.length === 0) return [{ path: [field], schema: inner, required }];
    if (rests.some((rest) => rest.length === 0)) return [];
    return keptFields(inner, rests).map((below) => ({
      ...below,
      path: [field, ...below.path],
      required: required && below.required,
    }));
  });
}

/**
 * Absent, `""`, `[]`, `{}` and `false` are the same: AWS was told nothing either way, and a tool that drops or writes such a field
 * must not be stopped. Compared through `has` because the apiserver can't bound the cost of comparing optional values, and refuses
 * `self.?x == oldSelf.?x` whatever the limits in the schema are.
 */
function unchanged({ path, schema, required }: Kept): string {
  const same = `${value('self', path)} == ${value('oldSelf', path)}`;
  if (required) return same;
  const empty = emptyLiteral(schema);
  if (empty !== undefined) return `${valueOr(empty, 'self', path)} == ${valueOr(empty, 'oldSelf', path)}`;
  const [now, before] = [present('self', path), present('oldSelf', path)];
  return `${now} == ${before} && (!${now} || ${same})`;
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

/** Asks for every step below the spec, which itself is there where this is asked. */
function present(root: string, path: readonly string[]): string {
  const steps = path.map((_, index) => `has(${value(root, path.slice(0, index + 1))})`);
  return steps.length === 1 ? steps.join() : `(${steps.join(' && ')})`;
}

/** `HyperParameterTuningJob` is a `hyper parameter tuning job`. */
function words(kind: string): string {
  return kind.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
