import type { Shape } from '../model/types.ts';

/** Where a field comes from in AWS's API. */
export interface Origin {
  /** `CreateTrainingJob.InputDataConfig[].ChannelName` */
  readonly member: string;
  /** Anchor of the member on its page of AWS's API reference. */
  readonly page: string;
}

const REFERENCE = 'https://docs.aws.amazon.com/sagemaker/latest/APIReference';

export function inputOrigin(operation: string, member: string): Origin {
  return { member: `${operation}.${member}`, page: `API_${operation}.html#sagemaker-${operation}-request-${member}` };
}

export function outputOrigin(operation: string, member: string): Origin {
  return { member: `${operation}.${member}`, page: `API_${operation}.html#sagemaker-${operation}-response-${member}` };
}

export function memberOrigin(parent: Origin, shape: string, member: string): Origin {
  return { member: `${parent.member}.${member}`, page: `API_${shape}.html#sagemaker-Type-${shape}-${member}` };
}

export function elementOrigin(list: Origin): Origin {
  return { ...list, member: `${list.member}[]` };
}

/** For `kubectl explain`, which shows neither bounds nor patterns: the API's member, the bounds in words, and where to read on. */
export function describe(origin: Origin, ...hints: readonly string[]): string {
  return `${[`API member ${origin.member}.`, ...hints].join(' ')}\n${link(origin)}`;
}

function link(origin: Origin): string {
  return `${REFERENCE}/${origin.page}`;
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
