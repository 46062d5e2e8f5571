import type { ServiceModel } from '../model/types.ts';
import type { AwsError } from './errors.ts';
import { stsError } from './sts.ts';

/** How a protocol words its answers. */
export interface Dialect {
  readonly contentType: string;
  readonly refuse: (error: AwsError, requestId: string) => Refusal;
}
export interface Refusal {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const awsJson: Dialect = {
  contentType: 'application/x-amz-json-1.1',
  refuse: ({ code, message, status, details }) => ({ status, body: JSON.stringify({ __type: code, message, ...details }) }),
};

export const query: Dialect = {
  contentType: 'text/xml',
  refuse: (error, requestId) => ({ status: error.status, body: stsError(error, requestId) }),
};

/** REST tells the code in a header, and each error has the status that the model gives it. */
function restJson({ shapes }: ServiceModel): Dialect {
  const modelled = (code: string): number | undefined => {
    const shape = shapes[code];
    return shape?.type === 'structure' ? shape.status : undefined;
  };
  return {
    contentType: 'application/json',
    refuse: ({ code, message, status, details }) => ({
      status: modelled(code) ?? status,
      body: JSON.stringify({ message, ...details }),
      headers: { 'x-amzn-errortype': code },
    }),
  };
}

/** SQS had the query protocol before it spoke JSON, and still tells that protocol's codes in a header. */
export const sqsJson: Dialect = {
  contentType: 'application/x-amz-json-1.0',
  refuse: (error, requestId) => {
    const [name = ''] = error.code.split('#').slice(-1);
    const headers = { 'x-amzn-query-error': `${QUERY_CODES[name] ?? name};Sender` };
    return { ...awsJson.refuse(error, requestId), headers };
  },
};
const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  AccessDeniedException: 'AccessDenied',
};

export const dialectOf = (model: ServiceModel): Dialect => (model.protocol === 'rest-json' ? restJson(model) : awsJson);
