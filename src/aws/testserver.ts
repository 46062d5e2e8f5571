/** A SageMaker and STS in a few lines, on loopback, that says what a test told it to. For tests only. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fields } from '../kinds/types.ts';

/** `hang`: takes the request and never answers. `cut`: takes it and closes the connection. A text: a body that isn't AWS's. */
export type Answer =
  | 'hang'
  | 'cut'
  | { readonly ok: Fields }
  | {
      readonly error: string;
      readonly message?: string;
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly text: string; readonly status: number };

export interface Received {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly authorization: string;
  readonly userAgent: string;
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  /** Names of the operations received, in order. */
  operations(): readonly string[];
  /** Answers of an operation, one after another; the last one stays. */
  on(operation: string, ...answers: readonly Answer[]): void;
  /** Resolves when this many requests have come. */
  count(requests: number): Promise<void>;
}

export async function startServer(): Promise<TestServer> {
  const received: Received[] = [];
  const script = new Map<string, Answer[]>();
  const waiting = new Set<() => void>();
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = await take(request);
    received.push(one);
    for (const check of waiting) check();
    const answers = script.get(one.operation) ?? [];
    reply(response, one, (answers.length > 1 ? answers.shift() : answers[0]) ?? { error: 'UnknownOperationException' });
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    operations: () => received.map(({ operation }) => operation),
    on: (operation, ...answers) => void script.set(operation, [...answers]),
    count: (requests) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (received.length >= requests) resolve();
        };
        waiting.add(check);
        check();
      }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** It speaks XML, SageMaker JSON. */
const STS: ReadonlySet<string> = new Set(['AssumeRole', 'GetCallerIdentity']);

async function take(request: IncomingMessage): Promise<Received> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const target = String(request.headers['x-amz-target'] ?? '');
  const { authorization = '', 'user-agent': userAgent = '' } = request.headers;
  if (target.startsWith('SageMaker.'))
    return { operation: target.slice(10), body: JSON.parse(text) as Fields, authorization, userAgent };
  const query = new URLSearchParams(text);
  return { operation: query.get('Action') ?? '', body: Object.fromEntries(query), authorization, userAgent };
}

function reply(response: ServerResponse, { operation }: Received, answer: Answer): void {
  if (answer === 'hang') return;
  if (answer === 'cut') {
    response.destroy();
    return;
  }
  if ('text' in answer) {
    response.writeHead(answer.status, { 'content-type': 'text/html' }).end(answer.text);
  } else if ('error' in answer) {
    const { error, message = '', status = 400, headers = {} } = answer;
    if (STS.has(operation)) {
      const body = `<ErrorResponse><Error>${elements({ Code: error, Message: message })}</Error></ErrorResponse>`;
      response.writeHead(status, { 'content-type': 'text/xml', ...headers }).end(body);
      return;
    }
    response
      .writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers })
      .end(JSON.stringify({ __type: error, message }));
  } else if (STS.has(operation)) {
    response.writeHead(200, { 'content-type': 'text/xml' }).end(xml(operation, answer.ok));
  } else {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer.ok));
  }
}

const xml = (operation: string, fields: Fields): string =>
  `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${elements(fields)}</${operation}Result></${operation}Response>`;
const elements = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `<${name}>${typeof value === 'object' ? elements(value as Fields) : String(value)}</${name}>`)
    .join('');
