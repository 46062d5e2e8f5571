import type { Dialect } from './dialect.ts';
import { AwsError } from './errors.ts';
import type { FaultAction } from './faults.ts';
import type { JsonObject } from './json.ts';

export type Reply =
  | {
      readonly type: 'answer';
      readonly status: number;
      readonly body: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly type: 'reset' }
  | { readonly type: 'hang' };

/** What a client is told: an error, or an output. `undefined` output: no body. */
export interface Told {
  readonly output?: JsonObject | string | undefined;
  readonly error?: AwsError;
  /** HTTP status of an output that is not as AWS would give it. */
  readonly status?: number;
}

/** How the answer to one call is written. */
export interface Manner {
  readonly dialect: Dialect;
  /** HTTP status of a success. */
  readonly success: number;
}

/** The answer on the wire, as a fault has it or as it is. */
export function replyTo({ dialect, success }: Manner, truth: Told, fault: FaultAction | undefined, id: string): Reply {
  const told = fault === undefined ? truth : tell(fault, truth);
  if (told === 'reset' || told === 'hang') return { type: told };
  const common = { 'content-type': dialect.contentType, 'x-amzn-requestid': id };
  if (told.error !== undefined) {
    const { status, body, headers } = dialect.refuse(told.error, id);
    return { type: 'answer', status, body, headers: { ...common, ...headers } };
  }
  const body = typeof told.output === 'object' ? JSON.stringify(told.output) : (told.output ?? '');
  return { type: 'answer', status: told.status ?? success, body, headers: common };
}

/** What the client is told in place of the truth. */
function tell(action: FaultAction, truth: Told): 'reset' | 'hang' | Told {
  switch (action.type) {
    case 'reset':
    case 'hang':
      return action.type;
    case 'delay':
      return truth;
    case 'error':
      return { error: new AwsError(action.code, action.message ?? '', action.status) };
    case 'body':
      return { output: action.body, ...(action.status === undefined ? {} : { status: action.status }) };
    case 'output':
      return typeof truth.output === 'string' ? truth : { ...truth, output: overlaid(truth.output, action.members) };
    default:
      throw new Error(`unknown fault ${JSON.stringify(action satisfies never)}`);
  }
}

function overlaid(output: JsonObject | undefined, members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...output, ...members }).filter(([, value]) => value !== null));
}
