import type { Api } from './api.ts';
import { apiFor } from './api.ts';
import { query } from './dialect.ts';
import { AwsError, malformed } from './errors.ts';
import type { Caller } from './identity.ts';
import { callerOf } from './identity.ts';
import type { Json, JsonObject } from './json.ts';
import { isObject } from './json.ts';
import type { Principal, Principals } from './principals.ts';
import type { Manner } from './reply.ts';
import { gatherInput } from './rest.ts';
import { answerSts } from './sts.ts';

/** A request as it came over HTTP. */
export interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly header: (name: string) => string | undefined;
  readonly target: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
  /** Set for the query protocol. */
  readonly form?: URLSearchParams;
  /** A signal that aborts when the client has gone or the simulator stops. Made on demand: few calls ever wait. */
  readonly signal: () => AbortSignal;
}

/** A call on its way through the service. */
export interface Transit extends Manner {
  /** As the ledger names it. */
  readonly service: string;
  readonly operation: string;
  readonly caller: Caller;
  readonly principal: Principal;
  readonly name: string | undefined;
  readonly run: (at: number) => JsonObject | string | undefined;
  readonly wait?: (at: number, signal: AbortSignal) => Promise<void>;
}

export interface TransitParts {
  readonly apis: readonly Api[];
  readonly principals: Principals;
}

/** What is asked for, by whom. Throws AwsError for what no service knows, or nobody has signed. */
export function transitOf(parts: TransitParts, incoming: Incoming, requestId: string): Transit {
  if (incoming.form !== undefined) return stsTransit(parts, incoming, requestId);
  const caller = callerOf(incoming.authorization);
  const principal = parts.principals.of(caller.accessKeyId, caller.region);
  const api = apiFor(parts.apis, incoming);
  if (api === undefined) throw unknown(incoming);
  const { operation, input, success } = requested(api, incoming);
  const scope = { account: principal.account, region: caller.region };
  const run = (at: number): JsonObject | undefined => {
    const handler = api.handlers.get(operation);
    const valid = api.validate(api.model.operations[operation]?.input, input);
    if (handler === undefined)
      throw new AwsError('UnknownOperationException', `The simulator does not serve ${operation}: only the real service does.`);
    return handler({ operation, scope, input: valid, at });
  };
  const { service, dialect } = api;
  const name = nameIn(api, operation, input);
  const wait: Transit['wait'] = async (at, signal) => {
    if (isObject(input)) await api.wait?.({ operation, scope, input, at }, signal);
  };
  return { service, dialect, success, operation, caller, principal, name, run, ...(api.wait ? { wait } : {}) };
}

interface Requested {
  readonly operation: string;
  readonly input: Json;
  readonly success: number;
}

function requested(api: Api, incoming: Incoming): Requested {
  if (api.model.protocol === 'rest-json') return restRequest(api, incoming);
  const operation = incoming.target?.slice(`${api.model.targetPrefix ?? ''}.`.length) ?? '';
  if (api.model.operations[operation] === undefined) throw unknown(incoming);
  return { operation, input: parseBody(incoming.body), success: 200 };
}

function restRequest({ model, route }: Api, { method, url, header, body }: Incoming): Requested {
  const match = route(method, url.pathname);
  if (match === undefined)
    throw new AwsError('UnknownOperationException', `The service has no operation at ${method} ${url.pathname}.`, 404);
  const { operation, http, captured } = match;
  const parsed = parseBody(body);
  if (!isObject(parsed)) throw malformed('Unexpected token found where the start of a structure was expected');
  const input = gatherInput(model, operation, parsed, { captured, query: url.searchParams, header });
  return { operation, input, success: http.status ?? 200 };
}

function stsTransit(
  { principals }: TransitParts,
  { form = new URLSearchParams(), authorization }: Incoming,
  requestId: string,
): Transit {
  const unsigned = authorization === undefined || authorization === '';
  const caller = unsigned ? { accessKeyId: '', region: 'us-east-1' } : callerOf(authorization);
  const principal = principals.of(caller.accessKeyId, caller.region);
  const run = (at: number): string => answerSts(principals, { form, principal: unsigned ? undefined : principal, at, requestId });
  return {
    service: 'sts',
    dialect: query,
    success: 200,
    operation: form.get('Action') ?? '',
    caller,
    principal,
    name: form.get('RoleArn') ?? undefined,
    run,
  };
}

const unknown = ({ target = '' }: Incoming): AwsError =>
  new AwsError('UnknownOperationException', `The requested operation ${target} is not recognized by the service.`);

function parseBody(body: string): Json {
  if (body.trim() === '') return {};
  try {
    return JSON.parse(body) as Json;
  } catch {
    throw malformed('Unable to parse the request body as JSON');
  }
}

/**
 * What a request is about: its first required text, which is the name of every Create, Describe, Stop, Update and Delete. A word of a
 * fixed set, such as a namespace, names nothing.
 */
function nameIn({ model }: Api, operation: string, input: Json): string | undefined {
  const shape = model.shapes[model.operations[operation]?.input ?? ''];
  if (shape?.type !== 'structure' || !isObject(input)) return undefined;
  for (const member of shape.required ?? []) {
    const value = input[member];
    const of = model.shapes[shape.members[member] ?? ''];
    if (typeof value === 'string' && !(of?.type === 'string' && of.enum !== undefined)) return value;
  }
  return undefined;
}
