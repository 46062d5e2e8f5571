/**
 * One AWS call: the turn that the limit gives, the deadline, the SDK, and back to plain JSON or a Fault. Mutations are sent once, for
 * the queue must learn of every lost reply; reads are repeated here, since repeating a whole pass costs more calls.
 */
import type { Fault, FaultKind } from '../engine/fault.ts';
import type { Clock, Scope } from '../engine/ports.ts';
import type { ErrorMatch, Fields } from '../kinds/types.ts';
import { scopeKey, type Clients } from './clients.ts';
import { pause, withDeadline } from './deadline.ts';
import type { Codec } from './codec.ts';
import { faultOf, type FaultContext } from './faults.ts';
import type { Limits, Turn } from './limits.ts';
import type { Operation, Operations, ServiceName } from './operations.ts';
import type { Schemas } from './schema.ts';

/** Told of each attempt that reached the wire, for metrics. */
export interface CallReport {
  readonly service: ServiceName;
  readonly operation: string;
  readonly ok: boolean;
  /** AWS's error code, or the local cause; empty when ok. */
  readonly code: string;
  /** What that means; absent when ok. */
  readonly fault?: FaultKind;
  readonly ms: number;
}

export interface CallerOptions {
  readonly clock: Clock;
  readonly clients: Clients;
  readonly limits: Limits;
  readonly operations: Operations;
  readonly schemas: Schemas;
  readonly codec: Codec;
  /** Longest time for one attempt on the wire. A hung call blocks its own object and nothing else. */
  readonly timeoutMs: number;
  readonly onCall?: (report: CallReport) => void;
}

export interface Request {
  readonly scope: Scope;
  readonly service: ServiceName;
  readonly operation: string;
  /** AWS-cased; members that the operation doesn't know are left out. */
  readonly input: Fields;
  /** `list`: a read for a sweep. */
  readonly does: 'read' | 'list' | 'create' | 'change';
  readonly absent?: readonly ErrorMatch[];
  readonly taken?: readonly ErrorMatch[];
}

/** Throws `Fault` only. */
export type Caller = (request: Request, signal: AbortSignal) => Promise<Fields>;

const READ_ATTEMPTS = 3;
/** Mean wait before a read's second attempt, doubled before the third; full jitter. */
const RETRY_MS = 200;

export function createCaller(options: CallerOptions): Caller {
  return async (request, signal) => {
    const operation = options.operations.get(request.service, request.operation);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(options, operation, request, signal);
      } catch (error) {
        const fault = error as Fault;
        if (mutates(request) || attempt >= READ_ATTEMPTS || !worthRepeating(fault) || signal.aborted) throw fault;
        await pause(options.clock, options.clock.random() * RETRY_MS * 2 ** attempt, signal);
      }
    }
  };
}

const mutates = ({ does }: Request): boolean => does === 'create' || does === 'change';
/** A turn that our own limit refused is not asked for again: the queue knows when. */
const worthRepeating = ({ kind, retryAfterMs }: Fault): boolean =>
  (kind === 'transient' || kind === 'throttled') && retryAfterMs === undefined;

async function once(options: CallerOptions, operation: Operation, request: Request, signal: AbortSignal): Promise<Fields> {
  const { clock, clients, codec, limits } = options;
  const command = operation.command(codec.toSdk(operation.input, request.input));
  const turn = await limits.turn(
    {
      scope: scopeKey(request.scope),
      service: operation.service,
      operation: operation.name,
      sweeps: request.does === 'list',
    },
    signal,
  );
  const startedAt = clock.now();
  try {
    const output = await withDeadline(options, signal, (deadline) =>
      clients.send({ scope: request.scope, service: operation.service }, command, deadline),
    );
    report(options, operation, startedAt);
    turn.succeeded();
    return codec.fromSdk(operation.output, output);
  } catch (error) {
    const fault = faultOf(error, contextOf(options, operation, request));
    report(options, operation, startedAt, fault);
    settle(turn, fault);
    throw fault;
  }
}

function settle(turn: Turn, fault: Fault): void {
  if (fault.kind === 'throttled') turn.throttled();
  else if (fault.kind !== 'transient' && fault.kind !== 'ambiguous') turn.succeeded();
}

function report({ clock, onCall }: CallerOptions, { service, name }: Operation, startedAt: number, fault?: Fault): void {
  const ms = clock.now() - startedAt;
  onCall?.({ service, operation: name, ok: !fault, code: fault?.code ?? '', ...(fault ? { fault: fault.kind } : {}), ms });
}

function contextOf({ schemas }: CallerOptions, { input }: Operation, request: Request): FaultContext {
  const { absent = [], taken = [], does } = request;
  return {
    mutates: mutates(request),
    creates: does === 'create',
    absent,
    taken,
    wording: { schemas, input, sent: request.input },
  };
}
