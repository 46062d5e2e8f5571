import type { ServiceModel, Shape, StructureShape } from '../model/types.ts';
import type { Json, JsonObject } from './json.ts';
import { isObject, pick } from './json.ts';

export function shapeNamed(model: ServiceModel, name: string): Shape {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`the service model has no shape ${name}`);
  return shape;
}

/** The structure that an operation answers with; undefined where it answers nothing. */
export function outputOf(model: ServiceModel, operation: string): StructureShape | undefined {
  const known = model.operations[operation];
  if (known === undefined) throw new Error(`the service model has no operation ${operation}`);
  if (known.output === undefined) return undefined;
  const shape = shapeNamed(model, known.output);
  return shape.type === 'structure' ? shape : undefined;
}

/** The structure of an operation that is sure to answer with one. */
export function outputShape(model: ServiceModel, operation: string): StructureShape {
  const shape = outputOf(model, operation);
  if (shape === undefined) throw new Error(`the service model has no output for ${operation}`);
  return shape;
}

/** What Describe tells of one resource: its output, or what lies in the member `record` of it. */
export function recordShape(model: ServiceModel, operation: string, record?: string): StructureShape {
  return record === undefined ? outputShape(model, operation) : itemShape(model, operation, record);
}

/** The structure, or the structures in a list, that an operation answers with in a member. */
export function itemShape(model: ServiceModel, operation: string, member: string): StructureShape {
  const list = shapeNamed(model, outputShape(model, operation).members[member] ?? '');
  const item = list.type === 'list' ? shapeNamed(model, list.of) : list;
  if (item.type !== 'structure') throw new Error(`${member} of ${operation} is no list of structures`);
  return item;
}

/** The part of a record that a structure has room for. What it requires is never missing: clients may rely on that. */
export function told(model: ServiceModel, shape: StructureShape, document: JsonObject): JsonObject {
  return { ...requiredOf(model, shape), ...pick(document, Object.keys(shape.members)) };
}

/** What a structure requires, empty: a value that no one has worked out must not look like one that somebody has. */
export function requiredOf(model: ServiceModel, shape: StructureShape): JsonObject {
  const filled: JsonObject = {};
  for (const member of shape.required ?? []) filled[member] = neutral(model, shapeNamed(model, shape.members[member] ?? ''));
  return filled;
}

function neutral(model: ServiceModel, shape: Shape): Json {
  switch (shape.type) {
    case 'structure':
      return requiredOf(model, shape);
    case 'list':
      return [];
    case 'map':
      return {};
    case 'string':
    case 'blob':
      return '';
    case 'boolean':
      return false;
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
    case 'timestamp':
      return 0;
    default:
      throw new Error(`unknown type of shape ${JSON.stringify(shape satisfies never)}`);
  }
}

/**
 * The changes over the record, where the record's shape knows them. Structures are merged, since updates are partial; lists, maps and
 * unions are replaced, since otherwise nothing could ever be taken out of them.
 */
export function overlaid(model: ServiceModel, shape: StructureShape, record: JsonObject, changes: JsonObject): JsonObject {
  const merged: JsonObject = { ...record };
  for (const [member, change] of Object.entries(pick(changes, Object.keys(shape.members)))) {
    const known = shapeNamed(model, shape.members[member] ?? '');
    const old = record[member];
    const merges = known.type === 'structure' && known.union !== true && isObject(old) && isObject(change);
    merged[member] = merges ? overlaid(model, known, old, change) : change;
  }
  return merged;
}
