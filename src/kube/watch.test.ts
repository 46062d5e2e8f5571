import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { Clock } from '../engine/ports.ts';
import { ResourceClient } from './rest.ts';
import {
  hurried,
  keptLog,
  serve,
  status,
  thing,
  transportTo,
  type Answer,
  type Handler,
  type LogLine,
  type Received,
  type Server,
  type Thing,
} from './testkit.ts';
import { watch, type WatchEvent, type WatchOptions } from './watch.ts';

/** For machines under load: 20 s on a clock that is 100 times too fast. */
const PATIENT_MS = 2_000_000;
const IMPATIENT = { silenceMs: 75_000 };
const TYPE = { group: 'test', version: 'v1', plural: 'things' };
const running: AbortController[] = [];
const servers: Server[] = [];
afterEach(async () => {
  for (const abort of running.splice(0)) abort.abort();
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

interface Setup {
  readonly server: Server;
  readonly told: string[];
  readonly lines: readonly LogLine[];
  /** Settles when that many events have come. */
  readonly until: (count: number) => Promise<string[]>;
  readonly stop: () => Promise<void>;
}

/** Runs a watch against answers given in turn; a run without an answer left hangs, as a quiet apiserver does. */
async function run(answers: readonly Handler[], options: Partial<WatchOptions<Thing>> = {}): Promise<Setup> {
  let next = 0;
  const server = await serve((request, response) => answers[next++]?.(request, response));
  servers.push(server);
  const abort = new AbortController();
  running.push(abort);
  const log = keptLog();
  const clock = hurried(100);
  const client = new ResourceClient<Thing>(transportTo(server.url, { attempts: 1 }), TYPE);
  const told: string[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const ended = (async () => {
    for await (const event of watch({ client, clock, log, signal: abort.signal, silenceMs: PATIENT_MS, ...options })) {
      told.push(shown(event));
      for (const waiter of waiting) if (told.length >= waiter.count) waiter.resolve();
    }
  })();
  return {
    server,
    told,
    lines: log.lines,
    until: async (count) => {
      if (told.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }));
      return told;
    },
    stop: async () => {
      abort.abort();
      await ended;
    },
  };
}

function shown(event: WatchEvent<Thing>): string {
  return 'object' in event ? `${event.type} ${event.object.metadata.name}@${event.object.metadata.resourceVersion}` : event.type;
}

const line = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;
const added = (name: string, version: number): string => line('ADDED', thing(name, version));
const modified = (name: string, version: number): string => line('MODIFIED', thing(name, version));
const deleted = (name: string, version: number): string => line('DELETED', thing(name, version));
const bookmark = (version: number, end = false): string => {
  const annotations = end ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  return line('BOOKMARK', { metadata: { resourceVersion: String(version), ...annotations } });
};
const error = (code: number, reason: string): string => line('ERROR', { kind: 'Status', code, reason, message: reason });

/** Sends the text and keeps the stream open. */
const open =
  (...text: readonly (string | Uint8Array)[]): Handler =>
  (_request, response) =>
    send(response, text);
/** Sends the text and ends the stream, as the apiserver does in time. */
const ended =
  (...text: readonly (string | Uint8Array)[]): Handler =>
  (_request, response) => {
    send(response, text);
    response.end();
  };
function send(response: ServerResponse, text: readonly (string | Uint8Array)[]): undefined {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  for (const part of text) response.write(part);
}
const page =
  (version: number, items: readonly Thing[], next?: string): Handler =>
  () => ({
    body: { kind: 'ThingList', apiVersion: 'test/v1', metadata: { resourceVersion: String(version), continue: next }, items },
  });
const refuse =
  (answer: Answer): Handler =>
  () =>
    answer;
const noWatchList = refuse(status(422, 'Invalid', 'sendInitialEvents is forbidden'));
const first = open(added('a', 1), bookmark(5, true));
const FIRST = ['init', 'apply a@1', 'init-done'];
const asked = (received: readonly Received[]): (string | null)[] => received.map(({ query }) => query.get('resourceVersion'));

describe('the first fill', () => {
  test('comes through a watch-list', async () => {
    const { until, server } = await run([first]);
    expect(await until(3)).toEqual(FIRST);
    const query = Object.fromEntries(server.received[0]?.query ?? []);
    expect(query).toMatchObject({
      watch: 'true',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
      allowWatchBookmarks: 'true',
    });
    expect(Number(query['timeoutSeconds'])).toSatisfy((seconds: number) => seconds >= 300 && seconds < 600);
  });

  test('comes in pages where the server has no watch-list', async () => {
    const { until, server, lines } = await run([
      noWatchList,
      page(7, [thing('a', 1)], 'more'),
      page(7, [thing('b', 2)]),
      open(added('c', 8)),
    ]);
    expect(await until(5)).toEqual(['init', 'apply a@1', 'apply b@2', 'init-done', 'apply c@8']);
    expect(server.received.map(({ query }) => [query.get('limit'), query.get('continue')])).toEqual([
      [null, null],
      ['500', null],
      ['500', 'more'],
      [null, null],
    ]);
    expect(asked(server.received).at(-1)).toBe('7');
    expect(lines.map(({ level }) => level)).toEqual(['info']);
  });

  test('comes in pages after a watch-list that broke off', async () => {
    const { until } = await run([ended(added('a', 1)), page(7, [thing('a', 1)])]);
    expect(await until(5)).toEqual(['init', 'apply a@1', 'init', 'apply a@1', 'init-done']);
  });

  test('comes in pages when a server takes the words but never ends the list', async () => {
    const { until } = await run([open(added('a', 1)), page(7, [thing('a', 1)])], IMPATIENT);
    expect((await until(5)).slice(2)).toEqual(FIRST);
  });
});

describe('changes', () => {
  test('are told as they come', async () => {
    const { until } = await run([open(bookmark(5, true), added('b', 6), modified('b', 7), deleted('b', 8))]);
    expect(await until(5)).toEqual(['init', 'init-done', 'apply b@6', 'apply b@7', 'delete b@8']);
  });

  test('that come twice or late are told once', async () => {
    const { until } = await run([
      open(bookmark(5, true), added('b', 6), added('b', 6), modified('a', 4), deleted('b', 7), added('b', 6), added('c', 9)),
    ]);
    expect((await until(5)).slice(2)).toEqual(['apply b@6', 'delete b@7', 'apply c@9']);
  });

  test('are whole however the network cuts the line', async () => {
    const bytes = new TextEncoder().encode(line('ADDED', thing('é🚀', 6)));
    for (let at = 1; at < bytes.length; at += 7) {
      const { until, stop } = await run([open(bookmark(5, true), bytes.subarray(0, at), bytes.subarray(at))]);
      expect((await until(3)).at(-1)).toBe('apply é🚀@6');
      await stop();
    }
  });
});

describe('a watch goes on from where it was', () => {
  test('when the server ends it', async () => {
    const { until, server, lines } = await run([ended(bookmark(5, true), added('b', 6)), open(added('c', 7))]);
    expect((await until(4)).slice(2)).toEqual(['apply b@6', 'apply c@7']);
    expect(asked(server.received)).toEqual([null, '6']);
    expect(lines).toEqual([]);
  });

  test('from the last bookmark, when nothing else has happened', async () => {
    const { until, server } = await run([ended(bookmark(5, true), bookmark(90)), open(added('c', 91))]);
    await until(3);
    expect(asked(server.received)).toEqual([null, '90']);
  });

  test('when the connection is lost in the middle of a line', async () => {
    const { until, server, lines } = await run([ended(bookmark(5, true), added('b', 6).slice(0, 20)), open(added('b', 6))]);
    expect((await until(3)).at(-1)).toBe('apply b@6');
    expect(asked(server.received)).toEqual([null, '5']);
    expect(lines.map(({ level }) => level)).toEqual(['warn']);
  });

  test('when it falls silent: such a connection is presumed dead', async () => {
    const { until, server, lines } = await run([open(bookmark(5, true)), open(added('b', 6))], IMPATIENT);
    expect((await until(3)).at(-1)).toBe('apply b@6');
    expect(asked(server.received)).toEqual([null, '5']);
    expect(lines.map(({ level }) => level)).toEqual(['warn']);
  });

  test('after the server was down for several attempts', async () => {
    const down = refuse(status(503, 'ServiceUnavailable'));
    const { until, server } = await run([ended(bookmark(5, true), bookmark(6)), down, down, down, open(added('b', 7))]);
    await until(3);
    expect(asked(server.received)).toEqual([null, '6', '6', '6', '6']);
  });

  test('no sooner than the server asks for', async () => {
    const busy = refuse({ ...status(429, 'TooManyRequests'), headers: { 'retry-after': '30' } });
    const { until, server } = await run([ended(bookmark(5, true)), busy, open(added('b', 6))]);
    await until(2);
    const from = performance.now();
    await until(3);
    // 30 s on a clock that is 100 times too fast.
    expect(performance.now() - from).toBeGreaterThan(250);
    expect(asked(server.received)).toEqual([null, '5', '5']);
  });
});

describe('a fresh list is made, once,', () => {
  const again = open(added('z', 50), bookmark(51, true));
  const AGAIN = ['init', 'apply z@50', 'init-done'];

  test('when the history is gone at connect', async () => {
    const { until, server } = await run([ended(bookmark(5, true)), refuse(status(410, 'Expired')), again]);
    expect((await until(5)).slice(2)).toEqual(AGAIN);
    expect(server.received).toHaveLength(3);
  });

  test('when the history is gone in the stream', async () => {
    const { until, server } = await run([open(bookmark(5, true), error(410, 'Gone')), again]);
    expect((await until(5)).slice(2)).toEqual(AGAIN);
    expect(server.received).toHaveLength(2);
  });

  test('when the history is gone between two pages', async () => {
    const { until, server } = await run([
      noWatchList,
      page(7, [thing('a', 1)], 'more'),
      refuse(status(410, 'Expired')),
      page(60, [thing('z', 50)]),
    ]);
    expect((await until(5)).slice(2)).toEqual(AGAIN);
    expect(server.received.filter(({ query }) => query.has('limit'))).toHaveLength(3);
  });

  test('when the server has gone back in time: etcd was restored from a backup', async () => {
    const { until } = await run([open(bookmark(500, true), bookmark(40)), again]);
    expect((await until(5)).slice(2)).toEqual(AGAIN);
  });

  test.each([
    ['no JSON', '{"type":"ADDED","object":{\n'],
    ['no event', '{"type":7}\n'],
    ['null', 'null\n'],
    ['an unknown event', '{"type":"RENAMED","object":{}}\n'],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22, 0x0a)],
  ])('and loudly, when a line is %s', async (_what, bad) => {
    const { until, lines } = await run([open(bookmark(5, true), bad), again]);
    expect((await until(5)).slice(2)).toEqual(AGAIN);
    expect(lines.map(({ level }) => level)).toEqual(['error']);
  });
});

