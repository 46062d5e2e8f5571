import type { ServiceDescriptor } from '../kinds/types.ts';
import type { Shape } from '../model/types.ts';

/** Where a field comes from in AWS's API. */
export interface Origin {
  /** `CreateTrainingJob.InputDataConfig[].ChannelName` */
  readonly member: string;
  readonly docs: ServiceDescriptor['docs'];
  /** The page of AWS's API reference, and the anchor of the member on it. */
  readonly page: string;
}

export function inputOrigin({ docs }: ServiceDescriptor, operation: string, member: string): Origin {
  return {
    docs,
    member: `${operation}.${member}`,
    page: `API_${operation}.html#${docs.anchor}-${operation}-request-${member}`,
  };
}

export function outputOrigin({ docs }: ServiceDescriptor, operation: string, member: string): Origin {
  return {
    docs,
    member: `${operation}.${member}`,
    // A path leads into a member, and the page has anchors for members alone.
    page: `API_${operation}.html#${docs.anchor}-${operation}-response-${member.split('.')[0]}`,
  };
}

export function shapeOrigin({ docs }: ServiceDescriptor, shape: string): Origin {
  return { docs, member: shape, page: `API_${shape}.html` };
}

export function memberOrigin({ docs, member: parent }: Origin, shape: string, member: string): Origin {
  return { docs, member: `${parent}.${member}`, page: `API_${shape}.html#${docs.anchor}-Type-${shape}-${member}` };
}

export function elementOrigin(list: Origin): Origin {
  return { ...list, member: `${list.member}[]` };
}

/** For `kubectl explain`, which shows neither bounds nor patterns: the API's member, the bounds in words, and where to read on. */
export function describe(origin: Origin, ...hints: readonly string[]): string {
  return `${[`API member ${origin.member}.`, ...hints].join(' ')}\n${link(origin)}`;
}

function link(origin: Origin): string {
  return `${origin.docs.base}/${origin.page}`;
}

/** What a value must be like, in words; empty where the type says it all. */
export function hints(shape: Shape): readonly string[] {
  const amount = bounds(shape);
  switch (shape.type) {
    case 'string':
      return amount === '' ? [] : [`${amount} characters.`];
    case 'list':
      return amount === '' ? [] : [`${amount} items.`];
    case 'map':
      return amount === '' ? [] : [`${amount} entries.`];
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return amount === '' ? [] : [`${amount}.`];
    case 'structure':
    case 'boolean':
    case 'timestamp':
    case 'blob':
      return [];
    default:
      return shape satisfies never;
  }
}

function bounds(shape: Shape): string {
  const { min, max } = 'min' in shape || 'max' in shape ? shape : {};
  const floor = min === 0 && COUNTED.has(shape.type) ? undefined : min;
  if (floor !== undefined && max !== undefined) return floor === max ? `Exactly ${max}` : `${floor} to ${max}`;
  if (floor !== undefined) return `At least ${floor}`;
  return max === undefined ? '' : `At most ${max}`;
}

/** Lengths and counts can't be negative: a lower bound of 0 says nothing about them. */
const COUNTED: ReadonlySet<Shape['type']> = new Set(['string', 'list', 'map']);
