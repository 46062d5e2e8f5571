/**
 * What a message says has moved. It is believed to be a reason to look and no more than that: whoever can write to the queue can write
 * anything, and what is true of a resource is asked of AWS.
 */
import type { Fields } from '../../kinds/types.ts';

export interface Hint {
  /** Of the resources that the event is about. */
  readonly arns: readonly string[];
  /** The service's own account of it. */
  readonly detail: Fields;
}

const SOURCE = 'aws.sagemaker';
/** Events name one resource, or two: a pipeline and its execution. */
const MAX_ARNS = 10;

/** Undefined for what is no event of SageMaker's, as EventBridge writes them. */
export function hintOf(body: string): Hint | undefined {
  const event = parsed(body);
  if (!isFields(event) || event['source'] !== SOURCE) return undefined;
  const { resources, detail } = event;
  if (!Array.isArray(resources)) return undefined;
  const arns = resources.slice(0, MAX_ARNS).filter((arn) => typeof arn === 'string');
  return arns.length === 0 ? undefined : { arns, detail: isFields(detail) ? detail : {} };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
