import {
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
  DescribeTrainingJobCommand,
  ListTrainingJobsCommand,
  ListModelsCommand,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultRule } from './faults.ts';
import { Faults } from './faults.ts';
import type { Bench } from './testing.ts';
import { bench, IMAGE, refusal, ROLE, trainingJob } from './testing.ts';

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(() => at[Symbol.asyncDispose]());

const create = (name = 'job'): Promise<unknown> => at.client.send(new CreateTrainingJobCommand(trainingJob(name)));
const look = (name = 'job') => at.client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
const creates = () => at.simulator.ledger.entries({ operation: 'CreateTrainingJob' });
const arm = (rule: FaultRule): string => at.simulator.faults.add(rule);

describe('a fault', () => {
  test.each<[string, number]>([
    ['ThrottlingException', 400],
    ['ResourceLimitExceeded', 400],
    ['AccessDeniedException', 400],
    ['InternalFailure', 500],
    ['ServiceUnavailable', 503],
  ])('%s is told with its status, and nothing has happened', async (code, status) => {
    arm({ operation: 'CreateTrainingJob', action: { type: 'error', code, message: 'as told' } });
    expect(await refusal(create())).toEqual({ code, message: 'as told', status });
    expect((await refusal(look())).message).toContain('not found');
    expect(creates()).toMatchObject([{ ok: false, errorCode: code, fault: 'fault-1: error' }]);
  });

  test('after the effect hides a success: the job is there, and the ledger knows it', async () => {
    arm({ operation: 'CreateTrainingJob', when: 'after', times: 1, action: { type: 'error', code: 'InternalFailure' } });
    expect(await refusal(create())).toMatchObject({ code: 'InternalFailure', status: 500 });
    expect((await look()).TrainingJobStatus).toBe('InProgress');
    expect(creates()).toMatchObject([{ ok: true, errorCode: 'InternalFailure' }]);
    expect((await refusal(create())).code).toBe('ResourceInUse');
  });

  test('that resets the connection leaves the client without an answer', async () => {
    arm({ operation: 'CreateTrainingJob', when: 'after', action: { type: 'reset' } });
    const refused = await refusal(create());
    expect(refused.status).toBeUndefined();
    expect(refused.message).toMatch(/ECONNRESET|socket hang up/);
    expect((await look()).TrainingJobStatus).toBe('InProgress');
  });

  test('that hangs never answers, and holds up nobody else', async () => {
    arm({ operation: 'CreateTrainingJob', name: '^slow$', action: { type: 'hang' } });
    const gone = new AbortController();
    const hanging = refusal(at.client.send(new CreateTrainingJobCommand(trainingJob('slow')), { abortSignal: gone.signal }));
    await create('quick');
    gone.abort();
    expect((await hanging).code).toBe('AbortError');
  });

  test('that delays holds the call until the clock has moved on', async () => {
    arm({ operation: 'ListModels', action: { type: 'delay', ms: 5000 } });
    const answered: number[] = [];
    const list = (async () => {
      await at.client.send(new ListModelsCommand({}));
      answered.push(at.simulator.control.now());
    })();
    while (at.simulator.faults.list()[0]?.struck !== 1) await create(`busy-${at.simulator.ledger.next}`);
    const start = at.simulator.control.now();
    at.after(5);
    await list;
    expect(answered).toEqual([start + 5000]);
  });

  test('can answer what is no JSON', async () => {
    arm({ operation: 'DescribeTrainingJob', action: { type: 'body', body: '<html>gateway</html>', status: 502 } });
    expect((await refusal(look())).status).toBe(502);
  });

  test('can lay anything over a true answer: a status that does not exist, an empty page that goes on', async () => {
    await create();
    arm({
      operation: 'DescribeTrainingJob',
      when: 'after',
      action: { type: 'output', members: { TrainingJobStatus: 'Frozen', SecondaryStatus: null } },
    });
    expect(await look()).toMatchObject({ TrainingJobName: 'job', TrainingJobStatus: 'Frozen' });
    expect((await look()).SecondaryStatus).toBeUndefined();
    arm({
      operation: 'ListTrainingJobs',
      when: 'after',
      times: 1,
      action: { type: 'output', members: { TrainingJobSummaries: [], NextToken: 'x'.repeat(8192) } },
    });
    expect(await at.client.send(new ListTrainingJobsCommand({}))).toMatchObject({
      TrainingJobSummaries: [],
      NextToken: 'x'.repeat(8192),
    });
  });

  test('strikes the call that it is for: the n-th, of that name, so many times', async () => {
    arm({ operation: 'CreateTrainingJob', nth: 2, action: { type: 'error', code: 'ThrottlingException' } });
    arm({ name: '^victim', times: 1, action: { type: 'error', code: 'AccessDeniedException' } });
    await create('one');
    expect((await refusal(create('two'))).code).toBe('ThrottlingException');
    expect((await refusal(create('victim'))).code).toBe('AccessDeniedException');
    await create('victim');
    expect(at.simulator.faults.list().map(({ struck }) => struck)).toEqual([1, 1]);
  });

  test('can be taken back', async () => {
    const id = arm({ action: { type: 'error', code: 'ServiceUnavailable' } });
    expect((await refusal(create())).code).toBe('ServiceUnavailable');
    expect(at.simulator.faults.remove(id)).toBe(true);
    await create();
  });
});

