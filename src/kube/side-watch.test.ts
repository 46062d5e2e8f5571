import { afterEach, beforeEach, expect, test } from 'vitest';
import { ResourceClient } from './rest.ts';
import { SideWatch } from './side-watch.ts';
import { type Handler, hurried, keptLog, type Server, serve, status, type Thing, thing, transportTo } from './testkit.ts';

let server: Server;
let stop: AbortController;
let handle: Handler;
beforeEach(async () => {
  server = await serve((request, response) => handle(request, response));
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await server[Symbol.asyncDispose]();
});

function started(name?: string) {
  const client = new ResourceClient<Thing>(transportTo(server.url), { group: 'test', version: 'v1', plural: 'things' });
  const watch = new SideWatch<Thing>({ client, namespaces: ['ns'], ...(name === undefined ? {} : { name }) });
  const running = watch.run({ clock: hurried(100), log: keptLog(), signal: stop.signal });
  return { watch, running };
}
const listing =
  (...items: readonly Thing[]): Handler =>
  ({ query }, response) => {
    if (query.get('sendInitialEvents') === 'true') return status(422, 'Invalid');
    if (query.get('watch') === 'true') {
      response.writeHead(200).flushHeaders();
      return undefined;
    }
    return { body: { metadata: { resourceVersion: '9' }, apiVersion: 'test/v1', kind: 'ThingList', items } };
  };

test.each([
  ['whose type is not installed', 404, false],
  ['that is not allowed', 403, true],
])('a watch %s settles, and says whether it was refused the right', async (_case, code, unreadable) => {
  handle = () => status(code, 'NotToday');
  const { watch } = started();
  await watch.settled;
  expect(watch.isUnreadable).toBe(unreadable);
  expect(watch.store.size).toBe(0);
});

test('a watch that is allowed later fills its store, and is readable from then on', async () => {
  handle = () => status(403, 'Forbidden');
  const { watch } = started();
  await watch.settled;
  handle = listing(thing('a', 1));
  await watch.store.synced;
  expect(watch.isUnreadable).toBe(false);
  expect([...watch.store].map(({ metadata }) => metadata.name)).toEqual(['a']);
});

test('an apiserver that is merely unwell settles nothing: what it will say may matter', async () => {
  let failures = 0;
  handle = (request, response) => ((failures += 1) < 4 ? status(503, 'Unwell') : listing(thing('a', 1))(request, response));
  const { watch } = started();
  await watch.settled;
  expect(watch.store.size).toBe(1);
});

test('a watch of one name asks for that name alone, so that rights to it are enough', async () => {
  handle = listing(thing('a', 1));
  await started('a').watch.settled;
  expect(server.received.every(({ query }) => query.get('fieldSelector') === 'metadata.name=a')).toBe(true);
  expect(server.received[0]?.path).toBe('/apis/test/v1/namespaces/ns/things');
});
