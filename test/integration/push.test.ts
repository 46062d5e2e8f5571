/**
 * Events that SageMaker sends by EventBridge and SQS. Sweeps are ten minutes apart here, so what is seen sooner was seen by an event; and
 * what events say is untrue, late or twice wherever a test can make it so.
 */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fields, KubeObject } from '../../src/kinds/types.ts';
import { endpointConfigSpec, modelSpec, trainingSpec } from '../support/specs.ts';
import { isReady, type Running, Stage } from '../support/stage.ts';

const ACCOUNT = '123456789012';
const REGION = 'us-east-1';
const SWEEPS_APART = '--sweep-interval=10m';
/** Far below the time to the next sweep, and far above what an event takes on a busy machine. Milliseconds. */
const BY_EVENT_MS = 30_000;

let stage: Stage;
let sender: SQSClient;
let operator: Running;
const queueUrl = (): string => `${stage.simulator.url}/${ACCOUNT}/events`;

beforeAll(async () => {
  stage = await Stage.set({ simulator: { speed: 100, eventQueue: 'events' }, operator: false });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  sender = new SQSClient({ region: REGION, endpoint: stage.simulator.url, credentials });
});
afterAll(async () => {
  sender.destroy();
  await stage[Symbol.asyncDispose]();
});

afterEach(() => operator.stop());

const withPush = (sweeps = SWEEPS_APART) => stage.startOperator([`--aws-event-queue-url=${queueUrl()}`, sweeps]);
const send = (body: string) => sender.send(new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody: body }));
const calls = (requestName: string): readonly string[] =>
  stage.simulator.ledger.entries({ requestName }).map(({ operation }) => operation);
const describes = (name: string): number => calls(name).filter((operation) => operation === 'DescribeTrainingJob').length;
const isInProgress = ({ status }: KubeObject): boolean => status?.['trainingJobStatus'] === 'InProgress';
const arnOf = ({ status }: KubeObject): string => status?.ackResourceMetadata?.arn ?? '';
const undeleted = (): number => stage.simulator.control.undeleted(ACCOUNT, REGION);

function eventOf(arn: string, detail: object = { TrainingJobStatus: 'Completed' }): string {
  const [, , , region, account] = arn.split(':');
  const common = { version: '0', id: crypto.randomUUID(), source: 'aws.sagemaker', account, region };
  return JSON.stringify({ ...common, 'detail-type': 'SageMaker Training Job State Change', resources: [arn], detail });
}

/** Every message was taken, and what came of it was worked off. */
async function untilHeard(): Promise<void> {
  await stage.eventually(
    () => undeleted() === 0,
    () => `${undeleted()} messages are left`,
  );
}

/** Of a job that is still training when a test wants something of it. */
const longSpec = (trainingJobName: string): Fields =>
  trainingSpec({ trainingJobName, environment: { SIMULATOR_TRAINING_SECONDS: '10000' } });

/** Keeps a job from going on by itself, where it does not come by itself. */
function hold(name: string): void {
  stage.simulator.control.patch({ type: 'training-job', name }, { SecondaryStatus: 'Interrupted' }, { hold: true });
}
const isHeld = ({ status }: KubeObject): boolean => status?.['secondaryStatus'] === 'Interrupted';

/** A job ends without an event, as when EventBridge loses it. */
function endSilently(name: string): void {
  const ref = { type: 'training-job', name };
  stage.simulator.control.patch(
    ref,
    { TrainingJobStatus: 'Completed', SecondaryStatus: 'Completed' },
    { hold: true, silent: true },
  );
}

