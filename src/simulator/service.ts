import { requestId } from './chance.ts';
import type { SimulatorClock } from './clock.ts';
import { AwsError, malformed } from './errors.ts';
import type { FaultTarget, Faults, Strike } from './faults.ts';
import type { Caller } from './identity.ts';
import { callerOf } from './identity.ts';
import type { Json, JsonObject } from './json.ts';
import { isObject } from './json.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';
import type { RateLimits } from './limits.ts';
import type { Principal, Principals } from './principals.ts';
import type { Handler } from './resources/kind.ts';
import type { Reply, Told } from './reply.ts';
import { replyTo } from './reply.ts';
import { answerSts } from './sts.ts';
import type { Validate } from './validate.ts';
import type { World } from './world.ts';

interface Incoming {
  readonly target: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
  /** Set for the query protocol. */
  readonly form?: URLSearchParams;
  /** A signal that aborts when the client has gone or the simulator stops. Made on demand: few calls ever wait. */
  readonly signal: () => AbortSignal;
}

export interface ServiceParts {
  readonly world: World;
  readonly clock: SimulatorClock;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly validate: Validate;
  readonly ledger: Ledger;
  readonly limits: RateLimits;
  readonly faults: Faults;
  readonly principals: Principals;
  readonly seed: string;
}

/** What became of a call. */
interface Outcome extends Told {
  /** Whether the operation took effect. */
  readonly ok: boolean;
}

/** A call on its way through the service. */
interface Transit {
  readonly service: 'sagemaker' | 'sts';
  readonly operation: string;
  readonly caller: Caller;
  readonly principal: Principal;
  readonly name: string | undefined;
  readonly run: (at: number) => JsonObject | string | undefined;
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
    const outcome = instead === undefined ? attempt(() => effect(transit)) : struck(instead);
    const late = instead === undefined ? faults.strike(target, 'after') : undefined;
    await delayed(late, incoming);
    const told = instead ?? late;
    record(transit, incoming, { outcome, strike: told ?? early, id });
    return replyTo(transit.service, outcome, told?.action, id);
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
    const service = incoming.form === undefined ? 'sagemaker' : 'sts';
    try {
      return await pass(service === 'sts' ? stsTransit(parts, incoming, id) : sageMakerTransit(parts, incoming), incoming, id);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return replyTo(service, { error }, undefined, id);
    }
  };
}

function sageMakerTransit({ world, handlers, validate, principals }: ServiceParts, incoming: Incoming): Transit {
  const caller = callerOf(incoming.authorization);
  const operation = operationOf(world, incoming.target);
  const input = parseBody(incoming.body);
  const principal = principals.of(caller.accessKeyId, caller.region);
  const run = (at: number): JsonObject | undefined => {
    const handler = handlers.get(operation);
    const valid = validate(world.model.operations[operation]?.input, input);
    if (handler === undefined)
      throw new AwsError('UnknownOperationException', `The simulator does not serve ${operation}: only the real service does.`);
    return handler({ operation, scope: { account: principal.account, region: caller.region }, input: valid, at });
  };
  return { service: 'sagemaker', operation, caller, principal, name: nameIn(world, operation, input), run };
}

function stsTransit(
  { principals }: ServiceParts,
  { form = new URLSearchParams(), authorization }: Incoming,
  requestId: string,
): Transit {
  const unsigned = authorization === undefined || authorization === '';
  const caller = unsigned ? { accessKeyId: '', region: 'us-east-1' } : callerOf(authorization);
  const principal = principals.of(caller.accessKeyId, caller.region);
  const run = (at: number): string => answerSts(principals, { form, principal: unsigned ? undefined : principal, at, requestId });
  return { service: 'sts', operation: form.get('Action') ?? '', caller, principal, name: form.get('RoleArn') ?? undefined, run };
}

function operationOf({ model }: World, target = ''): string {
  const [prefix, operation = ''] = target.split('.');
  if (prefix === model.targetPrefix && model.operations[operation] !== undefined) return operation;
  throw new AwsError('UnknownOperationException', `The requested operation ${target} is not recognized by the service.`);
}

function parseBody(body: string): Json {
  if (body.trim() === '') return {};
  try {
    return JSON.parse(body) as Json;
  } catch {
    throw malformed('Unable to parse the request body as JSON');
  }
}

/** What a request is about: its first required text, which is the name of every Create, Describe, Stop, Update and Delete. */
function nameIn({ model }: World, operation: string, input: Json): string | undefined {
  const shape = model.shapes[model.operations[operation]?.input ?? ''];
  if (shape?.type !== 'structure' || !isObject(input)) return undefined;
  for (const member of shape.required ?? []) {
    const value = input[member];
    if (typeof value === 'string') return value;
  }
  return undefined;
}

function attempt(run: () => JsonObject | string | undefined): Outcome {
  try {
    return { ok: true, output: run() };
  } catch (error) {
    if (error instanceof AwsError) return { ok: false, error };
    throw error;
  }
}

const struck = ({ action }: Strike): Outcome =>
  action.type === 'error' ? { ok: false, error: new AwsError(action.code, action.message ?? '', action.status) } : { ok: false };
