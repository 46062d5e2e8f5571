/** Workers between the queue and the reconciler. Async, so many calls to AWS are under way at once, and one that hangs holds up one key. */
import type { Key, Outcome, Reconcile } from '../engine/ports.ts';
import { kindOf } from '../engine/ports.ts';
import type { Taken, WorkQueue } from '../kube/queue.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Tracing } from './spans.ts';

export interface ControllerOptions {
  readonly queue: WorkQueue<Key>;
  readonly reconcile: Reconcile;
  readonly workers: number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
}

export interface StopSignals {
  /** No further key is taken. */
  readonly stop: AbortSignal;
  /** What is under way is given up too: its time to end in order is over. */
  readonly abandon: AbortSignal;
}

/** Runs until `stop`; resolves when the last pass under way has ended. */
export async function runController(options: ControllerOptions, signals: StopSignals): Promise<void> {
  await Promise.all(Array.from({ length: options.workers }, () => work(options, signals)));
}

async function work(options: ControllerOptions, { stop, abandon }: StopSignals): Promise<void> {
  for (;;) {
    const taken = await take(options.queue, stop);
    if (taken === undefined) return;
    await one(options, taken, abandon);
  }
}

async function take(queue: WorkQueue<Key>, stop: AbortSignal): Promise<Taken<Key> | undefined> {
  try {
    return await queue.take(stop);
  } catch (error) {
    if (stop.aborted) return undefined;
    throw error;
  }
}

async function one(options: ControllerOptions, { key, waitedMs }: Taken<Key>, signal: AbortSignal): Promise<void> {
  const { queue, reconcile, log, metrics, tracing } = options;
  const pass = (): Promise<Outcome> => reconcile(key, signal);
  const begun = performance.now();
  let outcome: Outcome = 'retry';
  metrics.reconciling(kindOf(key));
  try {
    outcome = await (tracing ? tracing.pass(key, waitedMs, pass) : pass());
  } catch (error) {
    if (!signal.aborted)
      log.error({ key, error }, 'a reconcile failed in a way that it should have handled: this is a bug of the operator');
  }
  again(queue, key, outcome);
  metrics.reconciled(kindOf(key), resultOf(outcome), performance.now() - begun);
}

function again(queue: WorkQueue<Key>, key: Key, outcome: Outcome): void {
  if (outcome === 'retry') queue.add(key, { rateLimited: true });
  else queue.forget(key);
  if (typeof outcome === 'object') queue.add(key, { after: outcome.after });
  queue.done(key);
}

/** As controller-runtime counts: what backs off is an error, for its users' alerts ask for those. */
function resultOf(outcome: Outcome): 'success' | 'requeue_after' | 'error' {
  if (outcome === 'done') return 'success';
  return outcome === 'retry' ? 'error' : 'requeue_after';
}
