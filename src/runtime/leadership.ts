/**
 * Whether this replica may act. Asked right before each call that changes anything, on either side, and for AWS before each call at all:
 * a process that was stopped in the middle of a pass goes on in that middle, and knows nothing of the time that has passed.
 *
 * Leadership that was lost is not regained: the process ends, and a fresh one takes its turn with nothing remembered.
 */
import { randomUUID } from 'node:crypto';
import type { Config } from '../config/parse.ts';
import { Election, type Lease, LEASES } from '../kube/lease.ts';
import { ResourceClient } from '../kube/rest.ts';
import { monotonicClock, systemClock } from '../kube/timing.ts';
import type { Transport } from '../kube/transport.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';

/** The incumbent's name for its lease: two controllers must never act on the same objects, whichever they are. */
const LEASE_NAME = 'ack-sagemaker.services.k8s.aws';

export interface Leadership {
  mayAct(): boolean;
  readonly won: Promise<void>;
  readonly lost: AbortSignal;
  /** Takes part until the signal aborts, then lets the next one lead. Stop all work before aborting. */
  run(signal: AbortSignal): Promise<void>;
}

export interface LeadershipParts {
  /** Not the one of the work: a renewal must not wait behind it, and its own write is not for leaders alone. */
  readonly transport: Transport;
  /** The pod's own namespace, where known. */
  readonly namespace: string | undefined;
  readonly metrics: Metrics;
  readonly log: Logger;
}

export function createLeadership(config: Config, parts: LeadershipParts): Leadership {
  const tell = (leads: boolean): void => parts.metrics.leads(LEASE_NAME, leads);
  if (config.flags['enable-leader-election']) return contend((onChange) => elect(config, parts, onChange), tell);
  tell(true);
  return alone();
}

/** One replica, which leads from the start. */
function alone(): Leadership {
  return { mayAct: () => true, won: Promise.resolve(), lost: new AbortController().signal, run: () => Promise.resolve() };
}

export function contend(elect: (onChange: (leads: boolean) => void) => Election, tell: (leads: boolean) => void): Leadership {
  const lost = new AbortController();
  const won = Promise.withResolvers<void>();
  const election = elect((leads) => {
    tell(leads);
    if (leads) won.resolve();
    else lost.abort();
  });
  tell(false);
  return {
    mayAct: () => election.isLeader && !lost.signal.aborted,
    won: won.promise,
    lost: lost.signal,
    run: (signal) => election.run(signal),
  };
}

function elect({ flags, instance }: Config, parts: LeadershipParts, onChange: (leads: boolean) => void): Election {
  return new Election({
    client: new ResourceClient<Lease>(parts.transport, LEASES),
    namespace: flags['leader-election-namespace'] || (parts.namespace ?? 'default'),
    name: LEASE_NAME,
    identity: `${instance}_${randomUUID()}`,
    clock: systemClock,
    monotonic: monotonicClock,
    log: parts.log,
    onChange,
  });
}
