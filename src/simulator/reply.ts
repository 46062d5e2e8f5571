import { AwsError } from './errors.ts';
import type { FaultAction } from './faults.ts';
import type { JsonObject } from './json.ts';
import { stsError } from './sts.ts';

export type Reply =
  | { readonly type: 'answer'; readonly status: number; readonly body: string; readonly requestId: string; readonly xml: boolean }
  | { readonly type: 'reset' }
  | { readonly type: 'hang' };

/** What a client is told: an error, or an output. `undefined` output: no body. */
export interface Told {
  readonly output?: JsonObject | string | undefined;
  readonly error?: AwsError;
  /** HTTP status of an output that is not as AWS would give it. */
  readonly status?: number;
}

/** The answer on the wire, as a fault has it or as it is. */
export function replyTo(service: 'sagemaker' | 'sts', truth: Told, fault: FaultAction | undefined, id: string): Reply {
  const told = fault === undefined ? truth : tell(fault, truth);
  if (told === 'reset' || told === 'hang') return { type: told };
  const xml = service === 'sts';
  if (told.error !== undefined) {
    const body = xml ? stsError(told.error, id) : JSON.stringify({ __type: told.error.code, message: told.error.message });
    return { type: 'answer', status: told.error.status, body, requestId: id, xml };
  }
  const body = typeof told.output === 'object' ? JSON.stringify(told.output) : (told.output ?? '');
  return { type: 'answer', status: told.status ?? 200, body, requestId: id, xml };
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
