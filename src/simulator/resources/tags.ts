import { validationError } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { number, objects, text } from '../json.ts';
import type { World } from '../world.ts';
import type { Call, Handler, Resource } from './kind.ts';
import { afterToken, tokenOf } from './token.ts';

const MAX_TAGS = 50;
const PAGE = 50;

/**
 * AddTags, DeleteTags and ListTags. That tags beginning with `aws:` are refused and that a resource holds at most 50 is documented;
 * the wording of the refusals is ours.
 */
export function tagHandlers(world: World): Map<string, Handler> {
  return new Map<string, Handler>([
    ['AddTags', (call) => addTags(resourceOf(world, call), call)],
    ['DeleteTags', (call) => deleteTags(resourceOf(world, call), call)],
    ['ListTags', (call) => listTags(resourceOf(world, call), call)],
  ]);
}

export function tagsFrom(list: Json | undefined): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of objects({ list: list ?? [] }, 'list')) tags.set(text(tag, 'Key') ?? '', text(tag, 'Value') ?? '');
  return tags;
}

/** Tags as other services than SageMaker write them: a map of keys to values. */
export const tagsFromMap = (map: Json | undefined): [string, string][] =>
  Object.entries(map ?? {}).map(([key, value]) => [key, String(value)]);

/** The rules for tags in any request that carries them; the model's own (lengths, patterns, 50 a request) hold before. */
export function checkTags(input: JsonObject): void {
  const seen = new Set<string>();
  for (const tag of objects(input, 'Tags')) {
    const key = text(tag, 'Key') ?? '';
    if (key.toLowerCase().startsWith('aws:'))
      throw validationError('aws: prefixed tag key names are not allowed for external use.');
    if (seen.has(key)) throw validationError(`Duplicate tag keys found: ${key}`);
    seen.add(key);
  }
}

const ARN = /^arn:[^:]+:sagemaker:[^:]+:\d{12}:([a-z-]+)\/(.+)$/;

function resourceOf(world: World, call: Call): Resource {
  const arn = text(call.input, 'ResourceArn') ?? '';
  const resource = world.store.withArn(arn);
  const { region, account } = resource?.scope ?? call.scope;
  if (resource && region === call.scope.region && account === call.scope.account && resource.visibleAt <= call.at)
    return resource;
  const [, type = '', name = ''] = ARN.exec(arn) ?? [];
  const kind = world.kinds.get(type);
  throw kind?.absent(name, arn) ?? validationError(`The simulator keeps no resource of the type that ${arn} names`);
}

const asList = (tags: Iterable<[string, string]>): JsonObject[] => [...tags].map(([key, value]) => ({ Key: key, Value: value }));

function addTags(resource: Resource, call: Call): JsonObject {
  checkTags(call.input);
  const added = tagsFrom(call.input['Tags']);
  const all = new Map([...resource.tags, ...added]);
  if (all.size > MAX_TAGS)
    throw validationError(`The number of tags on a resource cannot be more than ${MAX_TAGS}: ${resource.arn}`);
  for (const [key, value] of added) resource.tags.set(key, value);
  return { Tags: asList(all) };
}

function deleteTags(resource: Resource, call: Call): JsonObject {
  const keys = call.input['TagKeys'];
  for (const key of Array.isArray(keys) ? keys : []) if (typeof key === 'string') resource.tags.delete(key);
  return {};
}

function listTags(resource: Resource, call: Call): JsonObject {
  const token = text(call.input, 'NextToken');
  const start = token === undefined ? 0 : Number(afterToken(call.operation, token));
  const end = start + Math.min(number(call.input, 'MaxResults') ?? PAGE, PAGE);
  const page = { Tags: asList([...resource.tags].slice(start, end)) };
  return end < resource.tags.size ? { ...page, NextToken: tokenOf(call.operation, String(end)) } : page;
}
