import type { HttpBinding, Operation, Place, ServiceModel, Shape, StructureShape } from '../../src/model/types.ts';

/** The part of botocore's service-2.json that carries facts; its documentation is left behind unread. */
export interface BotocoreModel {
  readonly metadata: {
    readonly serviceId: string;
    readonly protocol: string;
    readonly endpointPrefix: string;
    readonly signingName?: string;
    readonly targetPrefix?: string;
  };
  readonly operations: Readonly<Record<string, BotocoreOperation>>;
  readonly shapes: Readonly<Record<string, BotocoreShape>>;
}
interface BotocoreOperation {
  readonly input?: ShapeRef;
  readonly output?: ShapeRef;
  readonly errors?: readonly ShapeRef[];
  readonly http?: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
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
  readonly error?: { readonly httpStatusCode?: number };
}
interface ShapeRef {
  readonly shape: string;
  readonly location?: string;
  readonly locationName?: string;
}

/** Keeps names, types, constraints and errors. Operations and shapes are sorted by name, so a refresh shows as the lines that AWS changed. */
export function distil({ metadata, operations, shapes }: BotocoreModel, source: string): ServiceModel {
  const protocol = protocolOf(metadata.protocol);
  return {
    service: metadata.serviceId,
    source,
    protocol,
    signingName: metadata.signingName ?? metadata.endpointPrefix,
    ...(metadata.targetPrefix !== undefined && { targetPrefix: metadata.targetPrefix }),
    operations: mapSorted(operations, (from) => operation(from, protocol)),
    shapes: mapSorted(shapes, shape),
  };
}

function protocolOf(name: string): ServiceModel['protocol'] {
  if (name === 'json' || name === 'rest-json') return name;
  throw new Error(`the service speaks ${name}, which src/model/types.ts does not know`);
}

function operation({ input, output, errors, http }: BotocoreOperation, protocol: ServiceModel['protocol']): Operation {
  return {
    ...(input && { input: input.shape }),
    ...(output && { output: output.shape }),
    ...(errors && { errors: errors.map((error) => error.shape) }),
    ...(protocol === 'rest-json' && http && { http: binding(http) }),
  };
}

function binding({ method, requestUri, responseCode }: NonNullable<BotocoreOperation['http']>): HttpBinding {
  return { method, path: requestUri, ...(responseCode !== undefined && responseCode !== 200 && { status: responseCode }) };
}

const LOCATIONS: Readonly<Record<string, Place['in']>> = { uri: 'path', querystring: 'query', header: 'header' };

/** Members that lie elsewhere than in the body, or there under another name. */
function placesOf(members: Readonly<Record<string, ShapeRef>>): Record<string, Place> {
  const places = Object.entries(members).flatMap(([member, { location, locationName = member }]): [string, Place][] => {
    if (location === undefined) return locationName === member ? [] : [[member, { in: 'body', name: locationName }]];
    const place = LOCATIONS[location];
    if (place === undefined) throw new Error(`member ${member} lies in ${location}, which src/model/types.ts does not know`);
    return [[member, { in: place, name: locationName }]];
  });
  return Object.fromEntries(places);
}

function shape(from: BotocoreShape, name: string): Shape {
  switch (from.type) {
    case 'structure':
      return structure(from);
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

function structure({ members = {}, required, union, error }: BotocoreShape): StructureShape {
  const places = placesOf(members);
  return {
    type: 'structure',
    members: Object.fromEntries(Object.entries(members).map(([member, ref]) => [member, ref.shape])),
    ...(required?.length && { required }),
    ...(union && { union: true }),
    ...(Object.keys(places).length > 0 && { places }),
    ...(error?.httpStatusCode !== undefined && { status: error.httpStatusCode }),
  };
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
