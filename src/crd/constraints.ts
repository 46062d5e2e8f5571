import type { ListShape, MapShape, NumberShape, Shape, StringShape } from '../model/types.ts';
import { closedEnum } from './open-enums.ts';
import { acceptsEmpty, translatePattern } from './pattern.ts';
import type { Schema } from './schema.ts';

/**
 * `optional` fields may be `""`, `[]` or `{}`, which count as unset: generated manifests (Kubeflow's components among them) send
 * them. So a lower bound binds `required` fields only, and a pattern or an enumeration makes room for the empty string.
 */
export type Presence = 'required' | 'optional';

export type ScalarShape = Exclude<Shape, { type: 'structure' | 'list' | 'map' }>;

export function scalarSchema(name: string, shape: ScalarShape, presence: Presence): Schema {
  switch (shape.type) {
    case 'string':
      return stringSchema(name, shape, presence);
    case 'integer':
    case 'long':
      return { type: 'integer', format: 'int64', ...range(shape) };
    case 'float':
    case 'double':
      return { type: 'number', ...range(shape) };
    case 'boolean':
    case 'timestamp':
    case 'blob':
      return plainSchema(shape);
    default:
      return shape satisfies never;
  }
}

/** The type and nothing else: what status fields get, for an answer of AWS's must be storable whatever it holds. */
export function plainSchema(shape: ScalarShape): Schema {
  switch (shape.type) {
    case 'string':
      return { type: 'string' };
    case 'integer':
    case 'long':
      return { type: 'integer', format: 'int64' };
    case 'float':
    case 'double':
      return { type: 'number' };
    case 'boolean':
      return { type: 'boolean' };
    case 'timestamp':
      return { type: 'string', format: 'date-time' };
    case 'blob':
      return { type: 'string', format: 'byte' };
    default:
      return shape satisfies never;
  }
}

export function listBounds({ min, max }: ListShape, presence: Presence): Partial<Schema> {
  return { ...atLeast('minItems', min, presence), ...(max !== undefined && { maxItems: max }) };
}

export function mapBounds({ min, max }: MapShape, presence: Presence): Partial<Schema> {
  return { ...atLeast('minProperties', min, presence), ...(max !== undefined && { maxProperties: max }) };
}

function stringSchema(name: string, shape: StringShape, presence: Presence): Schema {
  const values = closedEnum(name, shape);
  if (values) return { type: 'string', enum: presence === 'optional' ? ['', ...values] : values };
  const pattern = shape.pattern === undefined ? undefined : translatePattern(shape.pattern);
  return {
    type: 'string',
    ...(pattern !== undefined && { pattern: presence === 'optional' && !acceptsEmpty(pattern) ? `^$|${pattern}` : pattern }),
    ...atLeast('minLength', shape.min, presence),
    ...(shape.max !== undefined && { maxLength: shape.max }),
  };
}

function range({ min, max }: NumberShape): Partial<Schema> {
  return { ...(min !== undefined && { minimum: min }), ...(max !== undefined && { maximum: max }) };
}

function atLeast(key: 'minLength' | 'minItems' | 'minProperties', min: number | undefined, presence: Presence): Partial<Schema> {
  return presence === 'required' && min !== undefined && min > 0 ? { [key]: min } : {};
}
