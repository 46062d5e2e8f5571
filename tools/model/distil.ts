import type { Operation, ServiceModel, Shape } from '../../src/model/types.ts';

/** The part of botocore's service-2.json that carries facts; its documentation is left behind unread. */
export interface BotocoreModel {
  readonly metadata: { readonly serviceId: string; readonly targetPrefix: string };
  readonly operations: Readonly<Record<string, BotocoreOperation>>;
  readonly shapes: Readonly<Record<string, BotocoreShape>>;
}
interface BotocoreOperation {
  readonly input?: ShapeRef;
  readonly output?: ShapeRef;
  readonly errors?: readonly ShapeRef[];
}
interface BotocoreShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, ShapeRef>>;
  readonly required?: readonly string[];
  readonly union?: boolean;
  readonly member?: ShapeRef;
  readonly key?: ShapeRef;
  readonly value?: ShapeRef;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly sensitive?: boolean;
}
interface ShapeRef {
  readonly shape: string;
}

/** Keeps names, types, constraints and errors. Operations and shapes are sorted by name, so a refresh shows as the lines that AWS changed. */
export function distil(model: BotocoreModel, source: string): ServiceModel {
  return {
    service: model.metadata.serviceId,
    source,
    targetPrefix: model.metadata.targetPrefix,
    operations: mapSorted(model.operations, operation),
    shapes: mapSorted(model.shapes, shape),
  };
}

function operation({ input, output, errors }: BotocoreOperation): Operation {
  return {
    ...(input && { input: input.shape }),
    ...(output && { output: output.shape }),
    ...(errors && { errors: errors.map((error) => error.shape) }),
  };
}

function shape(from: BotocoreShape, name: string): Shape {
  switch (from.type) {
    case 'structure':
      return {
        type: from.type,
        members: Object.fromEntries(Object.entries(from.members ?? {}).map(([member, ref]) => [member, ref.shape])),
        ...(from.required?.length && { required: from.required }),
        ...(from.union && { union: true }),
      };
    case 'list':
      return { type: from.type, of: target(from.member, name), ...bounds(from) };
    case 'map':
      return { type: from.type, key: target(from.key, name), value: target(from.value, name), ...bounds(from) };
    case 'string':
      return {
        type: from.type,
        ...(from.enum && { enum: from.enum }),
        ...(from.pattern !== undefined && { pattern: from.pattern }),
        ...bounds(from),
        ...(from.sensitive && { sensitive: true }),
      };
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return { type: from.type, ...bounds(from) };
    case 'boolean':
    case 'timestamp':
    case 'blob':
      return { type: from.type };
    default:
      throw new Error(`shape ${name} has type ${from.type}, which src/model/types.ts does not know`);
  }
}

function bounds({ min, max }: BotocoreShape): { min?: number; max?: number } {
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

function target(ref: ShapeRef | undefined, name: string): string {
  if (!ref) throw new Error(`shape ${name} does not say what it holds`);
  return ref.shape;
}

function mapSorted<From, To>(from: Readonly<Record<string, From>>, to: (value: From, name: string) => To): Record<string, To> {
  const names = Object.keys(from).toSorted();
  return Object.fromEntries(names.map((name) => [name, to(from[name] as From, name)]));
}

/** JSON with one line for each operation and shape: small, and a diff names what changed. */
export function print(model: ServiceModel): string {
  const { operations, shapes, ...head } = model;
  const lines = Object.entries(head).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${[...lines, block('operations', operations), block('shapes', shapes)].join(',\n')}\n}\n`;
}

function block(name: string, entries: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(entries).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `${JSON.stringify(name)}: {\n${lines.join(',\n')}\n}`;
}
