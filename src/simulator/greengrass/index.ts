import { validationError } from '../errors.ts';
import type { Handler } from '../resources/kind.ts';
import { mapTagHandlers } from '../resources/map-tags.ts';
import type { World } from '../world.ts';
import { componentHandlers, componentVersion } from './component.ts';
import { deployment, deploymentHandlers } from './deployment.ts';
import { absent } from './refusals.ts';
import { Tokens } from './tokens.ts';

/** IoT Greengrass V2: component versions and deployments. The devices themselves are not simulated. The wording of refusals about tags is ours. */
export function greengrassOperations(world: World): Map<string, Handler> {
  const tokens = new Tokens(world);
  const tags = mapTagHandlers(world, {
    types: [componentVersion, deployment],
    members: { arn: 'resourceArn', tags: 'tags', keys: 'tagKeys' },
    absent: (arn) => absent('resource', arn, `The resource ${arn} does not exist.`),
    tooMany: (arn) => validationError(`A resource cannot have more than 50 tags: ${arn}`),
  });
  return new Map([...componentHandlers(world, tokens), ...deploymentHandlers(world, tokens), ...tags]);
}