describe('it is tried again', () => {
  test('quietly while the resource type is not installed', async () => {
    const missing = refuse({ status: 404, body: '404 page not found\n' });
    const { until, lines } = await run([missing, missing, first]);
    expect(await until(3)).toEqual(FIRST);
    expect(lines.map(({ level }) => level)).toEqual(['info', 'info']);
  });

  test('loudly while it is forbidden', async () => {
    const { until, lines } = await run([refuse(status(403, 'Forbidden')), first]);
    expect(await until(3)).toEqual(FIRST);
    expect(lines).toEqual([{ level: 'error', message: 'not allowed to list or watch; trying again: check the RBAC rules' }]);
  });

  test('with growing pauses while the server ends every watch without a word', async () => {
    const waits: number[] = [];
    const clock: Clock = { ...hurried(100), random: () => 0.5 };
    const timed: Clock = { ...clock, timer: (ms, fire) => (waits.push(ms), clock.timer(ms, fire)) };
    const answers = [ended(bookmark(5, true)), ended(), ended(), ended(), open(added('b', 6))];
    const { until } = await run(answers, { clock: timed });
    expect((await until(3)).at(-1)).toBe('apply b@6');
    expect(waits.filter((ms) => ms !== PATIENT_MS)).toEqual([125, 250, 500]);
  });
});

test('it stops promptly, and frees its connection', async () => {
  const freed = Promise.withResolvers<string>();
  const { until, stop } = await run([
    (request, response) => {
      response.on('close', () => freed.resolve('freed'));
      return first(request, response);
    },
  ]);
  await until(3);
  await stop();
  expect(await freed.promise).toBe('freed');
});

test('every word of the server is a heartbeat', async () => {
  let beats = 0;
  const { until } = await run([open(bookmark(5, true), bookmark(6), added('b', 7))], { onHeartbeat: () => (beats += 1) });
  await until(3);
  expect(beats).toBe(3);
});
