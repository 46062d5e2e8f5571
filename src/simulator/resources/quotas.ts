import { AwsError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { flag, number, objects, text } from '../json.ts';
import type { World } from '../world.ts';
import type { Call, Resource } from './kind.ts';

/** Instances that a request or a resource needs, by the name of the quota that they count against. */
export type Need = Map<string, number>;

const add = (need: Need, quota: string, instances: number): void => {
  need.set(quota, (need.get(quota) ?? 0) + instances);
};

export function trainingNeed(request: JsonObject, jobs = 1): Need {
  const need: Need = new Map();
  const use = flag(request, 'EnableManagedSpotTraining') ? 'spot training job usage' : 'training job usage';
  const type = text(request, 'ResourceConfig.InstanceType');
  if (type !== undefined) add(need, `${type} for ${use}`, jobs * (number(request, 'ResourceConfig.InstanceCount') ?? 1));
  for (const group of objects(request, 'ResourceConfig.InstanceGroups'))
    add(need, `${text(group, 'InstanceType') ?? ''} for ${use}`, jobs * (number(group, 'InstanceCount') ?? 1));
  return need;
}

export function endpointNeed(variants: readonly JsonObject[]): Need {
  const need: Need = new Map();
  for (const variant of variants) {
    const type = text(variant, 'InstanceType');
    if (type !== undefined) add(need, `${type} for endpoint usage`, number(variant, 'InitialInstanceCount') ?? 1);
  }
  return need;
}

/**
 * Refuses what would go beyond a quota, in the words that Create operations use. `needs` says what an existing resource of the type
 * holds; it is asked only where a quota is set.
 */
export function checkQuotas(
  world: World,
  call: Call,
  delta: Need,
  used: { type: string; needs: (resource: Resource) => Need },
): void {
  for (const [quota, wanted] of delta) {
    const limit = world.quotas.get(quota);
    if (limit === undefined) continue;
    let current = 0;
    for (const resource of world.store.all(call.scope, used.type)) current += used.needs(resource).get(quota) ?? 0;
    if (current + wanted > limit) {
      throw new AwsError(
        'ResourceLimitExceeded',
        `The account-level service limit '${quota}' is ${limit} Instances, with current utilization of ${current} Instances and a request delta of ${wanted} Instances. Please use AWS Service Quotas to request an increase for this quota. If AWS Service Quotas is not available, contact AWS support to request an increase for this quota.`,
      );
    }
  }
}
