/**
 * The door at which types become true. What the apiserver serves need not be as the schema says: it may have been stored under another
 * schema, or written to etcd by a tool, and the apiserver checks what is written, never what it reads. All that comes after goes by the types;
 * an error there, in the middle of a watch, would end the process, and again at every start.
 *
 * Guarantee: of an object that is not well-formed, what cannot be is absent, and the rest is as it is. A status that is lost that way is
 * made anew from AWS, as one that was lost in any other way.
 */
import type { Condition, Fields, KindStatus, KubeObject, ResourceMetadata } from '../kinds/types.ts';

/** The object itself, where nothing is wrong. Also one that adopts or only looks may have no spec: it then asks for nothing. */
export function wellFormed(object: KubeObject): KubeObject {
  const given: { readonly spec?: unknown; readonly status?: unknown } = object;
  const spec = isFields(given.spec) ? object.spec : {};
  const status = given.status === undefined ? undefined : statusIn(given.status);
  if (spec === given.spec && status === given.status) return object;
  const { status: _, ...rest } = object;
  return { ...rest, spec, ...(status === undefined ? {} : { status }) };
}

function statusIn(status: unknown): KindStatus | undefined {
  if (!isFields(status)) return undefined;
  const { conditions, ackResourceMetadata, ...facts } = status;
  const sound = conditions === undefined ? undefined : conditionsIn(conditions);
  const hasMetadata = ackResourceMetadata === undefined || isMetadata(ackResourceMetadata);
  if (sound === conditions && hasMetadata) return status;
  return {
    ...facts,
    ...(sound === undefined ? {} : { conditions: sound as readonly Condition[] }),
    ...(hasMetadata ? { ackResourceMetadata: ackResourceMetadata as unknown as ResourceMetadata } : {}),
  };
}

function conditionsIn(conditions: unknown): unknown {
  if (!Array.isArray(conditions)) return undefined;
  return conditions.every(isCondition) ? conditions : conditions.filter(isCondition);
}

/** The incumbent's have no reason, and may have no message. */
const isCondition = (condition: unknown): boolean =>
  isFields(condition) &&
  typeof condition['type'] === 'string' &&
  typeof condition['status'] === 'string' &&
  areTexts(condition, ['reason', 'message', 'lastTransitionTime']);
const isMetadata = (metadata: unknown): boolean =>
  isFields(metadata) && areTexts(metadata, ['arn', 'ownerAccountID', 'region', 'partition']);

const areTexts = (fields: Fields, names: readonly string[]): boolean =>
  names.every((name) => fields[name] === undefined || typeof fields[name] === 'string');
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
