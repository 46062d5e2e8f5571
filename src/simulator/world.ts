import type { ServiceModel } from '../model/types.ts';
import type { Appointment } from './agenda.ts';
import { Agenda } from './agenda.ts';
import type { SimulatorClock } from './clock.ts';
import type { JsonObject } from './json.ts';
import type { Kind } from './resources/kind.ts';
import { Store } from './resources/store.ts';

export interface WorldOptions {
  /** SageMaker's. */
  readonly model: ServiceModel;
  readonly clock: SimulatorClock;
  /** Seconds of a resource's life that pass in one second of the clock. */
  readonly speed: number;
  readonly seed: string;
}

/** Everything that there is: the resources, what will happen to them, and the rules that can be changed while it runs. */
export class World {
  /** SageMaker's. */
  readonly model: ServiceModel;
  readonly clock: SimulatorClock;
  readonly speed: number;
  readonly seed: string;
  readonly agenda = new Agenda();
  readonly store = new Store();
  readonly kinds = new Map<string, Kind>();
  /** Instances that an account may use in a region: `ml.m5.large for training job usage` → 4. Not named: no limit. */
  readonly quotas = new Map<string, number>();
  /** What Create has answered to requests that carried a token. */
  readonly answers = new Map<string, JsonObject>();
  /** The last number that each series of versions has come to. */
  readonly versions = new Map<string, number>();
  /** Values that metrics of a job will come to, where what it is run for has decided. */
  readonly foretold = new WeakMap<object, Readonly<Record<string, number>>>();
  /** Read-after-write lag: for how long a new resource is not seen by reads and references. */
  lagMs = 0;

  constructor(options: WorldOptions) {
    this.model = options.model;
    this.clock = options.clock;
    this.speed = options.speed;
    this.seed = options.seed;
  }

  /** ARNs and the store tell kinds apart by their type: two of one type would answer for each other's resources. */
  add(kind: Kind): void {
    if (this.kinds.has(kind.type)) throw new Error(`two kinds have ARNs of the type ${kind.type}`);
    this.kinds.set(kind.type, kind);
  }

  /** Lives through everything that is due and says what time it is. */
  catchUp(): number {
    const now = this.clock.now();
    this.agenda.runUntil(now);
    return now;
  }

  /** Books an event `seconds` of a resource's life after the moment `at`. */
  after(at: number, seconds: number, run: (at: number) => void): Appointment {
    return this.agenda.book(at + (seconds * 1000) / this.speed, run);
  }

  /** How many seconds of a resource's life lie between two moments of the clock. */
  lifetime(from: number, until: number): number {
    return ((until - from) * this.speed) / 1000;
  }

  reset(): void {
    this.agenda.clear();
    this.store.clear();
    this.answers.clear();
    this.versions.clear();
  }
}
