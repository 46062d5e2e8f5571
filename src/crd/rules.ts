import type { CelRule } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { refField } from '../model/refs.ts';
import { celField, type Schema, type ValidationRule, withRules } from './schema.ts';

/**
 * Hangs a kind's own rules on the nodes that they are about. `isSet(self.x)` in a rule is written out here: `has(self.x)` would be true of
 * an `x: {}` that counts as unset, and false of an x that is to be taken from another object.
 */
export function withKindRules(spec: Schema, rules: readonly CelRule[]): Schema {
  return rules.reduce((schema, rule) => place(schema, steps(rule.path), rule), spec);
}

/** `Containers[].Image` steps through fields and, at `[]`, into the elements of a list. */
function steps(path: string | undefined): readonly string[] {
  if (path === undefined) return [];
  return path.split('.').flatMap((step) => (step.endsWith('[]') ? [crName(step.slice(0, -2)), '[]'] : [crName(step)]));
}

function place(schema: Schema, path: readonly string[], rule: CelRule): Schema {
  const [step, ...rest] = path;
  if (step === undefined) return withRules(schema, [validation(schema, rule)]);
  if (step === '[]' && schema.items) return { ...schema, items: place(schema.items, rest, rule) };
  const inner = schema.properties?.[step];
  if (!inner) throw new Error(`the rule «${rule.message}» is about ${rule.path}, which the spec does not have`);
  return { ...schema, properties: { ...schema.properties, [step]: place(inner, rest, rule) } };
}

function validation(node: Schema, { rule, message, reason, fieldPath }: CelRule): ValidationRule {
  const written = rule.replace(/isSet\(self\.([\w.]+)\)/g, (_match, path: string) => isSet(node, path.split('.')));
  return { rule: written, message, ...(reason && { reason }), ...(fieldPath !== undefined && { fieldPath }) };
}

function isSet(node: Schema, path: readonly string[]): string {
  const above: string[] = [];
  let holder: Schema | undefined = node;
  let value = 'self';
  for (const field of path.slice(0, -1)) {
    holder = holder?.properties?.[field];
    value = `${value}.${celField(field)}`;
    above.push(`has(${value})`);
  }
  const field = path.at(-1) ?? '';
  const schema = holder?.properties?.[field];
  if (!schema) throw new Error(`isSet(self.${path.join('.')}) is about a field that the spec does not have`);
  const own = [...above, ...fieldIsSet(schema, `${value}.${celField(field)}`)].join(' && ');
  const ref = refField(field);
  // `thingRef` is that of the text `thingName`, and not of a structure `thing` beside it.
  if (schema.type !== 'string' || !holder?.properties?.[ref]) return `(${own})`;
  return `(${own} || ${[...above, `has(${value}.${celField(ref)})`].join(' && ')})`;
}

const fieldIsSet = (schema: Schema, value: string): readonly string[] => [`has(${value})`, ...notEmpty(schema, value)];

function notEmpty(schema: Schema, value: string): readonly string[] {
  if (schema.properties) {
    const fields = Object.keys(schema.properties).map((field) => `has(${value}.${celField(field)})`);
    return [`(${fields.join(' || ')})`];
  }
  const counted = schema.type === 'array' || schema.type === 'object' || schema.type === 'string';
  return counted ? [`size(${value}) > 0`] : [];
}
