/**
 * Leader election on a coordination.k8s.io Lease: of several replicas one works, the others wait warm.
 *
 * Guarantees: a leader that could not renew stops calling itself one (`renewDeadlineMs`) well before anybody else may take over
 * (`durationMs`), counted from when it sent its last successful renewal. `isLeader` is computed from a monotonic clock on every look:
 * it is right even in the first instant after the process was suspended.
 * Assumptions: clocks tick at about the same rate. They need not agree on the time: whether another's lease is over is judged by how
 * long we have seen its record unchanged, never by the times written in it.
 * A whole machine that was suspended may not have counted that time. Then the apiserver refuses its writes, which name the version that
 * they replace, and AWS its creates, whose name or token is taken.
 */
import type { Clock } from '../engine/ports.ts';
import { isApiError } from './api-error.ts';
import { microTime } from './events.ts';
import type { Log } from './log.ts';
import type { ApiObject, ResourceClient, ResourceType } from './rest.ts';
import { sleep } from './timing.ts';

export const LEASES: ResourceType = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases' };

export interface Lease extends ApiObject {
  readonly spec?: {
    readonly holderIdentity?: string | null;
    readonly leaseDurationSeconds?: number | null;
    readonly acquireTime?: string | null;
    readonly renewTime?: string | null;
    readonly leaseTransitions?: number | null;
  };
}

export interface ElectionOptions {
  readonly client: ResourceClient<Lease>;
  readonly namespace: string;
  readonly name: string;
  /** Different for every process, ever: a pod's name and something random. */
  readonly identity: string;
  /** The time of day, for the record's readers. */
  readonly clock: Clock;
  /** For every decision. */
  readonly monotonic: Clock;
  readonly log: Log;
  readonly durationMs?: number;
  readonly renewDeadlineMs?: number;
  readonly retryMs?: number;
  /** Time between two looks of a candidate: what a lease that was given back lies idle at most. */
  readonly lookMs?: number;
  /** Called with every gain and loss, in turn. */
  readonly onChange?: (leads: boolean) => void;
}

export class Election {
  readonly #options: ElectionOptions & Required<Pick<ElectionOptions, 'durationMs' | 'renewDeadlineMs' | 'retryMs' | 'lookMs'>>;
  /** The record as we last saw it. */
  #seen: Lease | undefined;
  /** Since when the record says what it says, on our clock. */
  #seenSince = 0;
  #leadsUntil = Number.NEGATIVE_INFINITY;
  #announced = false;
  #cancelExpiry: (() => void) | undefined;

  constructor(options: ElectionOptions) {
    this.#options = { durationMs: 15_000, renewDeadlineMs: 10_000, retryMs: 2_000, lookMs: 1_000, ...options };
  }

  get isLeader(): boolean {
    return this.#options.monotonic.now() < this.#leadsUntil;
  }

  /** Who leads, as far as we have seen. */
  get holder(): string | undefined {
    return this.#seen?.spec?.holderIdentity ?? undefined;
  }