describe('with sweeps ten minutes apart', () => {
  beforeEach(async () => {
    operator = await withPush();
  });

  test('the end of a job, and of a deployment, is in status by its event, with no call more than by a sweep', async () => {
    await stage.create('TrainingJob', 'told', trainingSpec({ trainingJobName: 'told' }));
    await stage.create('Model', 'm', modelSpec({ modelName: 'm' }));
    await stage.create('EndpointConfig', 'c', endpointConfigSpec('m', { endpointConfigName: 'c' }));
    await stage.create('Endpoint', 'told', { endpointName: 'told-endpoint', endpointConfigName: 'c' });
    const done = await stage.until('TrainingJob', 'told', isReady, BY_EVENT_MS);
    expect(done.status).toMatchObject({
      trainingJobStatus: 'Completed',
      modelArtifacts: { s3ModelArtifacts: expect.any(String) },
    });
    await stage.until('Endpoint', 'told', isReady, BY_EVENT_MS);
    expect(stage.simulator.ledger.count('ListTrainingJobs')).toBe(0);
    expect(calls('told')).toEqual(['CreateTrainingJob', 'DescribeTrainingJob']);
    await untilHeard();
  });

  test('what events say untruly changes nothing, and costs at most a look a second', async () => {
    await stage.create('TrainingJob', 'steady', longSpec('steady'));
    const arn = arnOf(await stage.until('TrainingJob', 'steady', isInProgress));
    hold('steady');
    await send(eventOf(arn));
    const job = await stage.until('TrainingJob', 'steady', isHeld, BY_EVENT_MS);
    await untilHeard();
    const looksBefore = describes('steady');
    const [before, startedAt] = [stage.simulator.ledger.entries().at(-1)?.seq ?? 0, performance.now()];
    const foreign = [arn.replace(ACCOUNT, '210987654321'), arn.replace(REGION, 'eu-west-1'), `${arn}-other`, 'nonsense'];
    const bodies = [
      ...Array.from({ length: 30 }, () => eventOf(arn)),
      ...Array.from({ length: 30 }, () => eventOf(arn, { TrainingJobStatus: 'Failed', FailureReason: 'so they say' })),
      ...foreign.map((each) => eventOf(each)),
      '{"source": "aws.sagemaker"',
      '[]',
      'hello',
      JSON.stringify({ source: 'aws.s3', resources: [arn] }),
    ];
    await Promise.all(bodies.map((body) => send(body)));
    await untilHeard();
    await stage.eventually(
      () => describes('steady') > looksBefore,
      () => 'nobody looked',
    );
    // The looks that these events can have caused are over when one that was asked for after them is.
    const looks = describes('steady');
    await send(eventOf(arn));
    await stage.eventually(
      () => describes('steady') > looks,
      () => 'nobody looked again',
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    // The operator is new, and looks at services of before in its own time.
    const asked = stage.simulator.ledger.entries({ after: before }).filter(({ operation }) => operation.includes('TrainingJob'));
    expect(new Set(asked.map(({ operation, requestName }) => `${operation} ${requestName}`))).toEqual(
      new Set(['DescribeTrainingJob steady']),
    );
    expect(asked.length).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
    const after = await stage.get('TrainingJob', 'steady');
    expect(after?.status).toEqual(job.status);
    expect(after?.metadata.resourceVersion).toBe(job.metadata.resourceVersion);
  });

  test('events in the wrong order, and twice, leave what is true', async () => {
    await stage.create('TrainingJob', 'shuffled', trainingSpec({ trainingJobName: 'shuffled' }));
    const job = await stage.until('TrainingJob', 'shuffled', isInProgress);
    const arn = arnOf(job);
    for (const status of ['Completed', 'InProgress', 'Completed', 'Stopping', 'Failed'])
      await send(eventOf(arn, { TrainingJobStatus: status }));
    const done = await stage.until('TrainingJob', 'shuffled', isReady, BY_EVENT_MS);
    const looks = describes('shuffled');
    for (const status of ['InProgress', 'Failed', 'Completed']) await send(eventOf(arn, { TrainingJobStatus: status }));
    await untilHeard();
    expect(done.status?.['trainingJobStatus']).toBe('Completed');
    expect((await stage.get('TrainingJob', 'shuffled'))?.status).toEqual(done.status);
    expect(describes('shuffled')).toBe(looks);
  });
});

test('an end whose event was lost is told by the sweep, no later than without events', async () => {
  operator = await withPush('--sweep-interval=500ms');
  await stage.create('TrainingJob', 'lost', longSpec('lost'));
  await stage.until('TrainingJob', 'lost', isInProgress);
  endSilently('lost');
  await stage.until('TrainingJob', 'lost', isReady);
});

test.each([
  ['may not be read', { type: 'error', code: 'com.amazonaws.sqs#AccessDeniedException', message: 'not authorized', status: 403 }],
  [
    'is not there',
    { type: 'error', code: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'The specified queue does not exist.' },
  ],
  ['never answers', { type: 'hang' }],
] as const)('a queue that %s leaves the operator at work, by its sweeps', async (how, action) => {
  const name = `without-${how.replaceAll(' ', '-')}`;
  const id = stage.simulator.faults.add({ operation: 'ReceiveMessage', action });
  operator = await withPush('--sweep-interval=500ms');
  await stage.create('TrainingJob', name, trainingSpec({ trainingJobName: name }));
  await stage.until('TrainingJob', name, isReady);
  expect(stage.simulator.ledger.count('ReceiveMessage')).toBeGreaterThan(0);
  stage.simulator.faults.remove(id);
});

test('a stop is not held up by the wait for messages, and what came meanwhile is there for the next leader', async () => {
  operator = await withPush();
  await stage.create('TrainingJob', 'handed', longSpec('handed'));
  const job = await stage.until('TrainingJob', 'handed', isInProgress);
  hold('handed');
  await untilHeard();
  const since = performance.now();
  await operator.stop();
  expect(performance.now() - since).toBeLessThan(10_000);
  await send(eventOf(arnOf(job)));
  expect(undeleted()).toBe(1);
});
