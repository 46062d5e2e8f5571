import { expect, it } from 'vitest';
import type { Key, Outcome } from '../engine/ports.ts';
import { PRIORITY, WorkQueue } from '../kube/queue.ts';
import { monotonicClock } from '../kube/timing.ts';
import { runController } from './controller.ts';
import { createLogger } from './log.ts';
import { Metrics } from './metrics.ts';

const key = 'TrainingJob/default/churn' as Key;

/** Reconciles the one key with each outcome in turn, then stops; gives the metrics as they are scraped. */
async function scrapeAfter(...outcomes: readonly (Outcome | Error)[]): Promise<string> {
  const metrics = new Metrics('0.0.0');
  const stop = new AbortController();
  const queue = new WorkQueue<Key>({ clock: monotonicClock, backoff: { baseMs: 1, capMs: 1 } });
  const left = [...outcomes];
  const reconcile = async (): Promise<Outcome> => {
    const outcome = left.shift() ?? 'done';
    if (left.length === 0) stop.abort();
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  queue.add(key);
  const signals = { stop: stop.signal, abandon: new AbortController().signal };
  await runController({ queue, reconcile, workers: 1, log: createLogger('silent', '1'), metrics }, signals);
  return metrics.registry.metrics();
}

it('counts passes as controller-runtime does: what backs off is an error, what comes again at a stated time is not', async () => {
  const scraped = await scrapeAfter('retry', { after: 0 }, new Error('a bug'), 'done');
  expect(scraped).toContain('controller_runtime_reconcile_total{controller="trainingjob",result="error"} 2');
  expect(scraped).toContain('controller_runtime_reconcile_errors_total{controller="trainingjob"} 2');
  expect(scraped).toContain('controller_runtime_reconcile_total{controller="trainingjob",result="requeue_after"} 1');
  expect(scraped).toContain('controller_runtime_reconcile_total{controller="trainingjob",result="success"} 1');
  expect(scraped).toContain('controller_runtime_reconcile_time_seconds_count{controller="trainingjob"} 4');
});

it('has no worker at work when all passes have ended, however they did', async () => {
  expect(await scrapeAfter(new Error('a bug'), 'done')).toContain(
    'controller_runtime_active_workers{controller="trainingjob"} 0',
  );
});

it('does what may wait when nothing that users have just asked for is left', async () => {
  const stop = new AbortController();
  const queue = new WorkQueue<Key>({ clock: monotonicClock });
  const order: Key[] = [];
  const keys = ['a', 'b', 'c'].map((name) => `TrainingJob/default/${name}` as Key);
  const reconcile = async (taken: Key): Promise<Outcome> => {
    order.push(taken);
    if (order.length === 4) stop.abort();
    return order.length === 1 ? 'afterwards' : 'done';
  };
  for (const each of keys) queue.add(each);
  const signals = { stop: stop.signal, abandon: new AbortController().signal };
  await runController({ queue, reconcile, workers: 1, log: createLogger('silent', '1'), metrics: new Metrics('0.0.0') }, signals);
  expect(order).toEqual([...keys, keys[0]]);
});

it('keeps the priority of what must come again: what was there before us does not turn urgent by waiting', async () => {
  const stop = new AbortController();
  const queue = new WorkQueue<Key>({ clock: monotonicClock, backoff: { baseMs: 1, capMs: 1 } });
  const order: Key[] = [];
  const [first, second] = ['TrainingJob/default/first' as Key, 'TrainingJob/default/second' as Key];
  const reconcile = async (taken: Key): Promise<Outcome> => {
    order.push(taken);
    if (order.length === 3) stop.abort();
    return order.length === 1 ? { after: 0 } : 'done';
  };
  for (const key of [first, second]) queue.add(key, { priority: PRIORITY.initial });
  const signals = { stop: stop.signal, abandon: new AbortController().signal };
  await runController({ queue, reconcile, workers: 1, log: createLogger('silent', '1'), metrics: new Metrics('0.0.0') }, signals);
  expect(order).toEqual([first, second, first]);
});
