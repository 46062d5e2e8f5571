import type { World } from '../world.ts';
import { endpointConfigs } from './endpoint-config.ts';
import { endpoints } from './endpoint.ts';
import type { Handler, Kind } from './kind.ts';
import { modelKind } from './model.ts';
import { handlersOf } from './operations.ts';
import { tagHandlers } from './tags.ts';
import { trainingJobs } from './training-job.ts';
import { tuningJobs } from './tuning-job.ts';

/** The resource types that are simulated. */
export function kindsOf(world: World): Kind[] {
  const training = trainingJobs(world);
  return [training.kind, tuningJobs(world, training), modelKind, endpointConfigs(world), endpoints(world)];
}

/** Every operation that is served: what the kinds bring along, and tags. */
export function operationsOf(world: World): Map<string, Handler> {
  const all = [...world.kinds.values()].flatMap((kind) => [...handlersOf(world, kind)]);
  return new Map([...all, ...tagHandlers(world)]);
}
