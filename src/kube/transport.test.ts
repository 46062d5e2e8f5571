import { describe, expect, test, vi } from 'vitest';
import { ApiError } from './api-error.ts';
import { retryDelay } from './retry.ts';
import { FakeClock, serve, status, transportTo, type Handler, type Server } from './testkit.ts';
import type { ApiRequest, CallReport } from './transport.ts';

const get: ApiRequest = { method: 'GET', path: '/apis/test/v1/things', resource: 'things' };
const post: ApiRequest = { ...get, method: 'POST', body: { a: 1 } };

/** Gives the answers in turn, the last one again and again. */
function inTurn(...answers: readonly Handler[]): Handler {
  let next = 0;
  return (request, response) => answers[Math.min(next++, answers.length - 1)]?.(request, response);
}
const ok: Handler = () => ({ body: { fine: true } });
const hang: Handler = () => undefined;
const reset: Handler = (_request, response) => void response.destroy();

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ApiError) return error;
  throw new Error('an ApiError was expected', { cause: error });
}

async function withServer<T>(handler: Handler, use: (server: Server) => Promise<T>): Promise<T> {
  await using server = await serve(handler);
  return await use(server);
}

test('a call says who it is from, and asks for JSON', () =>
  withServer(ok, async (server) => {
    const transport = transportTo(server.url);
    expect(await transport.call({ ...get, query: { limit: 5, from: undefined, selector: 'a=b' } })).toEqual({ fine: true });
    const { headers, query } = server.received[0] ?? {};
    expect(headers).toMatchObject({
      authorization: 'Bearer secret-token',
      'user-agent': 'sagemaker-operator/test',
      accept: 'application/json',
    });
    expect(query?.toString()).toBe('limit=5&selector=a%3Db');
    await transport.close();
  }));

test('a path prefix of the server is kept', () =>
  withServer(ok, async (server) => {
    await transportTo(`${server.url}/k8s/clusters/c1/`).call(get);
    expect(server.received[0]?.path).toBe('/k8s/clusters/c1/apis/test/v1/things');
  }));

test('a hundred calls at once share the capped pool, and later ones its connections', () =>
  withServer(ok, async (server) => {
    const transport = transportTo(server.url, { connections: 4 });
    for (let round = 0; round < 2; round++) await Promise.all(Array.from({ length: 100 }, () => transport.call(get)));
    expect(server.connections()).toBe(4);
    await transport.close();
  }));

describe('a refusal', () => {
  test('is an ApiError with the apiserver’s own words', () =>
    withServer(
      () => status(409, 'Conflict', 'the object has been modified'),
      async (server) => {
        expect(await failure(transportTo(server.url).call(post))).toMatchObject({
          status: 409,
          reason: 'Conflict',
          message: 'the object has been modified',
        });
        expect(server.received).toHaveLength(1);
      },
    ));

  test('never shows a body that is no Status, nor the credentials', () =>
    withServer(
      () => ({ status: 403, body: '<html>token: secret-token</html>' }),
      async (server) => {
        const error = await failure(transportTo(server.url).call(get));
        expect(error.message).toBe('the apiserver answered 403');
        expect(JSON.stringify(error)).not.toContain('secret-token');
      },
    ));

  test('for an old token is followed by one attempt with a new one', () =>
    withServer(
      inTurn(() => status(401, 'Unauthorized'), ok),
      async (server) => {
        const renewals: boolean[] = [];
        const headers = async (renew = false) => {
          renewals.push(renew);
          return { authorization: `Bearer ${renew ? 'new' : 'old'}` };
        };
        const transport = transportTo(server.url, { connection: { server: server.url, tls: {}, namespace: undefined, headers } });
        expect(await transport.call(post)).toEqual({ fine: true });
        expect(renewals).toEqual([false, true]);
      },
    ));

  test('for the new token too is final', () =>
    withServer(
      () => status(401, 'Unauthorized'),
      async (server) => {
        expect(await failure(transportTo(server.url).call(get))).toMatchObject({ status: 401 });
        expect(server.received).toHaveLength(2);
      },
    ));
});

