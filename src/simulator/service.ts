import { requestId } from './chance.ts';
import type { SimulatorClock } from './clock.ts';
import { apiFor } from './api.ts';
import { awsJson, query } from './dialect.ts';
import { AwsError } from './errors.ts';
import type { FaultTarget, Faults, Strike } from './faults.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';
import type { RateLimits } from './limits.ts';
import type { Manner, Reply, Told } from './reply.ts';
import { replyTo } from './reply.ts';
import type { Incoming, Transit, TransitParts } from './transit.ts';
import { transitOf } from './transit.ts';
import type { World } from './world.ts';

export interface ServiceParts extends TransitParts {
  readonly world: World;
  readonly clock: SimulatorClock;
  readonly ledger: Ledger;
  readonly limits: RateLimits;
  readonly faults: Faults;
  readonly seed: string;
}

/** What became of a call. */
interface Outcome extends Told {
  /** Whether the operation took effect. */
  readonly ok: boolean;
}

export type Service = (incoming: Incoming) => Promise<Reply>;

/**
 * The way of a call: who and what, rate limit, injected fault, validation, effect, injected fault, ledger. The effect itself is
 * synchronous: two calls never see each other half done.
 */
export function createService(parts: ServiceParts): Service {
  const { ledger, limits, faults, world } = parts;
  let calls = 0;

  async function pass(transit: Transit, incoming: Incoming, id: string): Promise<Reply> {
    const target: FaultTarget = {
      operation: transit.operation,
      name: transit.name,
      caller: `${transit.caller.accessKeyId} ${transit.principal.roleArn ?? ''}`,
    };
    const early = faults.strike(target, 'before');
    await delayed(early, incoming);
    const instead = early !== undefined && early.action.type !== 'delay' ? early : undefined;
    if (instead === undefined) await transit.wait?.(world.catchUp(), incoming.signal());
    const outcome = instead === undefined ? attempt(() => effect(transit)) : struck(instead);
    const late = instead === undefined ? faults.strike(target, 'after') : undefined;
    await delayed(late, incoming);
    const told = instead ?? late;
    record(transit, incoming, { outcome, strike: told ?? early, id });
    return replyTo(transit, outcome, told?.action, id);
  }

  async function delayed(strike: Strike | undefined, { signal }: Incoming): Promise<void> {
    if (strike?.action.type === 'delay') await parts.clock.sleep(strike.action.ms, signal());
  }

  function effect({ operation, principal, caller, run }: Transit): ReturnType<Transit['run']> {
    const now = world.catchUp();
    limits.spend(operation, { account: principal.account, region: caller.region }, now);
    return run(now);
  }

  function record(
    transit: Transit,
    incoming: Incoming,
    passed: { outcome: Outcome; strike: Strike | undefined; id: string },
  ): void {
    const { outcome, strike, id } = passed;
    const errorCode = strike?.action.type === 'error' ? strike.action.code : outcome.error?.code;
    const entry: Omit<LedgerEntry, 'seq'> = {
      at: parts.clock.now(),
      service: transit.service,
      operation: transit.operation,
      account: transit.principal.account,
      region: transit.caller.region,
      accessKeyId: transit.caller.accessKeyId,
      userAgent: incoming.header('user-agent') ?? '',
      ok: outcome.ok,
      requestId: id,
      bytes: incoming.body.length,
      ...(transit.principal.roleArn === undefined ? {} : { roleArn: transit.principal.roleArn }),
      ...(transit.name === undefined ? {} : { requestName: transit.name }),
      ...(errorCode === undefined ? {} : { errorCode }),
      ...(strike === undefined ? {} : { fault: `${strike.id}: ${strike.action.type}` }),
    };
    ledger.append(entry);
  }

  return async (incoming) => {
    const id = requestId(parts.seed, ++calls);
    try {
      return await pass(transitOf(parts, incoming, id), incoming, id);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return replyTo(mannerOf(parts, incoming), { error }, undefined, id);
    }
  };
}

/** For what never became a call: the answer is in the language of the question all the same. */
function mannerOf({ apis }: ServiceParts, incoming: Incoming): Manner {
  const dialect = incoming.form === undefined ? (apiFor(apis, incoming)?.dialect ?? awsJson) : query;
  return { dialect, success: 200 };
}

function attempt(run: () => Told['output']): Outcome {
  try {
    return { ok: true, output: run() };
  } catch (error) {
    if (error instanceof AwsError) return { ok: false, error };
    throw error;
  }
}

const struck = ({ action }: Strike): Outcome =>
  action.type === 'error' ? { ok: false, error: new AwsError(action.code, action.message ?? '', action.status) } : { ok: false };
