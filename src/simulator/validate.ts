import type { ListShape, MapShape, NumberShape, ServiceModel, Shape, StringShape, StructureShape } from '../model/types.ts';
import { malformed, validationError } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import { isObject } from './json.ts';
import { parseScalar } from './scalars.ts';

export type Validate = (shapeName: string | undefined, input: unknown) => JsonObject;

/**
 * Checks requests against the service model in AWS's words: a value of the wrong JSON type is a SerializationException, everything
 * else that the model forbids is gathered into one ValidationException. Members that the model does not know are dropped, as AWS
 * ignores them; null counts as absent.
 *
 * The order of several violations is not documented; the model's order of members is kept here, and for one value the pattern comes
 * before the length, as answers seen since 2023 have it.
 */
export function createValidator(model: ServiceModel): Validate {
  const patterns = new Map<string, RegExp | undefined>();
  const plans = new WeakMap<StructureShape, readonly Member[]>();

  function patternOf(source: string): RegExp | undefined {
    if (!patterns.has(source)) patterns.set(source, compile(source));
    return patterns.get(source);
  }

  function shapeOf(name: string): Shape {
    const shape = model.shapes[name];
    if (shape === undefined) throw new Error(`the service model has no shape ${name}`);
    return shape;
  }

  function membersOf(shape: StructureShape): readonly Member[] {
    let members = plans.get(shape);
    if (members === undefined) {
      members = Object.entries(shape.members).map(([name, of]) => ({
        name,
        path: lowerFirst(name),
        shape: shapeOf(of),
        required: shape.required?.includes(name) === true,
      }));
      plans.set(shape, members);
    }
    return members;
  }

  function structure(shape: StructureShape, value: Json, path: string, found: string[]): JsonObject {
    if (!isObject(value)) throw malformed(`Start of ${Array.isArray(value) ? 'list' : 'value'} found where not expected`);
    const kept: JsonObject = {};
    for (const member of membersOf(shape)) {
      const given = value[member.name];
      const absent = given === undefined || given === null;
      if (absent && !member.required) continue;
      const here = path === '' ? member.path : `${path}.${member.path}`;
      if (absent) found.push(violation('null', here, 'Member must not be null'));
      else kept[member.name] = visit(member.shape, given, here, found);
    }
    return kept;
  }

  function list(shape: ListShape, value: Json, path: string, found: string[]): Json[] {
    if (!Array.isArray(value))
      throw malformed(`Start of ${isObject(value) ? 'structure or map' : 'value'} found where not expected`);
    lengths(shape, value.length, value, { path, found });
    const of = shapeOf(shape.of);
    if (of.type === 'structure' || of.type === 'list' || of.type === 'map')
      return value.map((item, index) => visit(of, item, `${path}.${index + 1}.member`, found));
    const items = value.map((item) => parseScalar(of, item));
    if (items.some((item) => breaches(of, item).length > 0))
      found.push(violation(shown(value), path, `Member must satisfy constraint: [${constraints(of).join(', ')}]`));
    return items;
  }

  function map(shape: MapShape, value: Json, path: string, found: string[]): JsonObject {
    if (!isObject(value)) throw malformed('Unexpected token found where a map was expected');
    const [key, item] = [shapeOf(shape.key), shapeOf(shape.value)];
    const entries = Object.entries(value);
    lengths(shape, entries.length, value, { path, found });
    const kept: JsonObject = {};
    for (const [name, given] of entries)
      if (given !== null)
        kept[name] = item.type === 'structure' ? visit(item, given, `${path}.${name}`, found) : parseScalar(item, given);
    if (entries.some(([name]) => breaches(key, name).length > 0))
      found.push(violation(shown(value), path, `Map keys must satisfy constraint: [${constraints(key).join(', ')}]`));
    if (Object.values(kept).some((given) => breaches(item, given).length > 0))
      found.push(violation(shown(value), path, `Map value must satisfy constraint: [${constraints(item).join(', ')}]`));
    return kept;
  }

  function visit(shape: Shape, value: Json, path: string, found: string[]): Json {
    switch (shape.type) {
      case 'structure':
        return structure(shape, value, path, found);
      case 'list':
        return list(shape, value, path, found);
      case 'map':
        return map(shape, value, path, found);
      case 'string':
      case 'integer':
      case 'long':
      case 'float':
      case 'double':
      case 'boolean':
      case 'timestamp':
      case 'blob': {
        const parsed = parseScalar(shape, value);
        const hidden = shape.type === 'string' && shape.sensitive === true;
        for (const breach of breaches(shape, parsed))
          found.push(violation(hidden ? undefined : `'${plain(parsed)}'`, path, breach));
        return parsed;
      }
      default:
        throw new Error(`unknown type of shape ${JSON.stringify(shape satisfies never)}`);
    }
  }

  function breaches(shape: Shape, value: Json): string[] {
    if (shape.type === 'string' && typeof value === 'string') return stringBreaches(shape, value);
    if ('min' in shape && typeof value === 'number') return numberBreaches(shape as NumberShape, value);
    if ('max' in shape && typeof value === 'number') return numberBreaches(shape as NumberShape, value);
    return [];
  }

  function stringBreaches(shape: StringShape, value: string): string[] {
    const found: string[] = [];
    if (shape.enum !== undefined && !shape.enum.includes(value)) found.push(enumText(shape.enum));
    if (shape.pattern !== undefined && patternOf(shape.pattern)?.test(value) === false) found.push(patternText(shape.pattern));
    lengthBreaches(shape, value.length, found);
    return found;
  }

  return (shapeName, input) => {
    if (!isObject(input)) throw malformed('Unexpected token found where the start of a structure was expected');
    if (shapeName === undefined) return {};
    const found: string[] = [];
    const kept = visit(shapeOf(shapeName), input, '', found);
    if (found.length > 0)
      throw validationError(`${found.length} validation error${found.length === 1 ? '' : 's'} detected: ${found.join('; ')}`);
    return isObject(kept) ? kept : {};
  };
}

