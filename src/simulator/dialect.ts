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

/** A service that spoke the query protocol before: its clients find the codes that they know in a header. */
const awsJson10 = (formerCodes: Readonly<Record<string, string>> = {}): Dialect => ({
  contentType: 'application/x-amz-json-1.0',
  refuse: (error, requestId) => {
    const [name = ''] = error.code.split('#').slice(-1);
    const whose = error.status >= 500 ? 'Receiver' : 'Sender';
    return {
      ...awsJson.refuse(error, requestId),
      headers: { 'x-amzn-query-error': `${formerCodes[name] ?? name};${whose}` },
    };
  },
});

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

export const sqsJson = awsJson10({
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  AccessDeniedException: 'AccessDenied',
});

export function dialectOf(model: ServiceModel): Dialect {
  switch (model.protocol) {
    case 'json':
      return awsJson;
    case 'json-1.0':
      return awsJson10();
    case 'rest-json':
      return restJson(model);
    default:
      return model.protocol satisfies never;
  }
}
