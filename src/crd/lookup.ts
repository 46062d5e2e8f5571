import type { KindDescriptor } from '../kinds/types.ts';
import type { Operation, ServiceModel, Shape, StructureShape } from '../model/types.ts';

/** Looking up what a descriptor names. A name that the model lacks is a mistake in the descriptor, and stops the generator. */
export function operationOf(model: ServiceModel, name: string): Operation {
  const operation = model.operations[name];
  if (!operation) throw new Error(`the service model has no operation ${name}`);
  return operation;
}

export function shapeOf(model: ServiceModel, name: string): Shape {
  const shape = model.shapes[name];
  if (!shape) throw new Error(`the service model has no shape ${name}`);
  return shape;
}

export function structureOf(model: ServiceModel, name: string | undefined): StructureShape {
  const shape = name === undefined ? undefined : model.shapes[name];
  if (shape?.type !== 'structure') throw new Error(`the service model has no structure ${name}`);
  return shape;
}

/** The operation that takes the structure as its input: it is what users know, and what AWS documents. */
export function operationTaking(model: ServiceModel, input: string): string {
  const found = Object.entries(model.operations).find(([, operation]) => operation.input === input);
  if (!found) throw new Error(`no operation of the service model takes ${input}`);
  return found[0];
}

/** The structure that Describe tells of one resource: its output, or what that holds, and what is lifted to its top. */
export function describedRecord({ operations, record }: KindDescriptor, model: ServiceModel): StructureShape {
  const output = structureOf(model, operationOf(model, operations.describe).output);
  const held = record?.in === undefined ? output : heldIn(model, output.members[record.in] ?? '');
  const lifted = Object.entries(record?.lifts ?? {}).map(([member, path]) => [member, shapeNameAt(model, held, path)] as const);
  return { ...held, members: { ...held.members, ...Object.fromEntries(lifted) } };
}

function heldIn(model: ServiceModel, name: string): StructureShape {
  const held = shapeOf(model, name);
  return structureOf(model, held.type === 'list' ? held.of : name);
}

function shapeNameAt(model: ServiceModel, structure: StructureShape, path: string): string {
  const [member = '', ...rest] = path.split('.');
  const name = structure.members[member];
  if (name === undefined) throw new Error(`the service model has no ${path}`);
  return rest.length === 0 ? name : shapeNameAt(model, structureOf(model, name), rest.join('.'));
}
