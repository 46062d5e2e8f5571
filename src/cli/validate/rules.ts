/** The CEL rules of a CRD, asked of an object that is about to be made. */
import type { Schema, ValidationRule } from '../../crd/schema.ts';
import type { Path } from '../offline/manifests.ts';
import { type Cel, celValue } from './cel.ts';
import { type Complaint, wrong } from './complaint.ts';
import { isFields } from './values.ts';

/** Only for a value that fits its schema: a rule may rely on types. */
export function ruleComplaints(cel: Cel, schema: Schema, value: unknown, path: Path = []): readonly Complaint[] {
  const own = (schema['x-kubernetes-validations'] ?? []).filter(isOfOneObject);
  const self = own.length === 0 ? undefined : celValue(schema, value);
  return [...own.flatMap((rule) => broken(cel, rule, self, path)), ...inner(cel, schema, value, path)];
}

/** What compares with the object before has nothing to say of a new one. */
const isOfOneObject = ({ rule }: ValidationRule): boolean => !/\boldSelf\b/.test(rule);

function broken(cel: Cel, { rule, message, fieldPath }: ValidationRule, self: unknown, path: Path): readonly Complaint[] {
  const at = fieldPath === undefined ? path : [...path, ...fieldPath.split('.').filter((step) => step !== '')];
  try {
    return cel.evaluate(rule, { self }) === true ? [] : [wrong(at, message)];
  } catch (error) {
    // As the API server does: what cannot be judged is not let in.
    const [reason = ''] = (error as Error).message.split('\n');
    return [wrong(at, `«${message}» cannot be judged: ${reason}`)];
  }
}

function inner(cel: Cel, schema: Schema, value: unknown, path: Path): readonly Complaint[] {
  const { items, additionalProperties, properties } = schema;
  if (Array.isArray(value))
    return items ? value.flatMap((item, index) => ruleComplaints(cel, items, item, [...path, index])) : [];
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([field, item]) => {
    const below = additionalProperties ?? properties?.[field];
    return below ? ruleComplaints(cel, below, item, [...path, field]) : [];
  });
}
