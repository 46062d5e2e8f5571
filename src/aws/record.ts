/** What operations tell of one resource, as all kinds tell it: one structure, with the facts that all of them have at its top. */
import { at } from '../engine/phase.ts';
import { filled } from '../kinds/template.ts';
import type { Fields, KindDescriptor } from '../kinds/types.ts';

/** The record in Describe's output; undefined when there is none. */
export function recordOf(kind: KindDescriptor, output: Fields | undefined): Fields | undefined {
  const held = kind.record?.in === undefined ? output : output?.[kind.record.in];
  const record = (Array.isArray(held) ? held[0] : held) as Fields | undefined;
  return record && { ...record, ...lifted(kind, record), ...madeArn(kind, record) };
}

function lifted({ record: rule }: KindDescriptor, record: Fields): Fields {
  const facts = Object.entries(rule?.lifts ?? {}).map(([member, path]) => [member, at(record, path)] as const);
  return Object.fromEntries(facts.filter((fact): fact is [string, NonNullable<(typeof fact)[1]>] => fact[1] !== undefined));
}

const ARN = /^arn:([^:]+):[^:]*:([^:]*):([^:]*):/;

/** The ARN of a kind whose operations tell none; nothing where one does, or where not all is known that it is made of. */
export function madeArn({ arnFrom: rule, arnMember }: KindDescriptor, facts: Fields): Fields {
  const other = rule?.like.map((member) => facts[member]).find((value) => typeof value === 'string');
  const [, partition, region, account] = ARN.exec(other ?? '') ?? [];
  const resource = rule && filled(rule.resource, (place) => facts[place]);
  if (!rule || account === undefined || resource === undefined) return {};
  return { [arnMember]: `arn:${partition}:${rule.service}:${region}:${account}:${resource}` };
}
