/** A kind's descriptor read against the SDK's schemas: its inputs, its addresses, its mirror in status. */
import { Fault } from '../engine/fault.ts';
import type { Target } from '../engine/ports.ts';
import type { Fields, Json, KindDescriptor, StatusMember } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import type { Births } from './births.ts';
import type { Caller } from './caller.ts';
import type { Codec } from './codec.ts';
import type { Operations, ServiceName } from './operations.ts';
import { idInArn } from './identity.ts';
import type { Schema, Schemas, Structure } from './schema.ts';
import type { Sweeper } from './sweeper.ts';

/** What observing and performing work with. */
export interface Site {
  readonly call: Caller;
  readonly shapes: Shapes;
  readonly sweeper: Sweeper;
  readonly births: Births;
}

export interface ShapesOptions {
  readonly schemas: Schemas;
  readonly codec: Codec;
  readonly operations: Operations;
}

export interface Shapes {
  /** The spec as AWS members, without tags: the create input, and what `crd.extra` adds to the spec for other operations. */
  encode(kind: KindDescriptor, spec: Fields): Fields;
  /** What addresses the resource in `operation`: its name, id or ARN, and members of the spec that do so with it (an app's domain). */
  address(target: Target, operation: string, remote?: Fields): Fields;
  /** The same for Describe, which may take lists of what it is to tell. */
  lookup(target: Target): Fields;
  /** Members that the spec holds for this operation beside the address (`crd.extra`). */
  extra(target: Target, operation: string): Fields;
  /** The id that AWS gave, as Create told it; nothing for kinds whose name is enough. */
  given(kind: KindDescriptor, output: Fields): Fields;
  /** AWS-cased facts as status members, bounded. Members that are unset are left out. */
  mirror(kind: KindDescriptor, remote: Fields): Fields;
  /** Fields that Create needs, or Describe with what tells one resource from another, and that nobody has told. */
  lacks(target: Target, to: 'create' | 'find'): readonly string[];
  /** Whether the resource takes tags. */
  taggable(target: Pick<Target, 'kind' | 'desired'>): boolean;
}

