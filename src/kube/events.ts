/**
 * Kubernetes Events: what a user reads at the end of `kubectl describe`. They are a courtesy, so nothing here waits, throws or retries,
 * and everything is bounded: memory, calls under way, events per object. What does not fit is dropped and counted.
 *
 * The same thing said again within ten minutes becomes a series on the first Event, patched at growing intervals: a count, not a flood.
 */
import type { Clock } from '../engine/ports.ts';
import type { Reason } from '../kinds/types.ts';
import { isApiError } from './api-error.ts';
import type { ApiObject, ResourceClient, ResourceType } from './rest.ts';

export const EVENTS: ResourceType = { group: 'events.k8s.io', version: 'v1', plural: 'events' };

export interface RecorderOptions {
  readonly client: ResourceClient<ApiObject>;
  /** The time of day. */
  readonly clock: Clock;
  /** Which replica speaks: the pod's name. */
  readonly instance: string;
  readonly onDropped?: () => void;
}

/** One thing said about one object, and how often. */
interface Series {
  readonly name: string;
  readonly namespace: string;
  count: number;
  lastAt: number;
  /** Until then, another occurrence is only counted. */
  quietUntil: number;
  quietMs: number;
}

/** Allows a burst and then a slow drip, per object. */
interface Allowance {
  left: number;
  at: number;
}

const CONTROLLER = 'sagemaker-operator';
const SERIES_MS = 600_000;
const FIRST_QUIET_MS = 10_000;
const MAX_SERIES = 4_096;
/** Few at once: what is said of the work must not be in the way of the work. */
const MAX_SENDERS = 2;
/** More than this is dropped: the apiserver is down, or somebody should look at the objects themselves. */
const MAX_WAITING = 1_000;
const BURST = 25;
const REFILL_MS = 30_000;
const TIMEOUT_MS = 5_000;
/** The apiserver's limits. */
const MAX_NOTE = 1_024;
const MAX_REASON = 128;
const MAX_NAME = 253;

export class EventRecorder {
  readonly #options: RecorderOptions;
  /** In order of last use: the first is the one to forget. */
  readonly #series = new Map<string, Series>();
  readonly #allowances = new Map<string, Allowance>();
  readonly #waiting: (() => Promise<unknown>)[] = [];
  readonly #senders = new Set<Promise<void>>();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Never throws, never blocks. */
  record(object: ApiObject, type: 'Normal' | 'Warning', why: Reason): void {
    const now = this.#options.clock.now();
    const id = [object.metadata.uid, type, why.reason, why.message].join('\n');
    const series = this.#series.get(id);
    if (series !== undefined && now - series.lastAt < SERIES_MS) {
      remember(this.#series, id, series);
      return this.#repeat(series, now);
    }
    if (!this.#allows(object.metadata.uid, now)) return this.#options.onDropped?.();
    const name = `${object.metadata.name.slice(0, MAX_NAME - 33)}.${this.#suffix(now)}`;
    const namespace = object.metadata.namespace ?? 'default';
    remember(this.#series, id, {
      name,
      namespace,
      count: 1,
      lastAt: now,
      quietUntil: now + FIRST_QUIET_MS,
      quietMs: FIRST_QUIET_MS,
    });
    this.#send(() => this.#options.client.create(this.#eventOf(object, { type, why, name, namespace, now }), ONCE));
  }

  /** Waits for the calls under way: at shutdown, so that the last words are heard. */
  async flush(): Promise<void> {
    await Promise.all(this.#senders);
  }

  #repeat(series: Series, now: number): void {
    series.count += 1;
    series.lastAt = now;
    if (now < series.quietUntil) return;
    series.quietMs = Math.min(series.quietMs * 2, SERIES_MS / 2);
    series.quietUntil = now + series.quietMs;
    const body = { series: { count: series.count, lastObservedTime: microTime(now) } };
    this.#send(() => this.#options.client.patch(series, { type: 'merge', body }, ONCE));
  }

  #allows(uid: string, now: number): boolean {
    const known = this.#allowances.get(uid) ?? { left: BURST, at: now };
    const refilled = Math.min(BURST, known.left + (now - known.at) / REFILL_MS);
    const allowed = refilled >= 1;
    remember(this.#allowances, uid, { left: allowed ? refilled - 1 : refilled, at: now });
    return allowed;
  }

  #send(call: () => Promise<unknown>): void {
    if (this.#waiting.length >= MAX_WAITING) return this.#options.onDropped?.();
    this.#waiting.push(call);
    if (this.#senders.size >= MAX_SENDERS) return;
    const sender = this.#drain().finally(() => this.#senders.delete(sender));
    this.#senders.add(sender);
  }

  async #drain(): Promise<void> {
    for (let call = this.#waiting.shift(); call !== undefined; call = this.#waiting.shift()) {
      await call().catch((error: unknown) => this.#failed(error));
    }
  }

  /** No answer at all: what waits would only find the same, one time-out after the other. */
  #failed(error: unknown): void {
    const lost = isApiError(error, 0) ? this.#waiting.splice(0).length + 1 : 1;
    for (let n = 0; n < lost; n++) this.#options.onDropped?.();
  }

  /** Unique without asking: the time, and enough chance for two in the same millisecond. */
  #suffix(now: number): string {
    return `${now.toString(16)}${Math.floor(this.#options.clock.random() * 2 ** 32).toString(16)}`;
  }

  #eventOf(object: ApiObject, said: Said): Omit<ApiObject, 'metadata'> & { metadata: { name: string; namespace: string } } {
    const { name, namespace, uid, resourceVersion } = object.metadata;
    const event = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: said.name, namespace: said.namespace },
      eventTime: microTime(said.now),
      reportingController: CONTROLLER,
      reportingInstance: this.#options.instance.slice(0, MAX_REASON),
      action: 'Reconcile',
      type: said.type,
      reason: said.why.reason.slice(0, MAX_REASON),
      note: truncated(said.why.message),
      regarding: { apiVersion: object.apiVersion, kind: object.kind, name, namespace, uid, resourceVersion },
    };
    return event;
  }
}

interface Said {
  readonly type: 'Normal' | 'Warning';
  readonly why: Reason;
  readonly name: string;
  readonly namespace: string;
  readonly now: number;
}

const ONCE = { attempts: 1, timeoutMs: TIMEOUT_MS } as const;

/** Puts the entry last, and forgets the ones unused longest. */
function remember<V>(map: Map<string, V>, id: string, value: V): void {
  map.delete(id);
  map.set(id, value);
  for (const oldest of map.keys()) {
    if (map.size <= MAX_SERIES) break;
    map.delete(oldest);
  }
}

/** The apiserver counts bytes. Cutting between characters keeps the text valid. */
function truncated(text: string): string {
  if (Buffer.byteLength(text) <= MAX_NOTE) return text;
  const cut = Buffer.from(text)
    .subarray(0, MAX_NOTE - 3)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
  return `${cut}…`;
}

/** RFC 3339 with microseconds, as Event and Lease want it. */
export const microTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');
