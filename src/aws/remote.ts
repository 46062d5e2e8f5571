/**
 * AWS, for any kind: the port `Remote` put together from the codec, the caller, the sweeper and the descriptor. What differs between
 * kinds is read from the descriptor; no kind is named here.
 */
import { Fault } from '../engine/fault.ts';
import type { Clock, Key, Remote, Scope, Target } from '../engine/ports.ts';
import { accountOfRole } from '../engine/tenancy.ts';
import type { Fields, KindDescriptor, KubeObject } from '../kinds/types.ts';
import { crName } from '../model/names.ts';
import { Births } from './births.ts';
import { createCaller, type CallReport } from './caller.ts';
import { withDeadline } from './deadline.ts';
import { faultOf } from './faults.ts';
import { type CallerIdentity, type ClientOptions, createClients } from './clients.ts';
import { createCodec } from './codec.ts';
import { createShapes, type Shapes } from './descriptor.ts';
import { awsId, awsName } from './identity.ts';
import { createLimits, type LimitOptions } from './limits.ts';
import { observe } from './observe.ts';
import { createOperations } from './operations.ts';
import { perform } from './perform.ts';
import { createSchemas } from './schema.ts';
import { createSweeper, type Heard } from './sweeper.ts';
import { wantedTags, type TagContext } from './tags.ts';

export interface RemoteOptions {
  readonly clock: Clock;
  readonly clients: Omit<ClientOptions, 'clock'>;
  readonly limits?: Omit<LimitOptions, 'clock'>;
  readonly tags: TagContext;
  /** Longest time for one attempt of one call, in milliseconds. */
  readonly timeoutMs?: number;
  /** Milliseconds between two sweeps of one kind in one scope. */
  readonly sweepIntervalMs?: number;
  /** Told when a swept object has moved, or one that waits has its turn: put its key into the queue, due after so long. Must not throw. */
  readonly onMove: (key: Key, afterMs?: number) => void;
  /** Told of each attempt on the wire. Must not throw. */
  readonly onCall?: (report: CallReport) => void;
}

export interface AwsRemote extends Remote {
  /** Who the operator is to AWS. Throws a `Fault`: `denied` when there are no usable credentials. */
  identity(signal: AbortSignal): Promise<CallerIdentity>;
  /** Milliseconds since the last whole sweep, for each (scope, kind) with busy objects. */
  sweepLags(): Iterable<readonly [kind: string, ms: number]>;
  /** Someone says that a resource has moved: if a busy object stands for it, it is looked at. */
  heard(arn: string, detail: Fields): Heard;
  /** Ends the sweeps and closes the connections. */
  close(): void;
}

const TIMEOUT_MS = 60_000;
const SWEEP_INTERVAL_MS = 5_000;

export function createRemote(options: RemoteOptions): AwsRemote {
  const { clock, timeoutMs = TIMEOUT_MS, sweepIntervalMs = SWEEP_INTERVAL_MS } = options;
  const schemas = createSchemas();
  const codec = createCodec(schemas);
  const operations = createOperations();
  const shapes = createShapes({ schemas, codec, operations });
  const clients = createClients({ ...options.clients, clock });
  const limits = createLimits({ onFree: (key) => options.onMove(key), ...options.limits, clock });
  const wire = { schemas, codec, operations, clients, limits, timeoutMs, clock };
  const call = createCaller({ ...wire, ...(options.onCall ? { onCall: options.onCall } : {}) });
  const sweeper = createSweeper({
    clock,
    call,
    mirror: (kind, remote) => shapes.mirror(kind, remote),
    onMove: (key, afterMs) => options.onMove(key, afterMs),
    intervalMs: sweepIntervalMs,
  });
  const site = { call, shapes, sweeper, births: new Births(clock) };

  const identity = (signal: AbortSignal): Promise<CallerIdentity> =>
    withDeadline({ clock, timeoutMs }, signal, (cut) => clients.identity(cut)).catch(identityFault);

  return {
    target: (kind, object, scope) => targetOf(shapes, options.tags, { kind, object, scope }),
    lacks: (target, to) => shapes.lacks(target, to),
    observe: (target, depth, signal) => observe(site, target, depth, signal),
    perform: (target, mutation, signal) => perform(site, target, mutation, signal),
    statusOf: (kind, remote) => shapes.mirror(kind, remote),
    sweeps: (target) => sweeper.sweeps(target),
    track: (target, untold) => sweeper.track(target, untold),
    untrack: (key) => sweeper.untrack(key),
    account: accounts(identity),
    identity,
    sweepLags: () => sweeper.lags(),
    heard: (arn, detail) => sweeper.heard(arn, detail),
    close: () => {
      sweeper.close();
      clients.destroy();
    },
  };
}

/** A role names its account; the operator's own is asked for until it is known, and never changes. */
function accounts(identity: AwsRemote['identity']): AwsRemote['account'] {
  let own: string | undefined;
  return async ({ roleArn }, signal) => {
    if (roleArn !== undefined) return accountOfRole(roleArn);
    own ??= (await identity(signal)).accountId;
    return own;
  };
}

function identityFault(error: unknown): never {
  throw faultOf(error, { mutates: false, creates: false, absent: [], taken: [] });
}

interface Subject {
  readonly kind: KindDescriptor;
  readonly object: KubeObject;
  readonly scope: Scope;
}

function targetOf(shapes: Shapes, tags: TagContext, { kind, object, scope }: Subject): Target {
  const name = awsName(kind, object);
  const id = awsId(kind, object);
  const leaves = object.metadata.deletionTimestamp !== undefined;
  const fields = leaves ? sendable(shapes, kind, object) : shapes.encode(kind, object.spec);
  const desired: Fields = {
    ...kept(kind, object),
    ...fields,
    ...(kind.name && name !== undefined ? { [kind.name.member]: name } : {}),
  };
  const label = name ?? id ?? object.metadata.name;
  return { kind, object, scope, name: label, id, desired, tags: wantedTags(kind, object, tags) };
}

/** What addressed the resource when it was last seen, should the spec not tell any more. */
const kept = ({ beside = [] }: KindDescriptor, { status }: KubeObject): Fields =>
  Object.fromEntries(
    beside.flatMap((member) => {
      const value = status?.[crName(member)];
      return typeof value === 'string' && value !== '' ? [[member, value]] : [];
    }),
  );

/** Leaves out what cannot be sent: whatever leaves is only addressed, and a bad edit must not keep a paid resource alive. */
function sendable(shapes: Shapes, kind: KindDescriptor, { spec }: KubeObject): Fields {
  const encoded = Object.entries(spec).map(([field, value]) => {
    try {
      return shapes.encode(kind, { [field]: value });
    } catch (error) {
      if (error instanceof Fault) return {};
      throw error;
    }
  });
  return Object.fromEntries(encoded.flatMap((fields) => Object.entries(fields)));
}
