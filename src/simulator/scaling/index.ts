import { AwsError } from '../errors.ts';
import type { Handler } from '../resources/kind.ts';
import { mapTagHandlers } from '../resources/map-tags.ts';
import type { World } from '../world.ts';
import { actionHandlers } from './action.ts';
import { policyHandlers } from './policy.ts';
import { scalableTarget, targetHandlers } from './target.ts';

/** Application Auto Scaling, for what SageMaker lets scale. The wording of refusals about tags is ours. */
export function scalingOperations(world: World): Map<string, Handler> {
  const tags = mapTagHandlers(world, {
    types: [scalableTarget],
    members: { arn: 'ResourceARN', tags: 'Tags', keys: 'TagKeys' },
    absent: (arn) =>
      new AwsError('ResourceNotFoundException', `No scalable target found for resource ARN: ${arn}`, 400, { ResourceName: arn }),
    tooMany: (arn) => new AwsError('TooManyTagsException', `Too many tags: ${arn}`, 400, { ResourceName: arn }),
  });
  return new Map([...targetHandlers(world), ...policyHandlers(world), ...actionHandlers(world), ...tags]);
}
