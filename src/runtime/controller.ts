/** Workers between the queue and the reconciler. Async, so many calls to AWS are under way at once, and one that hangs holds up one key. */
import type { Key, Outcome, Reconcile } from '../engine/ports.ts';
import { kindOf } from '../engine/ports.ts';
import { PRIORITY, type Taken, type WorkQueue } from '../kube/queue.ts';
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

async function one(options: ControllerOptions, taken: Taken<Key>, signal: AbortSignal): Promise<void> {
  const { queue, reconcile, log, metrics, tracing } = options;
  const { key, priority, waitedMs } = taken;
  const turn = priority <= PRIORITY.afterwards ? 'afterwards' : 'called';
  const pass = (): Promise<Outcome> => reconcile(key, signal, turn);
  const begun = performance.now();
  let outcome: Outcome = 'retry';
  metrics.reconciling(kindOf(key));
  try {
    outcome = await (tracing ? tracing.pass(key, waitedMs, pass) : pass());
  } catch (error) {
    if (!signal.aborted)
      log.error({ key, error }, 'a reconcile failed in a way that it should have handled: this is a bug of the operator');
  }
  again(queue, taken, outcome);
  metrics.reconciled(kindOf(key), resultOf(outcome), performance.now() - begun);
}

/** What came last comes back last: five thousand objects that were there before us do not turn urgent by having to wait. */
function again(queue: WorkQueue<Key>, { key, priority }: Taken<Key>, outcome: Outcome): void {
  if (outcome === 'retry') queue.add(key, { priority, rateLimited: true });
  else queue.forget(key);
  if (typeof outcome === 'object') queue.add(key, { priority, after: outcome.after });
  if (outcome === 'afterwards') queue.add(key, { priority: Math.min(priority, PRIORITY.afterwards) });
  queue.done(key);
}

/** As controller-runtime counts: what backs off is an error, for its users' alerts ask for those. */
function resultOf(outcome: Outcome): 'success' | 'requeue_after' | 'error' {
  if (outcome === 'done') return 'success';
  return outcome === 'retry' ? 'error' : 'requeue_after';
}