describe('trouble that passes', () => {
  test.each([
    ['a read after a lost connection', get, reset, 2],
    ['a read after a 503', get, () => status(503, 'ServiceUnavailable'), 2],
    ['a create after a 429: it was not let in', post, () => status(429, 'TooManyRequests'), 2],
  ])('%s is asked again', (_what, request, trouble: Handler, calls) =>
    withServer(inTurn(trouble, ok), async (server) => {
      expect(await transportTo(server.url).call(request)).toEqual({ fine: true });
      expect(server.received).toHaveLength(calls);
    }),
  );

  test.each([
    ['a lost connection', reset],
    ['a 500', () => status(500, 'InternalError')],
  ])('a create after %s may have happened, and is not repeated', (_what, trouble: Handler) =>
    withServer(inTurn(trouble, ok), async (server) => {
      await failure(transportTo(server.url).call(post));
      expect(server.received).toHaveLength(1);
    }),
  );

  test('that does not pass ends in an error after a bounded number of attempts', () =>
    withServer(reset, async (server) => {
      expect(await failure(transportTo(server.url).call(get))).toMatchObject({ status: 0 });
      expect(server.received).toHaveLength(4);
    }));

  test('is left to callers with a pace of their own', () =>
    withServer(reset, async (server) => {
      await failure(transportTo(server.url).call({ ...get, attempts: 1 }));
      expect(server.received).toHaveLength(1);
    }));
});

describe('an answer that does not come', () => {
  test('ends in a timeout', () =>
    withServer(hang, async (server) => {
      const error = await failure(transportTo(server.url).call({ ...get, timeoutMs: 500, attempts: 1 }));
      expect(error).toMatchObject({ status: 0, reason: 'Timeout' });
    }));

  test('holds nobody who gives up', () =>
    withServer(hang, async (server) => {
      const giveUp = new AbortController();
      const call = transportTo(server.url).call({ ...get, signal: giveUp.signal });
      giveUp.abort(new Error('shutting down'));
      await expect(call).rejects.toThrow('shutting down');
    }));

  test('because nobody listens is an ApiError with the network’s code', async () => {
    const url = await withServer(ok, async (server) => server.url);
    expect(await failure(transportTo(url).call(post))).toMatchObject({ status: 0, reason: 'ECONNREFUSED' });
  });
});

describe('of a replica that does not lead (any more)', () => {
  test('reads go out and writes do not, however often they might be repeated', () =>
    withServer(
      () => ({ body: {} }),
      async (server) => {
        const transport = transportTo(server.url, { mayWrite: () => false });
        await transport.call(get);
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
          expect(await failure(transport.call({ ...get, method }))).toMatchObject({ status: 0, reason: 'NotLeading' });
        expect(server.received.map(({ method }) => method)).toEqual(['GET']);
      },
    ));

  test('a write that waited for a connection when the lease was lost does not go out', () =>
    withServer(
      () => ({ body: {} }),
      async (server) => {
        let leads = true;
        const first = Promise.withResolvers<{ body: object }>();
        server.handle = () => first.promise;
        const transport = transportTo(server.url, { connections: 1, mayWrite: () => leads });
        const [sent, waiting] = [transport.call(post), failure(transport.call(post))];
        await vi.waitUntil(() => server.received.length === 1);
        leads = false;
        first.resolve({ body: {} });
        await sent;
        expect(await waiting).toMatchObject({ reason: 'NotLeading' });
        expect(server.received).toHaveLength(1);
      },
    ));
});

test('each attempt is reported with the resource, its status and never a name', () =>
  withServer(
    inTurn(() => status(503, 'ServiceUnavailable'), ok),
    async (server) => {
      const reports: CallReport[] = [];
      await transportTo(server.url, { onCall: (report) => void reports.push(report) }).call({ ...get, path: `${get.path}/a` });
      expect(reports.map(({ method, resource, status }) => [method, resource, status])).toEqual([
        ['GET', 'things', 503],
        ['GET', 'things', 200],
      ]);
    },
  ));

describe('the wait before the next attempt', () => {
  const error = (fields: Partial<ApiError>) => new ApiError({ status: 0, reason: 'x', message: '', ...fields });
  const clock = new FakeClock();

  test.each([
    ['a read may be repeated', { status: 500 }, ['GET', 0], 50],
    ['and waits longer each time', { status: 500 }, ['GET', 3], 400],
    ['up to a bound', { status: 500 }, ['GET', 20], 2_500],
    ['Retry-After comes on top, so that clients spread out after it', { status: 429, retryAfterMs: 2_000 }, ['POST', 0], 2_050],
    ['a long Retry-After is the work queue’s business', { status: 429, retryAfterMs: 60_000 }, ['GET', 0], undefined],
    ['a create is repeated only if it cannot have arrived', { reason: 'ECONNREFUSED' }, ['POST', 0], 50],
    ['else not', { reason: 'ECONNRESET' }, ['POST', 0], undefined],
    ['what is refused stays refused', { status: 403 }, ['GET', 0], undefined],
    ['what is not built will not be built in a second', { status: 501 }, ['GET', 0], undefined],
  ] satisfies [string, object, [string, number], number | undefined][])('%s', (_why, failed, [method, attempt], expected) => {
    expect(retryDelay(error(failed), method, attempt, clock)).toBe(expected);
  });
});
