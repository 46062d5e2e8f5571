import type { Shape } from '../model/types.ts';
import { malformed } from './errors.ts';
import type { Json } from './json.ts';

const tokenName = (value: Json): string => {
  if (value === null) return 'NULL_VALUE';
  if (Array.isArray(value)) return 'START_ARRAY';
  if (typeof value === 'string') return 'STRING_VALUE';
  if (typeof value === 'number') return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return 'START_OBJECT';
};

const JAVA: Readonly<Record<string, string>> = {
  string: 'a String',
  integer: 'an Integer',
  long: 'a Long',
  float: 'a Float',
  double: 'a Double',
  boolean: 'a Boolean',
  timestamp: 'a Timestamp',
  blob: 'a Blob',
};

/** The value as the shape's type, or the SerializationException that AWS's parser gives for a value of another JSON type. */
export function parseScalar(shape: Shape, value: Json): Json {
  const parsed = parse(shape, value);
  if (parsed !== undefined) return parsed;
  throw malformed(`${tokenName(value)} can not be converted to ${JAVA[shape.type] ?? 'a value'}`);
}

function parse(shape: Shape, value: Json): Json | undefined {
  switch (shape.type) {
    case 'string':
    case 'blob':
      return typeof value === 'string' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
    case 'long':
      return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
    case 'float':
    case 'double':
      return typeof value === 'number' || value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? value : undefined;
    case 'timestamp':
      return parseTimestamp(value);
    case 'structure':
    case 'list':
    case 'map':
      return undefined;
    default:
      throw new Error(`unknown type of shape ${JSON.stringify(shape satisfies never)}`);
  }
}

/** Epoch seconds; AWS also reads ISO 8601. */
function parseTimestamp(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed / 1000;
}
