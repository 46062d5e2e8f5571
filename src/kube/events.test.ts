import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../engine/ports.ts';
import { EVENTS, EventRecorder } from './events.ts';
import { ResourceClient, type ApiObject } from './rest.ts';
import { FakeClock, hurried, serve, thing, transportTo, type Handler, type Received, type Server } from './testkit.ts';

let clock: FakeClock;
let server: Server;
let recorder: EventRecorder;
let dropped: number;
const object = thing('model', 7);

beforeEach(async () => {
  clock = new FakeClock(Date.UTC(2026, 0, 1));
  server = await serve(() => ({ status: 201, body: {} }));
  dropped = 0;
  recorder = newRecorder(hurried(1));
});
function newRecorder(pace: Clock): EventRecorder {
  const client = new ResourceClient<ApiObject>(transportTo(server.url, { clock: pace }), EVENTS);
  return new EventRecorder({ client, clock, instance: 'pod-1', onDropped: () => (dropped += 1) });
}
afterEach(() => server[Symbol.asyncDispose]());

async function say(message: string, times = 1, everyMs = 0): Promise<Received[]> {
  for (let n = 0; n < times; n++) {
    recorder.record(object, 'Warning', { reason: 'CreateFailed', message });
    await recorder.flush();
    clock.advance(everyMs);
  }
  return server.received;
}

test('an event says who, what, when and about which object', async () => {
  const [received] = await say('no such role');
  expect(received).toMatchObject({ method: 'POST', path: '/apis/events.k8s.io/v1/namespaces/ns/events' });
  expect(received?.body).toMatchObject({
    kind: 'Event',
    eventTime: '2026-01-01T00:00:00.000000Z',
    reportingController: 'sagemaker-operator',
    reportingInstance: 'pod-1',
    type: 'Warning',
    reason: 'CreateFailed',
    note: 'no such role',
    regarding: { kind: 'Thing', namespace: 'ns', name: 'model', uid: 'uid-model' },
  });
});

describe('the same thing said again', () => {
  test('becomes a count on the first event, written at growing intervals', async () => {
    const received = await say('throttled', 100, 5_000);
    const counts = received.slice(1).map(({ body }) => (body as { series: { count: number } }).series.count);
    expect(received.map(({ method }) => method)).toEqual(['POST', ...counts.map(() => 'PATCH')]);
    expect(counts).toEqual([3, 7, 15, 31, 63]);
  });

  test('after ten minutes of silence is news', async () => {
    await say('throttled');
    clock.advance(600_000);
    const received = await say('throttled');
    expect(received.map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  test('with another message, or about another object, is another event', async () => {
    await say('one', 1, 1);
    await say('two', 1, 1);
    recorder.record(thing('other', 8), 'Warning', { reason: 'CreateFailed', message: 'one' });
    await recorder.flush();
    expect(new Set(server.received.map(({ body }) => (body as ApiObject).metadata.name)).size).toBe(3);
  });
});

test('an object that has much to say is cut short, and may speak again later', async () => {
  for (let n = 0; n < 100; n++) await say(`number ${n}`);
  expect([server.received.length, dropped]).toEqual([25, 75]);
  clock.advance(30_000);
  expect(await say('later')).toHaveLength(26);
});

test('an apiserver that is down costs the event and nothing else', async () => {
  const broken: Handler = (_request, response) => void response.destroy();
  server.handle = broken;
  expect(await say('lost')).toHaveLength(1);
  expect(dropped).toBe(1);
});

test('an apiserver that hangs is not flooded', async () => {
  server.handle = () => undefined;
  recorder = newRecorder(hurried(50));
  for (let n = 0; n < 300; n++) recorder.record(thing(`m${n}`, 1), 'Normal', { reason: 'R', message: 'm' });
  await recorder.flush();
  expect(dropped).toBe(300);
  expect(server.received.length).toBeLessThanOrEqual(2);
});

test('a long message is cut between characters, within the apiserver’s limit of bytes', async () => {
  const [received] = await say('é'.repeat(2_000));
  const { note } = (received ?? { body: {} }).body as { note: string };
  expect(Buffer.byteLength(note)).toBeLessThanOrEqual(1_024);
  expect(note).toMatch(/^é+…$/);
});
