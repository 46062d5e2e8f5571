import type { KindDescriptor } from '../../kinds/types.ts';
import type { World } from '../world.ts';
import { endpointConfigs } from './endpoint-config.ts';
import { endpoints } from './endpoint.ts';
import { genericKind } from './generic.ts';
import type { Handler, Kind } from './kind.ts';
import { modelKind } from './model.ts';
import { handlersOf } from './operations.ts';
import { tagHandlers } from './tags.ts';
import { trainingJobs } from './training-job.ts';
import { tuningJobs } from './tuning-job.ts';

/** The resource types that are simulated: those with a file of their own, and by its descriptor every other that is asked for. */
export function kindsOf(world: World, descriptors: readonly KindDescriptor[]): Kind[] {
  const training = trainingJobs(world);
  const own = [training.kind, tuningJobs(world, training), modelKind, endpointConfigs(world), endpoints(world)];
  const creates = new Set(own.map(({ create }) => create));
  const others = descriptors.filter(
    // Those of other services have handlers of their own.
    ({ operations }) => !creates.has(operations.create) && world.model.operations[operations.create] !== undefined,
  );
  return [...own, ...others.map((descriptor) => genericKind(world, descriptor))];
}

/** Every operation of SageMaker that is served: what the kinds bring along, and tags. */
export function operationsOf(world: World): Map<string, Handler> {
  const all = [...world.kinds.values()].flatMap((kind) => [...handlersOf(world, kind)]);
  return new Map([...all, ...tagHandlers(world)]);
}
