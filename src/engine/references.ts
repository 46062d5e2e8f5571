/** Waits for the objects that a spec names, so that AWS is not asked for what cannot work yet. */
import { conditionOf, isTrue } from './conditions.ts';
import { Fault } from './fault.ts';
import { allAt } from './phase.ts';
import type { Clock, Cluster, Target } from './ports.ts';

/** `kubectl apply -f dir/` sends an endpoint before its config is there: so long a name may still turn up as an object. */
const NEIGHBOURS_MS = 2_000;

/** Throws a `missing` Fault that says what is waited for. A name that no object has is left to AWS to judge. */
export function requireReferences({ kind, object, desired }: Target, cluster: Cluster, clock: Clock): void {
  for (const { path, to } of kind.references) {
    for (const name of allAt(desired, path)) {
      if (typeof name !== 'string') continue;
      const named = cluster.named(to, object.metadata.namespace, name);
      if (named.length === 0) waitForNeighbours(object.metadata.creationTimestamp, `${to} ${name}`, clock);
      else if (!named.some(({ status }) => isTrue(status?.conditions, 'Ready')))
        throw notReady(to, name, conditionOf(named[0]?.status?.conditions, 'Ready')?.message);
    }
  }
}

function waitForNeighbours(createdAt: string, what: string, clock: Clock): void {
  const left = Date.parse(createdAt) + NEIGHBOURS_MS - clock.now();
  if (left <= 0) return;
  throw new Fault('missing', 'ReferenceNotFound', `waiting for ${what}`, { retryAfterMs: Math.min(left, NEIGHBOURS_MS) });
}

const notReady = (to: string, name: string, why: string | undefined): Fault =>
  new Fault(
    'missing',
    'ReferenceNotReady',
    `waiting for ${to} ${name} to be ready${why === undefined || why === '' ? '' : `: ${why}`}`,
  );
