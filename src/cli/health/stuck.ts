/** Objects that do not go on by themselves, and what helps. Pure. */
import type { Item } from '../cluster/inventory.ts';
import { messageOf, spanOf, standingOf, stateOf, tellingCondition } from '../cluster/state.ts';
import { labelOf } from '../cluster/tree.ts';

export interface Stuck {
  readonly namespace: string;
  readonly object: string;
  readonly state: string;
  readonly since: string;
  readonly reason: string;
  readonly message: string;
}

const STANDS_STILL = new Set(['waiting', 'refused', 'pending']);
/** An object that was made a moment ago has had no time to get stuck. */
const PATIENCE_MS = 30_000;

export function stuckAmong(items: readonly Item[], now: number): readonly Stuck[] {
  return items.flatMap((item) => {
    const { kind, object } = item;
    const condition = tellingCondition(object);
    const since = Date.parse(condition?.lastTransitionTime ?? object.metadata.creationTimestamp);
    const stands = standingOf(object);
    if (!STANDS_STILL.has(stands) || (stands === 'pending' && now - since < PATIENCE_MS)) return [];
    return [
      {
        namespace: object.metadata.namespace,
        object: labelOf(item),
        state: stateOf(kind, object),
        since: spanOf(now - since),
        reason: condition?.reason ?? 'NotSeen',
        message: condition ? messageOf(object) : 'the operator has not looked at it',
      },
    ];
  });
}

/** By the condition's reason. */
export const ADVICE: Readonly<Record<string, string>> = {
  AccessDenied:
    'the message names the action that AWS denied: add it to the operator’s role (docs/iam.md) or to the role of the namespace',
  Throttled: 'AWS slows this account down: nothing to do but to spread the load, or to have the limit raised',
  QuotaExceeded: 'a quota of the account is used up: end what is not needed, or ask for more in Service Quotas',
  InvalidSpec: 'AWS refuses the spec: edit the field that the message names',
  DependencyNotReady: 'it waits for another object: look at that one',
  NameTaken: 'the name belongs to somebody else’s resource: choose another, or adopt it',
  AWSUnavailable: 'AWS cannot be reached: look at the network, the proxy and the endpoints of the VPC',
  InternalError: 'a bug of the operator: report it with the lines of its log',
  NotSeen: 'the operator does not serve it: look at --watch-namespace, --watch-selectors and whether it runs',
};
