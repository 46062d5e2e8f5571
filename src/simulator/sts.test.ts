import { CreateTrainingJobCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bench } from './testing.ts';
import { bench, refusal, trainingJob } from './testing.ts';

let at: Bench;
let sts: STSClient;
beforeAll(async () => {
  at = await bench();
  sts = new STSClient({
    endpoint: at.simulator.url,
    region: 'us-west-2',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'x' },
  });
});
afterAll(() => at[Symbol.asyncDispose]());

const ROLE = 'arn:aws:iam::555566667777:role/teams/vision';
const assume = (RoleArn = ROLE) => sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'operator' }));

describe('STS on the same address', () => {
  test('says who calls', async () => {
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/simulator',
    });
  });

  test('makes a caller a role, whose resources are in its account and whose calls are its own in the ledger', async () => {
    const { Credentials, AssumedRoleUser } = await assume();
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::555566667777:assumed-role/vision/operator');
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    const client = new SageMakerClient({ endpoint: at.simulator.url, region: 'us-west-2', credentials });
    const { TrainingJobArn } = await client.send(new CreateTrainingJobCommand(trainingJob('job')));
    expect(TrainingJobArn).toBe('arn:aws:sagemaker:us-west-2:555566667777:training-job/job');
    expect(at.simulator.ledger.entries({ operation: 'CreateTrainingJob' })).toMatchObject([
      { account: '555566667777', accessKeyId: credentials.accessKeyId, roleArn: ROLE, requestName: 'job', ok: true },
    ]);
  });

  test('gives a role the same access key every time, and another role another', async () => {
    const key = async (role?: string): Promise<string | undefined> => (await assume(role)).Credentials?.AccessKeyId;
    expect(await key()).toBe(await key());
    expect(await key()).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(await key('arn:aws:iam::555566667777:role/other')).not.toBe(await key());
  });

  test('takes a web identity without a signature', async () => {
    const input = { RoleArn: ROLE, RoleSessionName: 'pod', WebIdentityToken: 'token' };
    expect((await sts.send(new AssumeRoleWithWebIdentityCommand(input))).Credentials?.AccessKeyId).toMatch(/^ASIA/);
  });

  test('can be told to deny a role', async () => {
    at.simulator.faults.add({
      operation: 'AssumeRole',
      name: 'forbidden',
      action: { type: 'error', code: 'AccessDenied', message: 'not you', status: 403 },
    });
    expect(await refusal(assume('arn:aws:iam::555566667777:role/forbidden'))).toEqual({
      code: 'AccessDenied',
      message: 'not you',
      status: 403,
    });
    await assume();
  });
});
