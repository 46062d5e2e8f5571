import type { Column, KindDescriptor } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import type { ServiceModel } from '../model/types.ts';
import { inputOrigin } from './describe.ts';
import { immutabilityRule } from './immutable.ts';
import { operationOf, operationTaking, structureOf } from './lookup.ts';
import { withRefs } from './refs.ts';
import { withKindRules } from './rules.ts';
import { type Schema, sortedRecord, withRules } from './schema.ts';
import { memberSchema } from './spec.ts';
import { statusSchema } from './status.ts';

/** The CustomResourceDefinition of a kind, ready to be written as YAML. */
export function customResourceDefinition(kind: KindDescriptor, model: ServiceModel): object {
  const { group, version, category } = kind.service;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.plural}.${group}` },
    spec: {
      group,
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural: kind.plural,
        singular: kind.kind.toLowerCase(),
        shortNames: kind.shortNames,
        categories: [category],
      },
      scope: 'Namespaced',
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: [...kind.crd.columns.map(printerColumn), READY, AGE],
          schema: { openAPIV3Schema: objectSchema(kind, model) },
        },
      ],
    },
  };
}

/** Every kind has it, also those without a status of their own. */
const READY = { name: 'READY', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' };
const AGE = { name: 'AGE', type: 'date', jsonPath: '.metadata.creationTimestamp' };

function printerColumn({ name, path, type, priority }: Column): object {
  return { name, type, jsonPath: path, ...(priority && { priority }) };
}

/** The spec may be left out, as the incumbent's may: an object that adopts a resource, or only looks at it, can do without. */
export function objectSchema(kind: KindDescriptor, model: ServiceModel): Schema {
  const spec = specSchema(kind, model);
  const schema: Schema = {
    description: `${kind.kind} is made in ${kind.service.title} by ${kind.operations.create}.`,
    type: 'object',
    properties: {
      apiVersion: { description: `${kind.service.group}/${kind.service.version}`, type: 'string' },
      kind: { description: kind.kind, type: 'string' },
      metadata: { type: 'object' },
      spec,
      status: statusSchema(kind, model),
    },
  };
  return withRules(schema, [immutabilityRule(kind, spec)]);
}

export function specSchema(kind: KindDescriptor, model: ServiceModel): Schema {
  const members = specMembers(kind, model);
  const required = members.filter((member) => member.required).map((member) => crName(member.name));
  const schema: Schema = {
    description: `What is asked of ${kind.service.title}: the input of ${kind.operations.create}.`,
    type: 'object',
    ...(required.length > 0 && { required: required.toSorted() }),
    properties: sortedRecord(members.map((member) => [crName(member.name), fieldSchema(kind, member, model)])),
  };
  return withKindRules(withRefs(schema, kind), kind.crd.rules ?? []);
}

interface SpecMember {
  readonly name: string;
  readonly shape: string;
  readonly operation: string;
  readonly required: boolean;
}

/** The members of Create's input that are offered, and those that other operations lend. The name is optional: the operator can make one. */
function specMembers(kind: KindDescriptor, model: ServiceModel): readonly SpecMember[] {
  const { create } = kind.operations;
  const { omits = [], required = [], extra = [] } = kind.crd;
  const input = structureOf(model, operationOf(model, create).input);
  const needed = new Set([...(input.required ?? []), ...required].filter((member) => !isFilledIn(kind, member)));
  const own = Object.entries(input.members)
    .filter(([member]) => !omits.includes(member))
    .map(([member, shape]) => ({ name: member, shape, operation: create, required: needed.has(member) }));
  const lent = extra.map(({ shape, member }) => {
    const target = structureOf(model, shape).members[member];
    if (target === undefined) throw new Error(`${shape} has no member ${member}`);
    return { name: member, shape: target, operation: operationTaking(model, shape), required: false };
  });
  return [...own, ...lent];
}

/** What the operator can make up where the spec is silent. */
const isFilledIn = ({ name, token }: KindDescriptor, member: string): boolean =>
  (member === name?.member && name.derived !== false) || member === token;

function fieldSchema(kind: KindDescriptor, { name, shape, operation, required }: SpecMember, model: ServiceModel): Schema {
  const walk = { model, origin: inputOrigin(kind.service, operation, name), ancestors: [] };
  return memberSchema(shape, required ? 'required' : 'optional', walk, ...remarks(kind, name, operation));
}

function remarks(kind: KindDescriptor, member: string, operation: string): readonly string[] {
  if (member === kind.name?.member && kind.name.derived !== false)
    return [`Without it a name is derived from the object; status.${crName(member)} tells it.`];
  if (member === kind.token) return ['Without it one is derived from the object, so that nothing is made twice.'];
  if (operation !== kind.operations.create) return [`Sent with ${operation} only.`];
  return [];
}
