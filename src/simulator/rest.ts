import type { HttpBinding, Place, ServiceModel, Shape, StructureShape } from '../model/types.ts';
import type { Json, JsonObject } from './json.ts';
import { shapeNamed } from './shapes.ts';

/** An operation that a method and a path name, and what the path says of its input. */
export interface Match {
  readonly operation: string;
  readonly http: HttpBinding;
  readonly captured: Readonly<Record<string, string>>;
}
export type Router = (method: string, path: string) => Match | undefined;

export function createRouter({ operations }: ServiceModel): Router {
  const routes = Object.entries(operations).flatMap(([operation, { http }]) =>
    http === undefined ? [] : [{ operation, http, path: pathPattern(http.path) }],
  );
  return (method, path) => {
    for (const { operation, http, path: pattern } of routes) {
      const found = http.method === method ? pattern.exec(path) : null;
      if (found !== null) return { operation, http, captured: decoded(found.groups ?? {}) };
    }
    return undefined;
  };
}

/** `/tags/{resourceArn}` as an expression with a group for each label. A label takes one segment, with a plus all that follow. */
function pathPattern(path: string): RegExp {
  const source = path.replaceAll(
    /\{(\w+)(\+?)\}/g,
    (_label, name: string, greedy: string) => `(?<${name}>${greedy ? '.+' : '[^/]+'})`,
  );
  return new RegExp(`^${source}/?$`);
}

const decoded = (groups: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));

/** What a REST request carries beside its body. */
export interface Carried {
  readonly captured: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
}

/** The operation's input, gathered from wherever the model says that each member lies. */
export function gatherInput(model: ServiceModel, operation: string, body: JsonObject, carried: Carried): JsonObject {
  const shape = model.shapes[model.operations[operation]?.input ?? ''];
  if (shape?.type !== 'structure') return {};
  const { places = {} } = shape;
  const elsewhere = Object.entries(places).flatMap(([member, place]): [string, Json][] => {
    const value = valueAt(model, shape, member, { place, body, carried });
    return value === undefined ? [] : [[member, value]];
  });
  const inBody = Object.entries(body).filter(([member]) => places[member] === undefined);
  return { ...Object.fromEntries(inBody), ...Object.fromEntries(elsewhere) };
}

function valueAt(
  model: ServiceModel,
  { members }: StructureShape,
  member: string,
  { place, body, carried }: { place: Place; body: JsonObject; carried: Carried },
): Json | undefined {
  const shape = shapeNamed(model, members[member] ?? '');
  switch (place.in) {
    case 'body':
      return body[place.name];
    case 'path':
      return typed(shape, carried.captured[place.name]);
    case 'header':
      return typed(shape, carried.header(place.name.toLowerCase()));
    case 'query':
      if (shape.type === 'list') return carried.query.has(place.name) ? carried.query.getAll(place.name) : undefined;
      return typed(shape, carried.query.get(place.name) ?? undefined);
    default:
      throw new Error(`unknown place ${JSON.stringify(place.in satisfies never)}`);
  }
}

/** A text of a path, query or header as the JSON that it stands for; one that stands for nothing is left for the validator to refuse. */
function typed(shape: Shape, text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  if (shape.type === 'boolean') return text === 'true' || text === 'false' ? text === 'true' : text;
  const isNumber = shape.type === 'integer' || shape.type === 'long' || shape.type === 'float' || shape.type === 'double';
  return isNumber && text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
