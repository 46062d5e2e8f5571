/** One object, the reconciler, and the outside of both in memory. */
import type { KindDescriptor, KindStatus, KubeObject } from '../../kinds/types.ts';
import { conditionOf } from '../conditions.ts';
import type { Engine } from '../engine.ts';
import type { Key, Outcome, Reconcile, Turn } from '../ports.ts';
import { createReconcile } from '../reconcile.ts';
import { MemoryAws } from './aws.ts';
import { anObject, type ObjectOptions } from './builders.ts';
import { StillClock } from './clock.ts';
import { MemoryCluster } from './cluster.ts';
import { Gate } from './gate.ts';

export interface WorldOptions {
  readonly kind: KindDescriptor;
  /** The object; unclaimed, as a user applies it, unless said otherwise. */
  readonly object?: ObjectOptions;
  /** Kinds that references lead to. */
  readonly others?: readonly KindDescriptor[];
  readonly engine?: Partial<Engine>;
  /** Another engine than the one that is shipped: one with a mistake. */
  readonly mistake?: (engine: Engine) => Engine;
}

const BACKOFF_MS = 1_000;

export class World {
  readonly clock = new StillClock();
  readonly gate = new Gate();
  readonly cluster = new MemoryCluster(this.gate);
  readonly aws = new MemoryAws({ clock: this.clock, gate: this.gate });
  readonly key: Key;
  /** Whether other objects wait for a worker. */
  othersWait = false;
  #turn: Turn = 'called';
  readonly #options: WorldOptions;
  #reconcile: Reconcile;

  constructor(options: WorldOptions) {
    this.#options = options;
    for (const kind of [options.kind, ...(options.others ?? [])]) this.cluster.kinds.set(kind.kind, kind);
    this.key = this.cluster.apply(anObject(options.kind, { claimed: false, ...options.object }));
    this.#reconcile = this.#process();
  }

  /** Undefined when it is gone. */
  get object(): KubeObject | undefined {
    return this.cluster.get(this.key);
  }

  get status(): KindStatus | undefined {
    return this.object?.status;
  }

  /** Its conditions as a person reads them: `Ready=True`. */
  get conditions(): readonly string[] {
    return (this.status?.conditions ?? []).map(({ type, status }) => `${type}=${status}`);
  }

  get ready(): { readonly reason: string; readonly message: string } | undefined {
    return conditionOf(this.status?.conditions, 'Ready');
  }

  /** One pass. Rejects as the reconciler does. */
  async look(signal: AbortSignal = new AbortController().signal): Promise<Outcome> {
    const turn = this.#turn;
    this.#turn = 'called';
    const outcome = await this.#reconcile(this.key, signal, turn);
    if (outcome === 'afterwards') this.#turn = outcome;
    return outcome;
  }

  /** As a watch or a sweep does: whatever its turn was to be, it is called now. */
  wake(): void {
    this.#turn = 'called';
  }

  /** One pass of a process that may die in it; then another process takes its place, and remembers nothing. */
  async lookMortally(): Promise<Outcome> {
    const outcome = await Promise.race([this.look(), this.gate.died]);
    if (outcome !== 'died') return outcome;
    this.restart();
    return 'retry';
  }

  restart(): void {
    this.gate.revive();
    this.wake();
    this.#reconcile = this.#process();
  }

  /** One pass, and the time until the next. */
  async lookAndWait(): Promise<Outcome> {
    const outcome = await this.lookMortally();
    if (outcome === 'retry') this.clock.pass(BACKOFF_MS);
    if (typeof outcome === 'object') this.clock.pass(outcome.after);
    return outcome;
  }

  /** Looks and lets AWS get on, in turns. */
  async live(turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) {
      await this.lookAndWait();
      this.aws.progress();
    }
  }

  /** Lives until two turns have changed nothing, for so many turns at most. */
  async settle(turns: number): Promise<void> {
    const seen = (): readonly unknown[] => [this.object, ...this.aws.all];
    for (let turn = 0, still = 0; turn < turns && still < 2; turn += 1) {
      const before = seen();
      await this.live(1);
      const after = seen();
      still = after.length === before.length && after.every((each, at) => each === before[at]) ? still + 1 : 0;
    }
  }

  #process(): Reconcile {
    const { engine, mistake = (sound: Engine) => sound } = this.#options;
    const sound: Engine = {
      kinds: this.cluster.kinds,
      remote: this.aws,
      cluster: this.cluster,
      clock: this.clock,
      defaults: { deletion: 'delete', region: 'eu-west-1' },
      resyncMs: () => 600_000,
      progressMs: 10_000,
      heartbeatMs: 0,
      othersWait: () => this.othersWait,
      ...engine,
    };
    return createReconcile(mistake(sound));
  }
}
