import type { World } from '../world.ts';
import type { Resource } from './kind.ts';
import { touch } from './kind.ts';

/** One step of a resource's life. The last one has no end. */
export interface Phase {
  readonly status: string;
  readonly secondary?: string;
  readonly message?: string;
  readonly seconds: number;
}

/**
 * Lives through the phases from the moment `at`, in place of whatever the resource was about to do. `enter` writes a phase into
 * the resource; it may start another timeline, which ends this one.
 */
export function live(
  world: World,
  resource: Resource,
  at: number,
  plan: { readonly phases: readonly Phase[]; readonly enter: (phase: Phase, at: number) => void },
): void {
  resource.next?.cancel();
  delete resource.next;
  const [phase, ...rest] = plan.phases;
  if (phase === undefined) return;
  if (rest.length > 0) {
    resource.next = world.after(at, phase.seconds, (then) => live(world, resource, then, { phases: rest, enter: plan.enter }));
  }
  plan.enter(phase, at);
}

/** How long AWS goes on telling of what is gone, where it does: about a day. */
const REMEMBERED_SECONDS = 86_400;

/**
 * An asynchronous deletion: the resource is there for a while yet, in the last status of its life, and so is its name. `afterwards` is the
 * status in which it is told of when it is gone.
 */
export function vanish(
  world: World,
  resource: Resource,
  at: number,
  {
    status,
    seconds,
    afterwards,
  }: { readonly status: string; readonly seconds: number; readonly afterwards?: string | undefined },
): void {
  const { statusMember } = resource.kind;
  if (statusMember !== undefined) resource.document[statusMember] = status;
  touch(resource, at);
  resource.next?.cancel();
  resource.next = world.after(at, seconds, (then) => {
    if (afterwards === undefined) world.store.remove(resource);
    else vanish(world, resource, then, { status: afterwards, seconds: REMEMBERED_SECONDS });
  });
}
