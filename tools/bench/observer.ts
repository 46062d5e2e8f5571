/**
 * What a user sees of the objects, and when. It watches: to list a thousand objects once a second would take the apiserver's time from
 * the controller that is measured.
 */
import { sagemaker } from '../../src/kinds/services.ts';
import type { KubeObject } from '../../src/kinds/types.ts';
import type { Log } from '../../src/kube/log.ts';
import { ResourceClient } from '../../src/kube/rest.ts';
import { systemClock } from '../../src/kube/timing.ts';
import type { Transport } from '../../src/kube/transport.ts';
import { watch } from '../../src/kube/watch.ts';
import { type LoadKind, PLURALS } from './load.ts';

export interface Sight {
  readonly made: boolean;
  readonly terminal: boolean;
  readonly completed: boolean;
  /** When it was first seen settled: as it should be, or at its end. Milliseconds of the epoch. */
  readonly settledAt: number | undefined;
}

type Tally = Record<'objects' | 'made' | 'settled' | 'terminal' | 'completed', number>;

const NO_LOG: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface Wish {
  readonly law: () => boolean;
  readonly come: () => void;
}

export class Observer {
  /** By `<kind>/<name>`; only of objects that are there. */
  readonly sights = new Map<string, Sight>();
  /** Kept up to date, for it is asked after each of tens of thousands of events. */
  readonly tally: Tally = { objects: 0, made: 0, settled: 0, terminal: 0, completed: 0 };
  readonly #stop = new AbortController();
  readonly #wishes = new Set<Wish>();
  readonly #ended: Promise<unknown>;

  constructor(transport: Transport, namespace: string, kinds: readonly LoadKind[]) {
    this.#ended = Promise.all(kinds.map((kind) => this.#follow(transport, namespace, kind)));
  }

  /** Settles when the law holds. It is asked after each event. */
  async until(law: () => boolean, what: string, patienceMs: number): Promise<void> {
    if (law()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const wish = { law, come: resolve };
    this.#wishes.add(wish);
    const timer = setTimeout(() => reject(new Error(`waited ${patienceMs / 1_000} s for ${what}`)), patienceMs);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#wishes.delete(wish);
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async #follow(transport: Transport, namespace: string, kind: LoadKind): Promise<void> {
    const { group, version } = sagemaker;
    const client = new ResourceClient<KubeObject>(transport, { group, version, plural: PLURALS[kind] });
    const options = { client, selection: { namespace }, clock: systemClock, log: NO_LOG, signal: this.#stop.signal };
    for await (const event of watch(options)) {
      if (event.type === 'apply') this.#see(`${kind}/${event.object.metadata.name}`, event.object);
      if (event.type === 'delete') this.#note(`${kind}/${event.object.metadata.name}`, undefined);
      for (const { law, come } of this.#wishes) if (law()) come();
    }
  }

  #see(key: string, { status }: KubeObject): void {
    const isTrue = (type: string): boolean =>
      status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
    const completed = status?.['trainingJobStatus'] === 'Completed';
    const terminal = isTrue('ACK.Terminal');
    // The incumbent knows no Ready.
    const settled = completed || terminal || isTrue('ACK.ResourceSynced');
    const settledAt = settled ? (this.sights.get(key)?.settledAt ?? Date.now()) : undefined;
    this.#note(key, { made: status?.ackResourceMetadata?.arn !== undefined, terminal, completed, settledAt });
  }

  #note(key: string, now: Sight | undefined): void {
    this.#add(this.sights.get(key), -1);
    this.#add(now, 1);
    if (now) this.sights.set(key, now);
    else this.sights.delete(key);
  }

  #add(sight: Sight | undefined, by: 1 | -1): void {
    if (!sight) return;
    this.tally.objects += by;
    if (sight.made) this.tally.made += by;
    if (sight.terminal) this.tally.terminal += by;
    if (sight.completed) this.tally.completed += by;
    if (sight.settledAt !== undefined) this.tally.settled += by;
  }
}
