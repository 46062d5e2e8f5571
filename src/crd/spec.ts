import { crName } from '../model/names.ts';
import type { ServiceModel, StructureShape } from '../model/types.ts';
import { listBounds, mapBounds, type Presence, scalarSchema } from './constraints.ts';
import { describe, elementOrigin, hints, memberOrigin, type Origin } from './describe.ts';
import { shapeOf } from './lookup.ts';
import { celField, type Schema, sortedRecord, type ValidationRule, withRules } from './schema.ts';

/** What a structure's members are schemas of. `ancestors` stops a shape that holds itself, which a CRD can't express. */
export interface Walk {
  readonly model: ServiceModel;
  readonly origin: Origin;
  readonly ancestors: readonly string[];
}

function shapeSchema(name: string, presence: Presence, walk: Walk): Schema {
  const shape = shapeOf(walk.model, name);
  if (shape.type === 'structure') return structureSchema(name, shape, presence, walk);
  if (shape.type === 'list') {
    const items = shapeSchema(shape.of, 'required', { ...walk, origin: elementOrigin(walk.origin) });
    return { type: 'array', ...listBounds(shape, presence), items };
  }
  if (shape.type === 'map') {
    return { type: 'object', ...mapBounds(shape, presence), additionalProperties: shapeSchema(shape.value, 'required', walk) };
  }
  return scalarSchema(name, shape, presence);
}

/** The schema of one member, described. `remarks` are sentences about the field that the model doesn't know. */
export function memberSchema(shapeName: string, presence: Presence, walk: Walk, ...remarks: readonly string[]): Schema {
  const words = hints(shapeOf(walk.model, shapeName));
  return { description: describe(walk.origin, ...words, ...remarks), ...shapeSchema(shapeName, presence, walk) };
}

function structureSchema(name: string, shape: StructureShape, presence: Presence, walk: Walk): Schema {
  if (walk.ancestors.includes(name)) throw new Error(`${walk.origin.member} holds itself: a CRD can't express that`);
  const ancestors = [...walk.ancestors, name];
  const required = shape.required ?? [];
  const properties = Object.entries(shape.members).map(([member, target]) => {
    const origin = memberOrigin(walk.origin, name, member);
    const isRequired = required.includes(member);
    const remarks = isRequired && presence === 'optional' ? [`Required unless ${parentField(walk)} is empty.`] : [];
    const inner = memberSchema(target, isRequired ? 'required' : 'optional', { ...walk, origin, ancestors }, ...remarks);
    return [crName(member), inner] as const;
  });
  const schema: Schema = { type: 'object', properties: sortedRecord(properties) };
  const whole =
    presence === 'required' ? requireAlways(schema, required) : withRules(schema, requiredUnlessEmpty(shape, parentField(walk)));
  return shape.union ? withRules(whole, [exactlyOne(shape, presence)]) : whole;
}

function requireAlways(schema: Schema, members: readonly string[]): Schema {
  return members.length === 0 ? schema : { ...schema, required: members.map(crName).toSorted() };
}

/**
 * An optional structure may be `{}`, so `required` would say too much: it is complete or it is empty. One rule a member, so that the
 * apiserver names the one that is missing. `has` costs next to nothing in the apiserver's estimate, even in lists within lists.
 */
function requiredUnlessEmpty({ members, required = [] }: StructureShape, parent: string): readonly ValidationRule[] {
  if (Object.keys(members).length === 1) return [];
  return required.map((member) => {
    const others = Object.keys(members).filter((other) => other !== member);
    return {
      rule: `${hasField(member)} || !(${others.map(hasField).join(' || ')})`,
      message: `required unless ${parent} is empty`,
      reason: 'FieldValueRequired',
      fieldPath: `.${crName(member)}`,
    };
  });
}

function exactlyOne({ members }: StructureShape, presence: Presence): ValidationRule {
  const fields = Object.keys(members);
  const count = fields.map((member) => `(${hasField(member)} ? 1 : 0)`).join(' + ');
  return {
    rule: `${count} ${presence === 'required' ? '==' : '<='} 1`,
    message: `set exactly one of ${fields.map(crName).toSorted().join(', ')}`,
  };
}

function parentField({ origin }: Walk): string {
  return crName(origin.member.split('.').at(-1) ?? '');
}

function hasField(member: string): string {
  return `has(self.${celField(crName(member))})`;
}
