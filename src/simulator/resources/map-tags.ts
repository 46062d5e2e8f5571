import type { AwsError } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { text } from '../json.ts';
import type { World } from '../world.ts';
import type { Call, Handler, Resource, ResourceType } from './kind.ts';
import { withArn } from './record.ts';
import { tagsFromMap } from './tags.ts';

/** In what services differ that keep tags as maps and speak of them in TagResource, UntagResource and ListTagsForResource. */
export interface MapTagRule {
  readonly types: readonly ResourceType[];
  readonly members: { readonly arn: string; readonly tags: string; readonly keys: string };
  readonly absent: (arn: string) => AwsError;
  readonly tooMany: (arn: string) => AwsError;
}

const MAX_TAGS = 50;

export function mapTagHandlers(world: World, { types, members, absent, tooMany }: MapTagRule): [string, Handler][] {
  const find = (call: Call): Resource => {
    const arn = text(call.input, members.arn) ?? '';
    const resource = withArn(world, types, call, arn);
    if (resource === undefined) throw absent(arn);
    return resource;
  };
  return [
    [
      'TagResource',
      (call) => {
        const resource = find(call);
        const tags = new Map([...resource.tags, ...tagsFromMap(call.input[members.tags])]);
        if (tags.size > MAX_TAGS) throw tooMany(resource.arn);
        for (const [key, value] of tags) resource.tags.set(key, value);
        return {};
      },
    ],
    [
      'UntagResource',
      (call) => {
        const resource = find(call);
        for (const key of keysIn(call.input[members.keys])) resource.tags.delete(key);
        return {};
      },
    ],
    ['ListTagsForResource', (call): JsonObject => ({ [members.tags]: Object.fromEntries(find(call).tags) })],
  ];
}

const keysIn = (list: Json | undefined): string[] => (Array.isArray(list) ? list.filter((key) => typeof key === 'string') : []);