test('a share of calls is struck the same way for the same seed', () => {
  const struck = (seed: string): boolean[] => {
    const faults = new Faults(seed);
    faults.add({ probability: 0.3, action: { type: 'reset' } });
    return Array.from(
      { length: 1000 },
      () => faults.strike({ operation: 'X', name: undefined, caller: '' }, 'before') !== undefined,
    );
  };
  const first = struck('a');
  expect(struck('a')).toEqual(first);
  expect(struck('b')).not.toEqual(first);
  const share = first.filter(Boolean).length;
  expect(share).toBeGreaterThan(250);
  expect(share).toBeLessThan(350);
});

describe('limits', () => {
  test('of an operation throttle what goes beyond, and refill with the clock', async () => {
    at.simulator.control.setLimits({ ListTrainingJobs: { rate: 2, burst: 2 } });
    const list = (): Promise<unknown> => at.client.send(new ListTrainingJobsCommand({}));
    await list();
    await list();
    expect(await refusal(list())).toEqual({ code: 'ThrottlingException', message: 'Rate exceeded', status: 400 });
    await at.client.send(new ListModelsCommand({}));
    at.after(0.5);
    await list();
    expect((await refusal(list())).code).toBe('ThrottlingException');
  });

  test('of instances refuse a job beyond them in words that name the numbers, until one has ended', async () => {
    at.simulator.control.setQuotas({ 'ml.m5.large for training job usage': 2 });
    await create('one');
    await create('two');
    const refused = await refusal(create('three'));
    expect(refused.code).toBe('ResourceLimitExceeded');
    expect(refused.message).toContain(
      "The account-level service limit 'ml.m5.large for training job usage' is 2 Instances, with current utilization of 2 Instances and a request delta of 1 Instances.",
    );
    at.after(480);
    await create('three');
  });

  test('of visibility hide what is new from reads and references, not from its own name', async () => {
    at.simulator.control.setLag(5000);
    await create();
    expect((await refusal(look())).message).toBe('Requested resource not found.');
    expect((await refusal(create())).code).toBe('ResourceInUse');
    expect((await at.client.send(new ListTrainingJobsCommand({}))).TrainingJobSummaries).toEqual([]);
    await at.client.send(new CreateModelCommand({ ModelName: 'm', ExecutionRoleArn: ROLE, PrimaryContainer: { Image: IMAGE } }));
    const variant = { VariantName: 'v', ModelName: 'm', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 } as const;
    const config = (): Promise<unknown> =>
      at.client.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'c', ProductionVariants: [variant] }));
    expect((await refusal(config())).message).toContain('Could not find model');
    at.after(5);
    await look();
    await config();
  });
});
