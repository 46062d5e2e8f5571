import { validationError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { number, object, objects, text } from '../json.ts';
import type { World } from '../world.ts';
import type { Call, Resource } from './kind.ts';
import { touch } from './kind.ts';
import type { Phase } from './timeline.ts';
import { live } from './timeline.ts';

const SCALE: readonly Phase[] = [
  { status: 'Updating', seconds: 60 },
  { status: 'InService', seconds: 0 },
];

/** UpdateEndpointWeightsAndCapacities: the desired values show at once, the current ones when the endpoint is in service again. */
export function rescale(world: World, endpoint: Resource, call: Call): void {
  const variants = objects(endpoint.document, 'ProductionVariants');
  const changes = objects(call.input, 'DesiredWeightsAndCapacities').map((change) => {
    const name = text(change, 'VariantName') ?? '';
    const variant = variants.find((candidate) => candidate['VariantName'] === name);
    if (variant === undefined) throw validationError(`Could not find variant "${name}" for endpoint "${endpoint.arn}".`);
    return { variant, change };
  });
  for (const { variant, change } of changes) desire(variant, change);
  const enter = (phase: Phase, at: number): void => {
    endpoint.document['EndpointStatus'] = phase.status;
    if (phase.status === 'InService') for (const { variant } of changes) settle(variant);
    touch(endpoint, at);
  };
  live(world, endpoint, call.at, { phases: SCALE, enter });
}

function desire(variant: JsonObject, change: JsonObject): void {
  const [weight, count] = [number(change, 'DesiredWeight'), number(change, 'DesiredInstanceCount')];
  if (weight !== undefined) variant['DesiredWeight'] = weight;
  if (count !== undefined && 'DesiredInstanceCount' in variant) variant['DesiredInstanceCount'] = count;
  const serverless = object(change, 'ServerlessUpdateConfig');
  const current = object(variant, 'DesiredServerlessConfig');
  if (serverless !== undefined && current !== undefined) variant['DesiredServerlessConfig'] = { ...current, ...serverless };
}

function settle(variant: JsonObject): void {
  for (const fact of ['Weight', 'InstanceCount', 'ServerlessConfig']) {
    const desired = variant[`Desired${fact}`];
    if (desired !== undefined) variant[`Current${fact}`] = desired;
  }
}
