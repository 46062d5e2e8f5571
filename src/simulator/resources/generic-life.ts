import type { KindDescriptor, Phase as Standing, UpdateRule } from '../../kinds/types.ts';
import { failureOf } from '../conventions.ts';
import { AwsError, validationError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { text } from '../json.ts';
import { recordShape, shapeNamed } from '../shapes.ts';
import type { World } from '../world.ts';
import { artifactsOf } from './artifacts.ts';
import type { Call, Kind, Resource } from './kind.ts';
import { touch, wireTime } from './kind.ts';
import { resultsOf } from './results.ts';
import type { Phase } from './timeline.ts';
import { live, vanish } from './timeline.ts';

/** How long each stretch of a life takes. AWS promises nothing; these are of the order that users see. */
const SECONDS = { job: 300, service: 120, update: 60, stop: 20, delete: 20 } as const;

export interface Life {
  /** What a kind owes to its having a status. */
  readonly part: Pick<Kind, 'statusMember' | 'created' | 'started' | 'stopped' | 'deleted' | 'isGone'>;
  /** Refuses an update that the resource is in no state for. */
  readonly admit: (resource: Resource, rule: UpdateRule) => void;
  readonly updated: (resource: Resource, rule: UpdateRule, call: Call) => void;
}

/** The life that a descriptor's statuses tell; none for a kind that is done as soon as it exists. */
export function lifeOf(world: World, descriptor: KindDescriptor, noun: string): Life | undefined {
  const { statuses, lifetime, operations } = descriptor;
  if (statuses === undefined) return undefined;
  const { member, phases, initial, reasonMember } = statuses;
  const first = (standing: Standing): string | undefined => Object.keys(phases).find((status) => phases[status] === standing);
  const statusOf = (resource: Resource): string => text(resource.document, member) ?? '';
  /** A status that the descriptor does not know counts as busy, as it does for the operator. */
  const standingOf = (status: string): Standing => phases[status] ?? 'busy';
  const good = first(lifetime === 'job' ? 'succeeded' : 'ready') ?? initial;
  const failed = first('failed');
  const times = timesOf(world, descriptor);
  const described = new Set(Object.keys(recordShape(world.model, operations.describe, descriptor.record?.in).members));

  function enter(resource: Resource, { status, message }: Phase, at: number): void {
    const { document } = resource;
    document[member] = status;
    if (reasonMember !== undefined && status === good) delete document[reasonMember];
    if (reasonMember !== undefined && message !== undefined) document[reasonMember] = message;
    if (lifetime === 'job' && ENDS.has(standingOf(status))) note(document, times.ends, at);
    if (lifetime === 'job' && status === good)
      Object.assign(document, artifactsOf(document, described), resultsOf(world.seed, document, described));
    touch(resource, at);
  }

  /** Goes through a status to the good end, or to the bad one that the request asks for. */
  function pass(
    resource: Resource,
    through: { readonly status: string; readonly seconds: number },
    call: Call,
    otherwise = good,
  ): void {
    const reason = failureOf(call.input);
    const end = reason === undefined || failed === undefined ? { status: otherwise } : { status: failed, message: reason };
    const plan = [through, { ...end, seconds: 0 }];
    live(world, resource, call.at, { phases: plan, enter: (phase, at) => enter(resource, phase, at) });
  }

  function stop(resource: Resource, at: number): void {
    const status = statusOf(resource);
    const standing = standingOf(status);
    if (standing === 'stopping') return;
    if (standing !== 'busy' && standing !== 'ready')
      throw validationError(`The request was rejected because the ${noun} is in status ${status}.`);
    const plan = [first('stopping'), first('stopped')].flatMap((next) =>
      next === undefined ? [] : [{ status: next, seconds: SECONDS.stop }],
    );
    live(world, resource, at, { phases: plan, enter: (phase, then) => enter(resource, phase, then) });
  }

  /** A job whose Delete can answer ResourceInUse must have ended; services are taken to go in any state. The wording is ours. */
  const mustHaveEnded =
    lifetime === 'job' && world.model.operations[operations.delete ?? '']?.errors?.includes('ResourceInUse') === true;

  function start(resource: Resource, at: number): void {
    const status = statusOf(resource);
    if (standingOf(status) !== 'stopped') throw notInState(resource, status, { needs: 'stopped', for: initial });
    const plan = [
      { status: initial, seconds: SECONDS[lifetime] },
      { status: good, seconds: 0 },
    ];
    live(world, resource, at, { phases: plan, enter: (phase, then) => enter(resource, phase, then) });
  }

  /** The words that AWS has for it where a service must stand still to be changed; it is the only kind of service that it says this of. */
  function notInState(resource: Resource, status: string, { needs, for: next }: { needs: Standing; for: string }): AwsError {
    const states = Object.keys(phases).filter((each) => phases[each] === needs || phases[each] === 'failed');
    return validationError(
      `Status (${status}) not in ([${states.join(', ')}]). Unable to transition to (${next}) for ${resource.arn}.`,
    );
  }

  function remove(resource: Resource, at: number): void {
    const status = statusOf(resource);
    const standing = standingOf(status);
    if (standing === 'deleting' || standing === 'gone') return;
    if (descriptor.standstill?.for.includes('delete') === true && standing !== 'stopped' && standing !== 'failed')
      throw notInState(resource, status, { needs: 'stopped', for: first('deleting') ?? 'Deleting' });
    if (mustHaveEnded && !ENDS.has(standing))
      throw new AwsError('ResourceInUse', `Cannot delete ${noun} "${resource.arn}" in status ${status}.`);
    const deleting = first('deleting');
    if (deleting === undefined) world.store.remove(resource);
    else vanish(world, resource, at, { status: deleting, seconds: SECONDS.delete, afterwards: first('gone') });
  }

  return {
    part: {
      statusMember: member,
      created: (resource, call) => {
        note(resource.document, times.starts, call.at);
        pass(resource, { status: initial, seconds: SECONDS[lifetime] }, call);
      },
      started: start,
      stopped: stop,
      deleted: remove,
      isGone: (resource) => standingOf(statusOf(resource)) === 'gone',
    },
    admit: (resource, { onlyIn, becomes }) => {
      const status = statusOf(resource);
      if (onlyIn.includes(standingOf(status))) return;
      if (descriptor.standstill) throw notInState(resource, status, { needs: 'stopped', for: becomes ?? 'Updating' });
      throw validationError(`Cannot update ${noun} "${resource.arn}" in status ${status}.`);
    },
    updated: (resource, { becomes }, call) => {
      // What stood still for the change stands still after it.
      const end = descriptor.standstill ? first('stopped') : undefined;
      if (becomes !== undefined) pass(resource, { status: becomes, seconds: SECONDS.update }, call, end);
    },
  };
}

const ENDS: ReadonlySet<Standing> = new Set<Standing>(['succeeded', 'failed', 'stopped']);

/** Times that Describe tells besides those of the record, by the word that they end with throughout the API. */
function timesOf(
  world: World,
  { operations, record }: KindDescriptor,
): { readonly starts: readonly string[]; readonly ends: readonly string[] } {
  const times = Object.entries(recordShape(world.model, operations.describe, record?.in).members)
    .filter(([, shape]) => shapeNamed(world.model, shape).type === 'timestamp')
    .map(([name]) => name);
  return {
    starts: times.filter((name) => name.endsWith('StartTime')),
    ends: times.filter((name) => name.endsWith('EndTime') || name.endsWith('CompletionTime')),
  };
}

function note(document: JsonObject, members: readonly string[], at: number): void {
  for (const member of members) document[member] = wireTime(at);
}