/** What visiting a structure needs of a member, worked out once. */
interface Member {
  readonly name: string;
  /** As AWS writes it in a path. */
  readonly path: string;
  readonly shape: Shape;
  readonly required: boolean;
}

interface Limits {
  readonly min?: number;
  readonly max?: number;
}

const lowerFirst = (member: string): string => member.charAt(0).toLowerCase() + member.slice(1);

const patternText = (pattern: string): string => `Member must satisfy regular expression pattern: ${pattern}`;
const enumText = (values: readonly string[]): string => `Member must satisfy enum value set: [${values.join(', ')}]`;

/** `value` is quoted by the caller; without it the value is not told (sensitive members). */
const violation = (value: string | undefined, path: string, constraint: string): string =>
  `Value${value === undefined ? '' : ` ${value}`} at '${path}' failed to satisfy constraint: ${constraint}`;

const plain = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** AWS prints its server's own rendering of lists and structures, which nobody can parse; JSON is printed here. */
const shown = (value: Json): string => `'${JSON.stringify(value)}'`;

function lengthBreaches(limits: Limits, length: number, found: string[]): void {
  if (limits.max !== undefined && length > limits.max) found.push(`Member must have length less than or equal to ${limits.max}`);
  if (limits.min !== undefined && length < limits.min)
    found.push(`Member must have length greater than or equal to ${limits.min}`);
}

function lengths(limits: Limits, length: number, value: Json, { path, found }: { path: string; found: string[] }): void {
  const breached: string[] = [];
  lengthBreaches(limits, length, breached);
  for (const breach of breached) found.push(violation(shown(value), path, breach));
}

function numberBreaches(limits: NumberShape, value: number): string[] {
  const found: string[] = [];
  if (limits.max !== undefined && value > limits.max) found.push(`Member must have value less than or equal to ${limits.max}`);
  if (limits.min !== undefined && value < limits.min) found.push(`Member must have value greater than or equal to ${limits.min}`);
  return found;
}

/** All constraints of a list's elements or a map's keys or values: AWS names them together when any is broken. */
function constraints(shape: Shape): string[] {
  const all: string[] = [];
  if (shape.type === 'string') {
    if (shape.max !== undefined) all.push(`Member must have length less than or equal to ${shape.max}`);
    if (shape.min !== undefined) all.push(`Member must have length greater than or equal to ${shape.min}`);
    if (shape.pattern !== undefined) all.push(patternText(shape.pattern));
    if (shape.enum !== undefined) all.push(enumText(shape.enum));
  } else if (shape.type === 'integer' || shape.type === 'long' || shape.type === 'float' || shape.type === 'double') {
    if (shape.max !== undefined) all.push(`Member must have value less than or equal to ${shape.max}`);
    if (shape.min !== undefined) all.push(`Member must have value greater than or equal to ${shape.min}`);
  }
  return all;
}

/** A pattern of the model holds for the whole value. Two of SageMaker's 252 are no regular expressions in any dialect: no check then. */
function compile(source: string): RegExp | undefined {
  const whole = `^(?:${source.replaceAll('\\p{Alnum}', 'a-zA-Z0-9').replaceAll('\\p{Print}', '[ -~]')})$`;
  for (const flags of ['u', '']) {
    try {
      return new RegExp(whole, flags);
    } catch {
      continue;
    }
  }
  return undefined;
}
