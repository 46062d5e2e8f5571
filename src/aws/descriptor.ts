/** A kind's descriptor read against the SDK's schemas: its inputs, its addresses, its mirror in status. */
import { Fault } from '../engine/fault.ts';
import type { Target } from '../engine/ports.ts';
import type { Fields, Json, KindDescriptor, StatusMember } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import type { Births } from './births.ts';
import type { Caller } from './caller.ts';
import type { Codec } from './codec.ts';
import type { Operations } from './operations.ts';
import type { Schema, Schemas } from './schema.ts';
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
  /** What addresses the resource in `operation`: its name, and required members that the spec holds (an app's domain). */
  address(target: Target, operation: string): Fields;
  /** AWS-cased facts as status members, bounded. Members that are unset are left out. */
  mirror(kind: KindDescriptor, remote: Fields): Fields;
  /** Whether Create takes tags. */
  taggable(kind: KindDescriptor): boolean;
}

const TAGS = 'Tags';

export function createShapes({ schemas, codec, operations }: ShapesOptions): Shapes {
  const shapes = new Map<string, Schema>();
  /** The first that any operation reaches; shapes of one name are one shape. */
  const shapeOf = (name: string): Schema => {
    const known = shapes.get(name) ?? findShape(name);
    shapes.set(name, known);
    return known;
  };
  const findShape = (name: string): Schema => {
    for (const operation of operations.names) {
      const { input, output } = operations.get(operation);
      const found = schemas.find(output, name) ?? schemas.find(input, name);
      if (found) return found;
    }
    throw new Fault('bug', 'UnknownShape', `shape ${name} is not part of any operation that this program was built with`);
  };

  const create = (kind: KindDescriptor): Schema => operations.get(kind.operations.create).input;
  const extra = (kind: KindDescriptor, spec: Fields): Fields => {
    const encoded = (kind.crd.extra ?? []).map(({ shape, member }) => {
      const field = crName(member);
      const given = spec[field];
      return given === undefined ? {} : codec.encode(shapeOf(shape), { [field]: given });
    });
    return Object.fromEntries(encoded.flatMap((fields) => Object.entries(fields)));
  };
  const mirrored = (kind: KindDescriptor, rule: StatusMember, value: Json): Json | undefined => {
    if (rule.type !== undefined) return value;
    const output = operations.get(kind.operations.describe).output;
    const schema = rule.shape === undefined ? schemas.structure(output).byAws.get(rule.member)?.schema : shapeOf(rule.shape);
    return schema && codec.decodeValue(schema, bounded(rule, value));
  };

  return {
    encode: (kind, spec) => {
      const { [TAGS]: _tags, ...desired } = codec.encode(create(kind), spec, kind.crd.required);
      return { ...desired, ...extra(kind, spec) };
    },
    address: ({ kind, name, desired }, operation) => {
      const required = schemas.structure(operations.get(operation).input).members.filter((member) => member.required);
      const given = required.flatMap(({ aws }) => (desired[aws] === undefined ? [] : [[aws, desired[aws]] as const]));
      return { ...Object.fromEntries(given), [kind.name.member]: name };
    },
    mirror: (kind, remote) => {
      const facts = kind.status.map((rule) => [crName(rule.member), mirrored(kind, rule, remote[rule.member] ?? null)] as const);
      return Object.fromEntries(facts.filter((fact): fact is [string, Json] => fact[1] !== undefined && fact[1] !== null));
    },
    taggable: (kind) => schemas.structure(create(kind)).byAws.has(TAGS),
  };
}

function bounded({ keepFirst, keepLast }: StatusMember, value: Json): Json {
  if (!Array.isArray(value)) return value;
  if (keepLast !== undefined) return value.slice(-keepLast) as readonly Json[];
  return keepFirst === undefined ? value : (value.slice(0, keepFirst) as readonly Json[]);
}
