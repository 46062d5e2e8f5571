import { isVirtual } from './clock.ts';
import type { Faults } from './faults.ts';
import type { JsonObject } from './json.ts';
import type { Ledger } from './ledger.ts';
import type { RateLimit, RateLimits } from './limits.ts';
import type { Written } from './logs/index.ts';
import type { Line } from './logs/lines.ts';
import { type Measured, type MetricName, metricKey } from './monitoring/index.ts';
import type { Sample } from './monitoring/samples.ts';
import type { Resource } from './resources/kind.ts';
import { touch } from './resources/kind.ts';
import { scalableTarget, scaleTarget } from './scaling/target.ts';
import type { EventQueue } from './sqs/index.ts';
import type { World } from './world.ts';

/** A request to the simulator itself that makes no sense. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Names a resource. Without account or region, the name must be unique in its type. */
export interface ResourceRef {
  /** `training-job`, `endpoint`, … */
  readonly type: string;
  readonly name: string;
  readonly account?: string;
  readonly region?: string;
}
interface ResourceView {
  readonly type: string;
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly status?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly document: JsonObject;
}

/** What a test, or an operator of the simulator, may do that no client of AWS can. */
export interface Control {
  readonly ledger: Ledger;
  readonly faults: Faults;
  now(): number;
  /** Only with a virtual clock. */
  advance(ms: number): void;
  resources(type?: string): ResourceView[];
  /**
   * Lays members over Describe's output (`null` removes one), also statuses that AWS does not have yet. With `hold`, nothing that was
   * going to happen to the resource happens any more; with `silent`, EventBridge loses the event of it.
   */
  patch(ref: ResourceRef, members: JsonObject, options?: { readonly hold?: boolean; readonly silent?: boolean }): void;
  /**
   * Scales what is registered under a resource id (`endpoint/<name>/variant/<name>`), as a policy of it would. Says the capacity in effect,
   * which the target's bounds and suspensions decide.
   */
  scale(resourceId: string, capacity: number): number;
  /** Deletes behind everyone's back: at once, whatever its status. */
  remove(ref: ResourceRef): void;
  /** Writes lines to a log stream besides those that resources write by themselves. They come in the order of time. */
  writeLog(group: string, stream: string, lines: readonly Line[]): void;
  /** Has CloudWatch know measurements besides those that follow from what resources do. */
  writeMetric(metric: MetricName, samples: readonly Sample[]): void;
  /** Messages of the event queue that nobody has deleted. */
  undeleted(account: string, region: string): number;
  setQuotas(quotas: Readonly<Record<string, number>>): void;
  setLimits(limits: Readonly<Record<string, RateLimit>>): void;
  setLag(ms: number): void;
  /** As just started: no resources, faults or ledger; the limits of the start. */
  reset(): void;
}

export interface ControlParts {
  readonly world: World;
  readonly ledger: Ledger;
  readonly limits: RateLimits;
  readonly faults: Faults;
  readonly written: Written;
  readonly measured: Measured;
  readonly events: EventQueue;
  readonly options: {
    readonly quotas?: Readonly<Record<string, number>>;
    readonly limits?: Readonly<Record<string, RateLimit>>;
    readonly lagMs?: number;
  };
}

export function createControl({ world, ledger, limits, faults, written, measured, events, options }: ControlParts): Control {
  const control: Control = {
    ledger,
    faults,
    now: () => world.catchUp(),
    advance: (ms) => {
      if (!isVirtual(world.clock))
        throw new ControlError(409, 'the clock is the real one: start the simulator with a virtual clock to advance it');
      world.clock.advance(ms);
      world.catchUp();
    },
    resources: (type) => {
      world.catchUp();
      return world.store
        .everything()
        .filter(({ kind }) => type === undefined || kind.type === type)
        .map(view);
    },
    patch: (ref, members, { hold = false, silent = false } = {}) => {
      const now = world.catchUp();
      const resource = find(world, ref);
      if (hold) resource.next?.cancel();
      for (const [member, value] of Object.entries(members)) {
        if (value === null) delete resource.document[member];
        else resource.document[member] = value;
      }
      if (silent) events.lose(resource);
      touch(resource, now);
    },
    scale: (resourceId, capacity) => {
      const now = world.catchUp();
      const known = world.store.everything().filter(({ kind }) => kind === scalableTarget);
      const target = known.find(({ document }) => document['ResourceId'] === resourceId);
      if (target === undefined) throw new ControlError(404, `there is no scalable target ${resourceId}`);
      const scaled = scaleTarget(world, target, capacity, now);
      if (scaled === undefined) throw new ControlError(409, `SageMaker is at work on ${resourceId}: scale it when that is over`);
      return scaled;
    },
    remove: (ref) => {
      world.catchUp();
      world.store.remove(find(world, ref));
    },
    writeLog: (group, stream, lines) => {
      const streams = written.get(group) ?? new Map<string, Line[]>();
      written.set(group, streams.set(stream, [...(streams.get(stream) ?? []), ...lines]));
    },
    writeMetric: (metric, samples) => {
      const key = metricKey(metric);
      measured.set(key, [...(measured.get(key) ?? []), ...samples]);
    },
    undeleted: (account, region) => events.size(account, region),
    setQuotas: (quotas) => {
      world.quotas.clear();
      for (const [quota, instances] of Object.entries(quotas)) world.quotas.set(quota, instances);
    },
    setLimits: (rates) => limits.set(rates),
    setLag: (ms) => {
      world.lagMs = ms;
    },
    reset: () => {
      world.reset();
      ledger.clear();
      faults.clear();
      written.clear();
      measured.clear();
      events.clear();
      configure();
    },
  };
  function configure(): void {
    control.setQuotas(options.quotas ?? {});
    control.setLimits(options.limits ?? {});
    control.setLag(options.lagMs ?? 0);
  }
  configure();
  return control;
}

function find(world: World, ref: ResourceRef): Resource {
  const found = world.store
    .everything()
    .filter(
      ({ kind, name, scope }) =>
        kind.type === ref.type &&
        name.toLowerCase() === ref.name.toLowerCase() &&
        scope.account === (ref.account ?? scope.account) &&
        scope.region === (ref.region ?? scope.region),
    );
  const [resource] = found;
  if (resource === undefined) throw new ControlError(404, `there is no ${ref.type} ${ref.name}`);
  if (found.length > 1)
    throw new ControlError(409, `there is a ${ref.type} ${ref.name} in several accounts or regions: name them`);
  return resource;
}

function view({ kind, name, arn, scope, tags, document }: Resource): ResourceView {
  const status = kind.statusMember === undefined ? undefined : document[kind.statusMember];
  return {
    type: kind.type,
    name,
    arn,
    account: scope.account,
    region: scope.region,
    tags: Object.fromEntries(tags),
    document: structuredClone(document),
    ...(typeof status === 'string' ? { status } : {}),
  };
}
