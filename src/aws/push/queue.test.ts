import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Fault } from '../../engine/fault.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { TestClock } from '../testkit.ts';
import { createMessageQueue, type MessageQueue, regionIn } from './queue.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const forever = new AbortController().signal;
let simulator: Simulator;
let queue: MessageQueue;
let sender: SQSClient;

const queueAt = (url: string, mayAct = (): boolean => true): MessageQueue =>
  createMessageQueue({
    url,
    timeoutMs: 30_000,
    clients: {
      clock: new TestClock(),
      region: 'us-east-1',
      credentials: () => Promise.resolve(credentials),
      mayAct,
      userAgent: ['tester', '1'],
    },
  });
const urlOf = (name = 'events'): string => `${simulator.url}/123456789012/${name}`;
const send = (body: string) => sender.send(new SendMessageCommand({ QueueUrl: urlOf(), MessageBody: body }));

beforeEach(async () => {
  simulator = await startSimulator({ eventQueue: 'events' });
  queue = queueAt(urlOf());
  sender = new SQSClient({ region: 'us-east-1', endpoint: simulator.url, credentials });
});
afterEach(async () => {
  await queue.close();
  sender.destroy();
  await simulator.stop();
});

it('gives what was sent, and no more when that is deleted', async () => {
  for (const body of ['one', 'two']) await send(body);
  const messages = await queue.receive(forever);
  expect(messages.map(({ body }) => body)).toEqual(['one', 'two']);
  expect(simulator.control.undeleted('123456789012', 'us-east-1')).toBe(2);
  await queue.delete(messages, forever);
  expect(simulator.control.undeleted('123456789012', 'us-east-1')).toBe(0);
});

it('waits for a message, and gives it when it comes', async () => {
  const waiting = queue.receive(forever);
  await send('late');
  expect(await waiting).toMatchObject([{ body: 'late' }]);
  expect(simulator.ledger.entries({ operation: 'ReceiveMessage' })).toMatchObject([
    { service: 'sqs', userAgent: expect.stringContaining('tester/1') },
  ]);
});

it('is left at once when that is wished', async () => {
  const stop = new AbortController();
  const waiting = queue.receive(stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ kind: 'transient', code: 'Aborted' });
});

it('that is not there is a fault of its own kind', async () => {
  const none = queueAt(urlOf('nothing'));
  await expect(none.receive(forever)).rejects.toMatchObject({ name: 'Fault', kind: 'absent' });
  await none.close();
});

it('that may not be read is a fault which says what is not allowed', async () => {
  const message = 'User: arn:aws:iam::123456789012:user/x is not authorized to perform: sqs:receivemessage';
  const action = { type: 'error', code: 'com.amazonaws.sqs#AccessDeniedException', message, status: 403 } as const;
  simulator.faults.add({ operation: 'ReceiveMessage', action });
  const refused = await queue.receive(forever).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Fault);
  expect(refused).toMatchObject({ kind: 'denied', message: expect.stringContaining('sqs:receivemessage') });
});

it('is not read by a replica that does not lead', async () => {
  const follower = queueAt(urlOf(), () => false);
  await expect(follower.receive(forever)).rejects.toMatchObject({ code: 'NotLeading' });
  expect(simulator.ledger.entries()).toEqual([]);
  await follower.close();
});

it.each([
  ['https://sqs.eu-west-1.amazonaws.com/123456789012/events', 'eu-west-1'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/events', 'cn-north-1'],
  ['https://sqs-fips.us-gov-west-1.amazonaws.com/123456789012/events', 'us-gov-west-1'],
  ['https://sqs.eu-west-1.api.aws/123456789012/events', 'eu-west-1'],
  ['https://vpce-1a2b-3c.sqs.ap-southeast-2.vpce.amazonaws.com/123456789012/events', 'ap-southeast-2'],
  ['https://eu-central-1.queue.amazonaws.com/123456789012/events', 'eu-central-1'],
  ['http://127.0.0.1:4566/123456789012/events', undefined],
  ['http://events.example/sqs.eu-west-1.amazonaws.com/events', undefined],
])('the region of %s is %s', (url, region) => {
  expect(regionIn(url)).toBe(region);
});
