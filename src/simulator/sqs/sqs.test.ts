import { CreateDomainCommand, CreateTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bench, type Bench, refusal, ROLE, trainingJob } from '../testing.ts';

let it: Bench;
let sqs: SQSClient;
beforeEach(async () => {
  it = await bench({ eventQueue: 'events' });
  sqs = clientIn('us-west-2');
});
afterEach(async () => {
  sqs.destroy();
  await it[Symbol.asyncDispose]();
});

const clientIn = (region: string): SQSClient =>
  new SQSClient({
    region,
    endpoint: it.simulator.url,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
const urlOf = (name = 'events'): string => `${it.simulator.url}/123456789012/${name}`;
async function receive(
  client = sqs,
  more: { WaitTimeSeconds?: number; VisibilityTimeout?: number } = {},
): Promise<readonly Message[]> {
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: urlOf(), MaxNumberOfMessages: 10, ...more }));
  return Messages;
}
const bodies = (messages: readonly Message[]): readonly Record<string, unknown>[] =>
  messages.map(({ Body }) => JSON.parse(Body ?? '') as Record<string, unknown>);
const start = (name: string) =>
  it.client.send(new CreateTrainingJobCommand(trainingJob(name, { Tags: [{ Key: 'team', Value: 'ads' }] })));

test('each change of status of a job is an event, in the form that EventBridge gives it', async () => {
  await start('churn');
  it.after(7_200);
  const events = bodies(await receive());
  expect(events[0]).toMatchObject({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    'detail-type': 'SageMaker Training Job State Change',
    source: 'aws.sagemaker',
    account: '123456789012',
    time: '2030-01-01T00:00:00Z',
    region: 'us-west-2',
    resources: ['arn:aws:sagemaker:us-west-2:123456789012:training-job/churn'],
    detail: {
      TrainingJobName: 'churn',
      TrainingJobStatus: 'InProgress',
      Tags: { team: 'ads' },
      CreationTime: Date.UTC(2030, 0, 1),
    },
  });
  expect(events.at(-1)).toMatchObject({ detail: { TrainingJobStatus: 'Completed', SecondaryStatus: 'Completed' } });
  const standings = events.map(({ detail }) => JSON.stringify([detail && Reflect.get(detail, 'SecondaryStatus')]));
  expect(new Set(standings).size).toBe(standings.length);
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
});

test('what SageMaker tells EventBridge nothing of has no event, nor has what happens in another region', async () => {
  await it.client.send(
    new CreateDomainCommand({
      DomainName: 'studio',
      AuthMode: 'IAM',
      VpcId: 'vpc-12345678',
      SubnetIds: ['subnet-12345678'],
      DefaultUserSettings: { ExecutionRole: ROLE },
    }),
  );
  it.after(3_600);
  expect(await receive()).toEqual([]);
  await start('churn');
  const elsewhere = clientIn('eu-west-1');
  expect(await receive(elsewhere)).toEqual([]);
  elsewhere.destroy();
});

test('who waits for messages is answered by the first, or when the time is over', async () => {
  const waiting = receive(sqs, { WaitTimeSeconds: 20 });
  await sqs.send(new SendMessageCommand({ QueueUrl: urlOf(), MessageBody: 'hello' }));
  it.after(1);
  expect((await waiting).map(({ Body }) => Body)).toEqual(['hello']);
  const ended: string[] = [];
  const inVain = receive(sqs, { WaitTimeSeconds: 20 }).finally(() => ended.push('over'));
  await sqs.send(new SendMessageCommand({ QueueUrl: urlOf(), MessageBody: 'later', DelaySeconds: 900 }));
  it.after(19);
  expect(ended).toEqual([]);
  while (ended.length === 0) {
    it.after(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await inVain).toEqual([]);
});

test('what was received comes again unless it is deleted', async () => {
  await sqs.send(new SendMessageCommand({ QueueUrl: urlOf(), MessageBody: 'hello' }));
  const [first] = await receive(sqs, { VisibilityTimeout: 10 });
  expect(await receive()).toEqual([]);
  it.after(11);
  const [again] = await receive();
  expect([again?.Body, again?.MessageId]).toEqual(['hello', first?.MessageId]);
  const Entries = [{ Id: '0', ReceiptHandle: again?.ReceiptHandle ?? '' }];
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: urlOf(), Entries }));
  it.after(60);
  expect(await receive()).toEqual([]);
});

test('a queue of another name is not there', async () => {
  const refused = await refusal(sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf('others') })));
  expect(refused).toMatchObject({ code: 'QueueDoesNotExist', status: 400, message: 'The specified queue does not exist.' });
});
