import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../kube/timing.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { openPush, type Push, PushMetrics } from './push.ts';

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
let simulator: Simulator;
let registry: Registry;
let lines: Record<string, unknown>[];
let stop: AbortController;
let push: Push | undefined;
beforeEach(async () => {
  simulator = await startSimulator({ eventQueue: 'events' });
  [registry, lines, stop] = [new Registry(), [], new AbortController()];
});
afterEach(async () => {
  stop.abort();
  await push?.close();
  await simulator.stop();
});

function start(name: string): void {
  const log = pino(
    { base: null, messageKey: 'message' },
    { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[0]) },
  );
  push = openPush({
    url: name === '' ? '' : `${simulator.url}/123456789012/${name}`,
    clients: { clock: systemClock, region: 'us-east-1', credentials: () => Promise.resolve(CREDENTIALS) },
    timeoutMs: 5_000,
    heard: () => 'unknown',
    metrics: new PushMetrics(registry),
    log,
  });
  push?.start(stop.signal);
}
async function warned(): Promise<string> {
  await expect.poll(() => lines.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
  return String(lines[1]?.['message']);
}

test('a role that may not read the queue is told what to allow', async () => {
  const message = 'User: someone is not authorized to perform: sqs:receivemessage on the queue';
  const action = { type: 'error', code: 'com.amazonaws.sqs#AccessDeniedException', message, status: 403 } as const;
  simulator.faults.add({ operation: 'ReceiveMessage', action });
  start('events');
  expect(await warned()).toMatch(
    /sweeps alone tell what has moved: .*not authorized.*Allow .* sqs:ReceiveMessage and sqs:DeleteMessage/,
  );
});

test('a queue that is not there is told with the flag that names it', async () => {
  start('others');
  expect(await warned()).toContain('Check --aws-event-queue-url');
  expect(await registry.metrics()).toContain('sagemaker_operator_push_polls_total{result="absent"}');
});

test('what is forged or broken is counted, and none of its text is logged', async () => {
  const sender = new SQSClient({ region: 'us-east-1', endpoint: simulator.url, credentials: CREDENTIALS });
  const forged = { source: 'aws.sagemaker', resources: ['arn:aws:sagemaker:eu-west-1:1:training-job/secret'] };
  for (const body of ['{ "secret": ', JSON.stringify(forged)])
    await sender.send(new SendMessageCommand({ QueueUrl: `${simulator.url}/123456789012/events`, MessageBody: body }));
  sender.destroy();
  start('events');
  await expect.poll(() => simulator.control.undeleted('123456789012', 'us-east-1'), { timeout: 30_000 }).toBe(0);
  const counted = await registry.metrics();
  for (const outcome of ['unknown', 'unreadable'])
    expect(counted).toContain(`sagemaker_operator_push_messages_total{outcome="${outcome}"} 1`);
  expect(JSON.stringify(lines)).not.toContain('secret');
});

test('without a queue there is no push', () => {
  start('');
  expect([push, lines]).toEqual([undefined, []]);
});