  /** Takes part until the signal aborts, then gives the lease back. Stop all work that needs it before aborting. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#attempt(signal);
      await this.#pause(signal);
    }
    await this.#giveBack();
  }

  /** `again`: what we knew of the record was out of date; the second look is the fresh one. */
  async #attempt(signal: AbortSignal, again = false): Promise<void> {
    const began = this.#options.monotonic.now();
    try {
      const won = await this.#takeOrRenew(signal);
      this.#extend(won ? began + this.#options.renewDeadlineMs : Number.NEGATIVE_INFINITY);
    } catch (error) {
      if (signal.aborted) return;
      if (isApiError(error, 404, 409) && !again) {
        this.#seen = undefined;
        return this.#attempt(signal, true);
      }
      const level = this.isLeader ? 'warn' : 'debug';
      this.#options.log[level]({ lease: this.#options.name, err: error }, 'could not take or renew the lease; trying again');
    }
    return undefined;
  }

  /** Whether the lease is ours now. A lost race throws the apiserver's 409. */
  async #takeOrRenew(signal: AbortSignal): Promise<boolean> {
    const { client, namespace, name } = this.#options;
    const call = { signal, attempts: 1, timeoutMs: this.#options.renewDeadlineMs / 2 };
    if (this.#seen === undefined || this.holder !== this.#options.identity) {
      const lease = await client.get({ namespace, name }, call).catch(absent);
      if (lease === undefined) {
        const metadata = { namespace, name };
        this.#see(
          await client.create(
            { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, ...this.#record(undefined) },
            call,
          ),
        );
        return true;
      }
      this.#see(lease);
      if (!this.#isFree(lease)) return false;
    }
    this.#see(await this.#patch(this.#record(this.#seen), call));
    return true;
  }

  /** Nobody's, ours from before, or not renewed for as long as its holder promised to. */
  #isFree(lease: Lease): boolean {
    const holder = lease.spec?.holderIdentity ?? '';
    if (holder === '' || holder === this.#options.identity) return true;
    const promised = (lease.spec?.leaseDurationSeconds ?? 0) * 1_000 || this.#options.durationMs;
    return this.#options.monotonic.now() - this.#seenSince >= promised;
  }

  #see(lease: Lease): void {
    if (this.#seen?.metadata.resourceVersion !== lease.metadata.resourceVersion) this.#seenSince = this.#options.monotonic.now();
    this.#seen = lease;
  }

  #record(before: Lease | undefined): { readonly spec: NonNullable<Lease['spec']> } {
    const now = microTime(this.#options.clock.now());
    const ours = before?.spec?.holderIdentity === this.#options.identity;
    return {
      spec: {
        holderIdentity: this.#options.identity,
        leaseDurationSeconds: Math.ceil(this.#options.durationMs / 1_000),
        renewTime: now,
        acquireTime: ours ? (before.spec?.acquireTime ?? now) : now,
        leaseTransitions: (before?.spec?.leaseTransitions ?? 0) + (ours || before === undefined ? 0 : 1),
      },
    };
  }

  /** Names the version that it replaces: of two that try, the apiserver lets one. */
  #patch(
    record: { readonly spec: NonNullable<Lease['spec']> },
    call: Parameters<ResourceClient<Lease>['patch']>[2],
  ): Promise<Lease> {
    const { client, namespace, name } = this.#options;
    const { uid, resourceVersion } = this.#seen?.metadata ?? {};
    return client.patch({ namespace, name }, { type: 'merge', body: { metadata: { uid, resourceVersion }, ...record } }, call);
  }

  #extend(until: number): void {
    this.#leadsUntil = until;
    this.#awaitExpiry();
  }

  /** A timer may fire a fraction of a millisecond early: a loss that was missed then would never be told of. */
  #awaitExpiry(): void {
    this.#cancelExpiry?.();
    const { monotonic } = this.#options;
    const leftMs = this.#leadsUntil - monotonic.now();
    this.#cancelExpiry = leftMs > 0 ? monotonic.timer(leftMs, () => this.#awaitExpiry()) : undefined;
    this.#announce();
  }

  #announce(): void {
    const leads = this.isLeader;
    if (leads === this.#announced) return;
    this.#announced = leads;
    const { log, name, identity, onChange } = this.#options;
    log.info({ lease: name, identity }, leads ? 'leading' : 'not leading any more');
    onChange?.(leads);
  }

  /** Somewhat shorter than said: candidates must not move in step. */
  async #pause(signal: AbortSignal): Promise<void> {
    const { monotonic, retryMs, lookMs } = this.#options;
    const pauseMs = this.isLeader ? retryMs : lookMs;
    try {
      await sleep(monotonic, pauseMs * (0.75 + 0.2 * monotonic.random()), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** An empty holder lets the next candidate take over at its next look, instead of after the lease's full duration. */
  async #giveBack(): Promise<void> {
    const led = this.isLeader;
    this.#extend(Number.NEGATIVE_INFINITY);
    if (!led || this.#seen === undefined) return;
    const spec = { holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime(this.#options.clock.now()) };
    try {
      await this.#patch({ spec }, { attempts: 1, timeoutMs: this.#options.retryMs });
    } catch (error) {
      this.#options.log.warn({ lease: this.#options.name, err: error }, 'could not give the lease back; it will run out');
    }
  }
}

function absent(error: unknown): undefined {
  if (isApiError(error, 404)) return undefined;
  throw error;
}
