import { CreateTrainingJobCommand, DescribeTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Ledger } from './ledger.ts';
import { readArguments } from './main.ts';
import { startSimulator } from './simulator.ts';
import type { Bench } from './testing.ts';
import { bench, clientFor, refusal, trainingJob } from './testing.ts';

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(() => at[Symbol.asyncDispose]());

const create = (name = 'job'): Promise<unknown> => at.client.send(new CreateTrainingJobCommand(trainingJob(name)));
const look = (name = 'job') => at.client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));

async function control(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${at.simulator.url}/_simulator/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

describe('the control API', () => {
  test('tells that it is well', async () => {
    expect(await control('GET', 'health')).toEqual({ status: 200, body: { status: 'ok', now: Date.UTC(2030, 0, 1) } });
  });

  test('moves a virtual clock', async () => {
    await create();
    expect((await control('POST', 'advance', { seconds: 480 })).status).toBe(200);
    expect((await look()).TrainingJobStatus).toBe('Completed');
  });

  test('shows every call, and how many there were', async () => {
    await create();
    await refusal(create());
    const { body } = await control('GET', 'ledger?operation=CreateTrainingJob');
    expect(body).toMatchObject({
      entries: [
        { seq: 1, operation: 'CreateTrainingJob', region: 'us-west-2', accessKeyId: 'AKIATEST', requestName: 'job', ok: true },
        { seq: 2, ok: false, errorCode: 'ResourceInUse' },
      ],
      counts: { CreateTrainingJob: { calls: 2, ok: 1, errors: { ResourceInUse: 1 } } },
    });
    expect((await control('GET', 'ledger?after=1')).body).toMatchObject({ entries: [{ seq: 2 }] });
  });

  test('arms and takes back faults', async () => {
    const rule = { operation: 'CreateTrainingJob', action: { type: 'error', code: 'ThrottlingException' } };
    expect((await control('POST', 'faults', rule)).body).toEqual({ id: 'fault-1' });
    expect((await refusal(create())).code).toBe('ThrottlingException');
    expect((await control('GET', 'faults')).body).toMatchObject({ faults: [{ id: 'fault-1', seen: 1, struck: 1 }] });
    await control('DELETE', 'faults?id=fault-1');
    await create();
  });

  test('forces what a resource says of itself, also what AWS has never said', async () => {
    await create();
    const members = { TrainingJobStatus: 'Frozen', FailureReason: 'by hand' };
    await control('POST', 'resources', { type: 'training-job', name: 'job', members, hold: true });
    at.after(480);
    expect(await look()).toMatchObject(members);
    expect((await control('GET', 'resources?type=training-job')).body).toMatchObject({
      resources: [{ name: 'job', status: 'Frozen' }],
    });
  });

  test('deletes behind the back', async () => {
    await create();
    await control('DELETE', 'resources?type=training-job&name=job');
    expect((await refusal(look())).message).toBe('Requested resource not found.');
  });

  test('sets quotas, rates and lag, and resets all to the start', async () => {
    await control('PUT', 'quotas', { 'ml.m5.large for training job usage': 0 });
    expect((await refusal(create())).code).toBe('ResourceLimitExceeded');
    await control('PUT', 'limits', { '*': { rate: 1, burst: 0 } });
    expect((await refusal(create())).code).toBe('ThrottlingException');
    await control('POST', 'reset');
    await create();
    await control('PUT', 'lag', { ms: 1000 });
    await create('late');
    expect((await refusal(look('late'))).message).toBe('Requested resource not found.');
    await control('POST', 'reset');
    expect((await control('GET', 'ledger')).body).toEqual({ entries: [], counts: {} });
    expect((await refusal(look())).message).toBe('Requested resource not found.');
  });

  test.each<[string, unknown, number, string]>([
    ['GET nothing', undefined, 404, 'no such call'],
    ['POST faults', { action: { type: 'explode' } }, 400, 'unknown fault: explode'],
    ['POST faults', { name: '(', action: { type: 'reset' } }, 400, 'Invalid regular expression'],
    ['POST resources', { type: 'training-job' }, 400, 'name the resource'],
    ['DELETE resources?type=endpoint&name=none', undefined, 404, 'there is no endpoint none'],
    ['PUT limits', { ListModels: 2 }, 400, 'needs a rate and a burst'],
    ['POST advance', { ms: -1 }, 400, 'cannot be advanced'],
  ])('says what is wrong with %s %j', async (call, body, status, text) => {
    const [method = '', path = ''] = call.split(' ');
    const answer = await control(method, path, body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(text);
  });
});

test('the real clock cannot be advanced', async () => {
  const simulator = await startSimulator();
  try {
    expect(() => simulator.advance(1)).toThrow('virtual clock');
  } finally {
    await simulator.stop();
  }
});

test('with the real clock a job lives at the speed of the simulator, under the time of the clock', async () => {
  const before = Date.now();
  const simulator = await startSimulator({ speed: 100_000 });
  const client = clientFor(simulator);
  try {
    await client.send(new CreateTrainingJobCommand(trainingJob('job')));
    let job = await client.send(new DescribeTrainingJobCommand({ TrainingJobName: 'job' }));
    while (job.TrainingJobStatus !== 'Completed')
      job = await client.send(new DescribeTrainingJobCommand({ TrainingJobName: 'job' }));
    expect(job.TrainingTimeInSeconds).toBe(360);
    expect(job.TrainingEndTime?.getTime()).toBeGreaterThanOrEqual(before - 1000);
    expect(job.TrainingEndTime?.getTime()).toBeLessThanOrEqual(Date.now() + 1000);
  } finally {
    client.destroy();
    await simulator.stop();
  }
});

test('a ledger that is full forgets its oldest entries and none of its counts', () => {
  const ledger = new Ledger(3);
  const entry = {
    at: 0,
    service: 'sagemaker',
    operation: 'ListModels',
    account: '',
    region: '',
    accessKeyId: '',
    userAgent: '',
    ok: true,
    requestId: '',
    bytes: 2,
  };
  for (let index = 0; index < 5; index++) ledger.append(entry);
  expect(ledger.entries().map(({ seq }) => seq)).toEqual([3, 4, 5]);
  expect(ledger.count('ListModels')).toBe(5);
});

describe('the command line', () => {
  test('listens on 4566 of this machine unless it is told otherwise', () => {
    expect(readArguments([])).toEqual({ port: 4566, host: '127.0.0.1', quotas: {}, limits: {} });
  });

  test('takes quotas and rates as often as they are given', () => {
    const args = [
      '--quota',
      'ml.m5.large for training job usage=4',
      '--limit',
      'ListTrainingJobs=2/5',
      '--limit',
      '*=10/20',
      '--speed',
      '120',
    ];
    expect(readArguments(args)).toMatchObject({
      quotas: { 'ml.m5.large for training job usage': 4 },
      limits: { ListTrainingJobs: { rate: 2, burst: 5 }, '*': { rate: 10, burst: 20 } },
      speed: 120,
    });
  });

  test.each([
    [['--port', '70000'], '--port must be a whole number from 0 to 65535'],
    [['--speed', '0'], '--speed must be a number above 0'],
    [['--account', '12'], '--account must have 12 digits'],
    [['--quota', 'four'], '--quota must be <name>=<instances>'],
    [['--limit', 'ListModels'], '--limit must be <operation>=<rate>/<burst>'],
    [['--colour'], "Unknown option '--colour'"],
  ])('says what is wrong with %j', (args, message) => {
    expect(() => readArguments(args)).toThrow(message);
  });
});
