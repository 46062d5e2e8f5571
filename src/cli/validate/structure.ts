/** A manifest against the schema of its CRD, as the API server checks it: types, bounds, what is required and what is unknown. Pure. */
import type { Schema } from '../../crd/schema.ts';
import { didYouMean, nearest } from '../nearest.ts';
import type { Path } from '../offline/manifests.ts';
import { type Complaint, wrong } from './complaint.ts';
import { isFields, typeName } from './values.ts';

export function structureComplaints(schema: Schema, value: unknown, path: Path): readonly Complaint[] {
  switch (schema.type) {
    case 'object':
      return isFields(value) ? objectComplaints(schema, value, path) : [mustBe('an object', value, path)];
    case 'array':
      return Array.isArray(value) ? listComplaints(schema, value, path) : [mustBe('a list', value, path)];
    case 'string':
      return typeof value === 'string' ? textComplaints(schema, value, path) : [mustBeText(value, path)];
    case 'integer':
      return Number.isInteger(value) ? rangeComplaints(schema, value as number, path) : [mustBe('a whole number', value, path)];
    case 'number':
      return typeof value === 'number' ? rangeComplaints(schema, value, path) : [mustBe('a number', value, path)];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [mustBe('true or false', value, path)];
    default:
      return schema.type satisfies never;
  }
}

const mustBe = (what: string, value: unknown, path: Path): Complaint => wrong(path, `must be ${what}, not ${typeName(value)}`);

/** The commonest slip of all: `'1'` is a text and `1` is not. */
function mustBeText(value: unknown, path: Path): Complaint {
  const quoted = typeof value === 'number' || typeof value === 'boolean' ? `; write it in quotes: '${value}'` : '';
  return wrong(path, `must be a text, not ${typeName(value)}${quoted}`);
}

function objectComplaints(schema: Schema, value: Readonly<Record<string, unknown>>, path: Path): readonly Complaint[] {
  const { properties, additionalProperties, required = [], minProperties, maxProperties } = schema;
  const size = Object.keys(value).length;
  const missing = required.filter((field) => !Object.hasOwn(value, field)).map((field) => wrong([...path, field], 'is required'));
  const bounds = boundComplaints({ size, min: minProperties, max: maxProperties, what: 'entries' }, path);
  const inner = Object.entries(value).flatMap(([field, item]) => {
    const here = [...path, field];
    if (additionalProperties) return structureComplaints(additionalProperties, item, here);
    // A schema without either takes anything: metadata is Kubernetes' own.
    if (!properties) return [];
    const known = Object.hasOwn(properties, field) ? properties[field] : undefined;
    if (known) return structureComplaints(known, item, here);
    return [wrong(here, `no such field${didYouMean(field, Object.keys(properties))}`)];
  });
  return [...missing, ...bounds, ...inner];
}

function listComplaints({ items, minItems, maxItems }: Schema, value: readonly unknown[], path: Path): readonly Complaint[] {
  const bounds = boundComplaints({ size: value.length, min: minItems, max: maxItems, what: 'elements' }, path);
  return [...bounds, ...(items ? value.flatMap((item, index) => structureComplaints(items, item, [...path, index])) : [])];
}

interface Bounds {
  readonly size: number;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly what: string;
}

function boundComplaints({ size, min, max, what }: Bounds, path: Path): readonly Complaint[] {
  if (min !== undefined && size < min) return [wrong(path, `must have at least ${min} ${what}, and has ${size}`)];
  return max !== undefined && size > max ? [wrong(path, `must have at most ${max} ${what}, and has ${size}`)] : [];
}

function rangeComplaints({ minimum, maximum }: Schema, value: number, path: Path): readonly Complaint[] {
  if (minimum !== undefined && value < minimum) return [wrong(path, `must be ${minimum} or more, not ${value}`)];
  return maximum !== undefined && value > maximum ? [wrong(path, `must be ${maximum} or less, not ${value}`)] : [];
}

function textComplaints(schema: Schema, value: string, path: Path): readonly Complaint[] {
  const { enum: choices, pattern, minLength, maxLength, format } = schema;
  if (choices && !choices.includes(value)) return [wrong(path, notAmong(value, choices))];
  const size = Array.from(value).length;
  const bounds = boundComplaints({ size, min: minLength, max: maxLength, what: 'characters' }, path);
  if (bounds.length > 0) return bounds;
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value))
    return [wrong(path, `'${value}' does not match ${pattern}`)];
  return formatted(format, value) ? [] : [wrong(path, `'${value}' is not ${FORMATS[format ?? 'int64']}`)];
}

/** Of many choices those that were probably meant. */
const FEW = 12;
function notAmong(value: string, choices: readonly string[]): string {
  const words = choices.filter((choice) => choice !== '');
  if (words.length <= FEW) return `'${value}' is none of ${words.join(', ')}`;
  const guess = nearest(value, words);
  return `'${value}' is none of the ${words.length} values that there are${guess === undefined ? '' : `; did you mean ${guess}?`}`;
}

const FORMATS = { 'date-time': 'a time as in 2026-01-02T03:04:05Z', byte: 'base64', int64: 'a number' } as const;
const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function formatted(format: Schema['format'], value: string): boolean {
  if (format === 'date-time') return DATE_TIME.test(value) && !Number.isNaN(Date.parse(value));
  return format !== 'byte' || BASE64.test(value);
}
