/**
 * Starts and stops the parts in order: endpoints for the kubelet, watches, caches filled, then — as leader only — the workers. A replica
 * that waits for the lease has its caches filled already, so that taking over costs the lease and nothing more.
 */
import type { Key, Reconcile } from '../engine/ports.ts';
import type { WorkQueue } from '../kube/queue.ts';
import { runController } from './controller.ts';
import { type Listener, listen, type Page } from './http.ts';
import type { Leadership } from './leadership.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Tracing } from './spans.ts';
import type { Watching } from './watching.ts';

export interface ManagerOptions {
  readonly watching: Watching;
  readonly queue: WorkQueue<Key>;
  readonly reconcile: Reconcile;
  readonly workers: number;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly tracing: Tracing | undefined;
  readonly addresses: { readonly metrics: string; readonly health: string };
  /** Listens for people's questions, where that is wanted. */
  readonly listenForQuestions?: (() => Promise<Listener>) | undefined;
  readonly leadership: Leadership;
  /** Called once, when the work begins: until then nothing may be asked of AWS. */
  readonly onLead: () => void;
}

/** Time for passes under way to end in order after a stop: below the 30 s that the kubelet gives by default. Milliseconds. */
const GRACE_MS = 20_000;

/** Runs until `stop` aborts; rejects when a part fails for good, and then the process should end. */
export async function runManager(options: ManagerOptions, stop: AbortSignal): Promise<void> {
  const { watching, log } = options;
  const abandon = new AbortController();
  const everything = new AbortController();
  const listeners = await serve(options);
  const watches = watching.run(everything.signal);
  try {
    await Promise.race([watching.synced(), watches, aborted(stop)]);
    if (!stop.aborted) log.info({ objects: [...watching.objects()].length }, 'caches are filled');
    if (!stop.aborted && watching.uninstalled.length > 0)
      log.warn(
        { kinds: watching.uninstalled },
        'these kinds have no CRD here and are served as soon as they have; apply crds/ for them',
      );
    await Promise.race([lead(options, { stop, abandon }), watches]);
  } finally {
    abandon.abort();
    everything.abort();
    await Promise.allSettled([watches, ...listeners.map((listener) => listener.close())]);
  }
}

async function lead(options: ManagerOptions, signals: { stop: AbortSignal; abandon: AbortController }): Promise<void> {
  const { leadership } = options;
  const { lost } = leadership;
  const campaign = new AbortController();
  const running = leadership.run(campaign.signal);
  await Promise.race([leadership.won, aborted(signals.stop)]);
  if (!signals.stop.aborted) {
    // What was begun as leader must not be ended as a follower: another replica may have begun it anew.
    lost.addEventListener('abort', () => signals.abandon.abort(), { once: true });
    await work(options, AbortSignal.any([signals.stop, lost]), signals.abandon);
  }
  const wasLost = lost.aborted && !signals.stop.aborted;
  campaign.abort();
  await running;
  if (wasLost) throw new Error('the lease was lost: ending, so that a fresh start takes its turn');
}

async function work(options: ManagerOptions, stop: AbortSignal, abandon: AbortController): Promise<void> {
  options.log.info({ workers: options.workers }, 'working');
  options.onLead();
  stop.addEventListener('abort', () => void setTimeout(() => abandon.abort(), GRACE_MS).unref(), { once: true });
  await runController(options, { stop, abandon: abandon.signal });
}

async function serve({ addresses, metrics, watching, log, listenForQuestions }: ManagerOptions): Promise<readonly Listener[]> {
  const ready = (): Page =>
    watching.isSynced ? { status: 200, body: 'ok\n' } : { status: 503, body: 'caches are not filled yet\n' };
  const alive = (): Page => ({ status: 200, body: 'ok\n' });
  const wanted = [
    { flag: '--healthz-addr', address: addresses.health, pages: { '/healthz': alive, '/readyz': ready } },
    { flag: '--metrics-addr', address: addresses.metrics, pages: { '/metrics': () => scrape(metrics) } },
  ].filter(({ address }) => address !== '0');
  const listeners = await Promise.all(
    wanted.map(({ flag, address, pages }) =>
      listen(address, pages).catch((cause: Error) => {
        throw new Error(`${flag} ${address} cannot be served: ${cause.message}`, { cause });
      }),
    ),
  );
  log.info({ ports: listeners.map(({ port }) => port) }, 'serving health and metrics');
  if (!listenForQuestions) return listeners;
  const questions = await listenForQuestions();
  log.info({ port: questions.port }, 'answering questions');
  return [...listeners, questions];
}

const scrape = async ({ registry }: Metrics): Promise<Page> => ({
  status: 200,
  body: await registry.metrics(),
  type: registry.contentType,
});

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
