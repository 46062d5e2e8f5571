import type { JsonObject } from '../json.ts';
import type { World } from '../world.ts';
import type { Call, Resource, ResourceType } from './kind.ts';
import { wireTime } from './kind.ts';

export interface RecordParts {
  readonly name: string;
  readonly arn: string;
  readonly tags?: Iterable<readonly [string, string]>;
  readonly document: JsonObject;
  /** The member that tells when it was made. */
  readonly bornMember: string;
}

/** Puts a resource of a service other than SageMaker into the world. */
export function addRecord(world: World, kind: ResourceType, { scope, at }: Call, parts: RecordParts): Resource {
  const resource: Resource = {
    kind,
    scope,
    name: parts.name,
    arn: parts.arn,
    seq: world.store.nextSeq(),
    createdAt: at,
    visibleAt: at + world.lagMs,
    modifiedAt: at,
    tags: new Map(parts.tags ?? []),
    document: { ...parts.document, [parts.bornMember]: wireTime(at) },
  };
  world.store.add(resource);
  return resource;
}

/** The resource with this ARN, among those that the caller can see. */
export function withArn(world: World, types: readonly ResourceType[], { scope, at }: Call, arn: string): Resource | undefined {
  for (const { type } of types)
    for (const resource of world.store.all(scope, type)) if (resource.arn === arn && resource.visibleAt <= at) return resource;
  return undefined;
}
