/**
 * Values without parts. JSON knows strings, numbers and booleans; the SDK also wants dates and bytes. In JSON a time is RFC 3339 in
 * whole seconds UTC, as Kubernetes writes it, and bytes are base64.
 */
import { Fault } from '../engine/fault.ts';
import type { Json } from '../kinds/types.ts';
import type { Schema } from './schema.ts';

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** JSON to the SDK's type. Throws an `invalid` Fault that begins with `path`. */
export function readLeaf(schema: Schema, value: unknown, path: string): unknown {
  const wrong = (what: string): Fault => new Fault('invalid', 'InvalidField', `${path} must be ${what}`);
  if (schema.isTimestampSchema()) {
    if (typeof value !== 'string' || !RFC3339.test(value) || Number.isNaN(Date.parse(value))) throw wrong('an RFC 3339 time');
    return new Date(value);
  }
  if (schema.isBlobSchema()) {
    if (typeof value !== 'string' || !BASE64.test(value)) throw wrong('base64');
    return Uint8Array.from(Buffer.from(value, 'base64'));
  }
  if (schema.isNumericSchema()) {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong('a number');
    // The apiserver keeps 64 bits, JSON.parse 53: what was read is not what was written, so it must not be sent.
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw wrong('between -9007199254740991 and 9007199254740991');
    return value;
  }
  if (schema.isBooleanSchema()) {
    if (typeof value !== 'boolean') throw wrong('true or false');
    return value;
  }
  if (schema.isStringSchema() && typeof value !== 'string') throw wrong('a string');
  return value;
}

/** The SDK's type, or what is JSON already, to JSON; undefined for what JSON can't tell. */
export function leafToJson(schema: Schema, value: unknown): Json | undefined {
  if (value instanceof Date) return timestamp(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return schema.isDocumentSchema() ? (value as Json) : undefined;
}

/** `2026-01-02T03:04:05Z`; undefined for a date that has no such form. */
function timestamp(date: Date): string | undefined {
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) return undefined;
  return `${date.toISOString().slice(0, 19)}Z`;
}