export function createShapes({ schemas, codec, operations }: ShapesOptions): Shapes {
  const shapes = new Map<string, Schema>();
  /** The first that any operation of the service reaches; shapes of one name are one shape there. */
  const shapeOf = ({ service: { id } }: KindDescriptor, name: string): Schema => {
    const key = `${id}.${name}`;
    const known = shapes.get(key) ?? findShape(id, name);
    shapes.set(key, known);
    return known;
  };
  const findShape = (service: ServiceName, name: string): Schema => {
    for (const operation of operations.names(service)) {
      const { input, output } = operations.get(service, operation);
      const found = schemas.find(output, name) ?? schemas.find(input, name);
      if (found) return found;
    }
    throw new Fault('bug', 'UnknownShape', `shape ${name} is not part of any operation that this program was built with`);
  };

  const inputSchema = ({ service }: KindDescriptor, operation: string): Schema => operations.get(service.id, operation).input;
  const inputOf = (kind: KindDescriptor, operation: string): Structure => schemas.structure(inputSchema(kind, operation));
  const create = (kind: KindDescriptor): Schema => inputSchema(kind, kind.operations.create);
  const extra = (kind: KindDescriptor, spec: Fields): Fields => {
    const encoded = (kind.crd.extra ?? []).map(({ shape, member }) => {
      const field = crName(member);
      const given = spec[field];
      return given === undefined ? {} : codec.encode(shapeOf(kind, shape), { [field]: given });
    });
    return Object.fromEntries(encoded.flatMap((fields) => Object.entries(fields)));
  };
  /** The structure that Describe tells of one resource. */
  const record = (kind: KindDescriptor): Structure => {
    const output = operations.get(kind.service.id, kind.operations.describe).output;
    if (kind.record?.in === undefined) return schemas.structure(output);
    const inner = schemas.structure(output).byAws.get(kind.record.in)?.schema;
    if (!inner) throw new Fault('bug', 'UnknownMember', `${kind.operations.describe} does not return ${kind.record.in}`);
    return schemas.structure(inner.isListSchema() ? inner.getValueSchema() : inner);
  };
  const address = ({ kind, id, desired, object }: Target, operation: string, remote: Fields = {}): Fields => {
    const { members, byAws } = inputOf(kind, operation);
    const beside = members.filter(({ aws, required }) => required || kind.beside?.includes(aws));
    const given = beside.flatMap(({ aws }) => (desired[aws] === undefined ? [] : [[aws, desired[aws]] as const]));
    const own = byAws.get(kind.id?.member ?? kind.name?.member ?? '');
    const arn = remote[kind.arnMember] ?? object.status?.ackResourceMetadata?.arn;
    const byArn = !own && arn !== undefined && byAws.has(kind.arnMember) ? { [kind.arnMember]: arn } : {};
    return { ...Object.fromEntries(given), ...byArn, ...(own && id !== undefined ? { [own.aws]: typed(own.schema, id) } : {}) };
  };
  const lookup = (target: Target): Fields => {
    const lists = Object.entries(target.kind.record?.by ?? {}).flatMap(([list, member]) => {
      const value = target.desired[member];
      return value === undefined ? [] : [[list, [value]] as const];
    });
    return { ...address(target, target.kind.operations.describe), ...Object.fromEntries(lists) };
  };
  const requiredBy = (kind: KindDescriptor, operation: string): readonly string[] =>
    inputOf(kind, operation)
      .members.filter(({ required }) => required)
      .map(({ aws }) => aws);
  const neededFor = (kind: KindDescriptor, to: 'create' | 'find'): readonly string[] => {
    const { create: make, describe } = kind.operations;
    const toMake = [...requiredBy(kind, make), ...(kind.crd.required ?? [])].filter((member) => member !== kind.token);
    if (to === 'create') return toMake;
    return [...requiredBy(kind, describe), ...(kind.beside ?? []).filter((member) => toMake.includes(member))];
  };
  /** Of a member of the record, wherever the record holds it. */
  const factSchema = (kind: KindDescriptor, member: string): Schema | undefined => {
    const [top = '', ...steps] = (kind.record?.lifts?.[member] ?? member).split('.');
    return steps.reduce<Schema | undefined>(
      (schema, step) => schema && schemas.structure(schema).byAws.get(step)?.schema,
      record(kind).byAws.get(top)?.schema,
    );
  };
  const mirrored = (kind: KindDescriptor, rule: StatusMember, value: Json): Json | undefined => {
    if (rule.type !== undefined) return value;
    const schema = rule.shape === undefined ? factSchema(kind, rule.member) : shapeOf(kind, rule.shape);
    return schema && codec.decodeValue(schema, bounded(rule, value));
  };

  return {
    encode: (kind, spec) => {
      const { [kind.service.tags.member]: _tags, ...desired } = codec.encode(create(kind), spec, kind.crd.required);
      return { ...desired, ...extra(kind, spec) };
    },
    address,
    lookup,
    extra: ({ kind, desired }, operation) => {
      const input = inputOf(kind, operation);
      const known = (kind.crd.extra ?? []).map(({ member }) => member).filter((member) => input.byAws.has(member));
      return Object.fromEntries(known.flatMap((member) => (desired[member] === undefined ? [] : [[member, desired[member]]])));
    },
    given: (kind, output) => {
      const arn = output[kind.arnMember];
      const id = kind.id && typeof arn === 'string' ? idInArn(kind.id, arn) : undefined;
      const member = kind.id && record(kind).byAws.get(kind.id.member);
      return member && id !== undefined ? { [member.aws]: typed(member.schema, id) } : {};
    },
    mirror: (kind, remote) => {
      const facts = kind.status.map((rule) => [crName(rule.member), mirrored(kind, rule, remote[rule.member] ?? null)] as const);
      return Object.fromEntries(facts.filter((fact): fact is [string, Json] => fact[1] !== undefined && fact[1] !== null));
    },
    lacks: (target, to) => {
      const told = to === 'create' ? target.desired : { ...target.desired, ...lookup(target) };
      return [...new Set(neededFor(target.kind, to))].filter((member) => told[member] === undefined).map(crName);
    },
    taggable: ({ kind, desired }) =>
      schemas.structure(create(kind)).byAws.has(kind.service.tags.member) &&
      (kind.untaggedWith === undefined || desired[kind.untaggedWith] === undefined),
  };
}

const typed = (schema: Schema, id: string): Json => (schema.isNumericSchema() ? Number(id) : id);

function bounded({ keepFirst, keepLast }: StatusMember, value: Json): Json {
  if (!Array.isArray(value)) return value;
  if (keepLast !== undefined) return value.slice(-keepLast) as readonly Json[];
  return keepFirst === undefined ? value : (value.slice(0, keepFirst) as readonly Json[]);
}
