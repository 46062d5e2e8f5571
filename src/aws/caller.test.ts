import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fields, KubeObject } from '../kinds/types.ts';
import { bench, kindOf, never, object, scope, withArn, type Bench } from './remote.testkit.ts';

const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:training-job/demo';
const ROLE = 'arn:aws:iam::222222222222:role/tenant';
const STARTED = { ok: { TrainingJobArn: ARN } } as const;

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(async () => {
  await at[Symbol.asyncDispose]();
});

const job: KubeObject = object('TrainingJob', { spec: { trainingJobName: 'demo' }, status: withArn(ARN) });
const create = (where = scope, signal = never): Promise<Fields> =>
  at.remote.perform(at.remote.target(kindOf('TrainingJob'), job, where), { do: 'create' }, signal);
const look = (): Promise<unknown> => at.remote.observe(at.remote.target(kindOf('TrainingJob'), job, scope), 'full', never);

const hurried = <T>(work: Promise<T>): Promise<T> => at.hurried(work);

describe('a mutation', () => {
  it.each([
    ['the connection is cut', 'cut'],
    ['AWS answers 500', { error: 'InternalFailure', status: 500 }],
    ['a proxy answers with a page', { text: '<html>bad gateway</html>', status: 502 }],
    [
      'a proxy refuses with a page: no word of AWS’s says that the spec is wrong',
      { text: '<html>bad request</html>', status: 400 },
    ],
    ['success can’t be read', { text: '{"TrainingJobArn": "arn', status: 200 }],
  ] as const)('is sent once and may have happened when %s', async (_, answer) => {
    at.server.on('CreateTrainingJob', answer);
    await expect(hurried(create())).rejects.toMatchObject({ name: 'Fault', kind: 'ambiguous' });
    expect(at.server.operations()).toEqual(['CreateTrainingJob']);
  });

  it('that hangs is given up after the timeout, and may have happened', async () => {
    at.server.on('CreateTrainingJob', 'hang');
    const created = create();
    created.catch(() => {});
    await at.server.count(1);
    await at.clock.advance(59_999);
    await at.clock.advance(1);
    await expect(created).rejects.toMatchObject({
      kind: 'ambiguous',
      code: 'Timeout',
      message: 'Timeout: no answer within 60 s',
    });
  });

  it('that is abandoned by a stopping process may have happened', async () => {
    at.server.on('CreateTrainingJob', 'hang');
    const stop = new AbortController();
    const created = create(scope, stop.signal);
    created.catch(() => {});
    await at.server.count(1);
    stop.abort();
    await expect(created).rejects.toMatchObject({ kind: 'ambiguous', code: 'Aborted' });
  });

  it('that is throttled was not done, and slows its operation down', async () => {
    at.server.on('CreateTrainingJob', { error: 'ThrottlingException', message: 'Rate exceeded' });
    await expect(create()).rejects.toMatchObject({ kind: 'throttled', message: 'api error ThrottlingException: Rate exceeded' });
    at.server.on('CreateTrainingJob', STARTED);
    const next = create();
    await at.clock.advance(1000);
    expect(at.server.received).toHaveLength(1);
    await expect(hurried(next)).resolves.toEqual({ TrainingJobArn: ARN });
  });

  it('is told when to come back if AWS says so', async () => {
    at.server.on('CreateTrainingJob', { error: 'ServiceUnavailable', status: 503, headers: { 'retry-after': '7' } });
    await expect(create()).rejects.toMatchObject({ retryAfterMs: 7000 });
  });
});

describe('a read', () => {
  it('is repeated when AWS is unwell, and then answered', async () => {
    at.server.on(
      'DescribeTrainingJob',
      'cut',
      { error: 'InternalFailure', status: 500 },
      { ok: { TrainingJobArn: ARN, TrainingJobStatus: 'InProgress' } },
    );
    expect(await hurried(look())).toMatchObject({ state: 'present' });
    expect(at.server.received).toHaveLength(3);
  });

  it('is given up after three attempts', async () => {
    at.server.on('DescribeTrainingJob', 'cut');
    await expect(hurried(look())).rejects.toMatchObject({ kind: 'transient' });
    expect(at.server.received).toHaveLength(3);
  });

  it('is not repeated when AWS has said no', async () => {
    at.server.on('DescribeTrainingJob', { error: 'AccessDeniedException', message: 'User: u is not authorized' });
    await expect(look()).rejects.toMatchObject({ kind: 'denied' });
    expect(at.server.received).toHaveLength(1);
  });

  it('that hangs holds up nobody else', async () => {
    at.server.on('DescribeTrainingJob', 'hang');
    look().catch(() => {});
    await at.server.count(1);
    at.server.on('CreateTrainingJob', STARTED);
    await expect(create()).resolves.toEqual({ TrainingJobArn: ARN });
  });
});

describe('identity', () => {
  const granted = (key: string, expiration: string) => ({
    ok: { Credentials: { AccessKeyId: key, SecretAccessKey: 's', SessionToken: 't', Expiration: expiration } },
  });
  const keys = (): readonly string[] =>
    at.server.received
      .filter(({ operation }) => operation === 'CreateTrainingJob')
      .map(({ authorization }) => /Credential=(\w+)/.exec(authorization)?.[1] ?? '');
  beforeEach(() => at.server.on('CreateTrainingJob', STARTED));

  it('is the operator’s own, in the region of the object, and tells who calls', async () => {
    await create({ region: 'eu-west-1' });
    const [call] = at.server.received;
    expect(call?.authorization).toContain('AKIAOWN/');
    expect(call?.authorization).toContain('/eu-west-1/sagemaker/');
    expect(call?.userAgent).toContain('sagemaker-operator/0.0.0');
  });

  it('is a role’s where the scope names one, assumed once for many calls', async () => {
    at.server.on('AssumeRole', granted('ASIAROLE', '2026-01-01T01:00:00Z'));
    await Promise.all([create({ ...scope, roleArn: ROLE }), create({ ...scope, roleArn: ROLE })]);
    expect(keys()).toEqual(['ASIAROLE', 'ASIAROLE']);
    expect(at.server.operations().filter((operation) => operation === 'AssumeRole')).toHaveLength(1);
    expect(at.server.received[0]?.body).toMatchObject({ RoleArn: ROLE });
  });

  it('of one scope is never used in another', async () => {
    at.server.on('AssumeRole', granted('ASIAONE', '2026-01-01T01:00:00Z'), granted('ASIATWO', '2026-01-01T01:00:00Z'));
    await create({ ...scope, roleArn: ROLE });
    await create({ ...scope, roleArn: `${ROLE}2` });
    await create();
    expect(keys()).toEqual(['ASIAONE', 'ASIATWO', 'AKIAOWN']);
  });

  it('is renewed before it expires, and kept while STS is down', async () => {
    at.server.on('AssumeRole', granted('ASIAONE', '2026-01-01T01:00:00Z'), { error: 'InternalFailure', status: 500 });
    await create({ ...scope, roleArn: ROLE });
    await at.clock.advance(28 * 60_000);
    await create({ ...scope, roleArn: ROLE });
    await at.clock.advance(29 * 60_000);
    await create({ ...scope, roleArn: ROLE });
    at.server.on('AssumeRole', granted('ASIATWO', '2026-01-01T02:00:00Z'));
    await create({ ...scope, roleArn: ROLE });
    expect(keys()).toEqual(['ASIAONE', 'ASIAONE', 'ASIAONE', 'ASIATWO']);
  });

  it('that is refused is no fault of the spec, and nothing was sent', async () => {
    at.server.on('AssumeRole', { error: 'ValidationError', message: 'not an ARN' });
    await expect(create({ ...scope, roleArn: ROLE })).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('no AWS credentials'),
    });
    expect(keys()).toEqual([]);
  });

  it('that is refused is named, with what to check', async () => {
    at.server.on('AssumeRole', { error: 'AccessDenied', message: 'not authorized', status: 403 });
    const message = await create({ ...scope, roleArn: ROLE }).catch((error: Error) => error.message);
    expect(message).toContain(`role ${ROLE} cannot be assumed`);
    expect(message).toContain('not authorized');
    expect(message).toContain('trust policy');
  });

  it('that nobody used for half an hour is let go, and assumed anew', async () => {
    at.server.on('AssumeRole', granted('ASIAROLE', '2026-01-01T01:00:00Z'));
    await create({ ...scope, roleArn: ROLE });
    await at.clock.advance(30 * 60_000);
    await create({ ...scope, roleArn: ROLE });
    expect(at.server.operations().filter((operation) => operation === 'AssumeRole')).toHaveLength(2);
  });

  it('that STS never answers for is given up, and asked for again by the next call', async () => {
    at.server.on('AssumeRole', 'hang', granted('ASIAROLE', '2026-01-01T01:00:00Z'));
    const first = create({ ...scope, roleArn: ROLE });
    await at.server.count(1);
    await Promise.all([expect(first).rejects.toMatchObject({ kind: 'transient' }), at.clock.advance(30_000)]);
    await create({ ...scope, roleArn: ROLE });
    expect(keys()).toEqual(['ASIAROLE']);
  });

  it('that can’t be had for now leaves no doubt either: the call was not made', async () => {
    at.server.on('AssumeRole', 'cut');
    await expect(create({ ...scope, roleArn: ROLE })).rejects.toMatchObject({ kind: 'transient' });
  });

  it('tells the account of a scope: the role’s, or the operator’s own, which is asked for once', async () => {
    at.server.on('GetCallerIdentity', { ok: { Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/u', UserId: 'u' } });
    expect(await at.remote.account({ ...scope, roleArn: ROLE }, never)).toBe(ROLE.split(':')[4]);
    expect(await at.remote.account(scope, never)).toBe('123456789012');
    expect(await at.remote.account({ region: 'eu-west-1' }, never)).toBe('123456789012');
    expect(at.server.operations()).toEqual(['GetCallerIdentity']);
  });

  it('is told by STS', async () => {
    at.server.on('GetCallerIdentity', { ok: { Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/u', UserId: 'u' } });
    expect(await at.remote.identity(never)).toEqual({ accountId: '123456789012', arn: 'arn:aws:iam::123456789012:user/u' });
  });
});

it('tells each attempt on the wire, with its code', async () => {
  at.server.on('DescribeTrainingJob', { error: 'InternalFailure', status: 500 }, { ok: { TrainingJobArn: ARN } });
  await hurried(look());
  expect(at.reports).toMatchObject([
    { service: 'sagemaker', operation: 'DescribeTrainingJob', ok: false, code: 'InternalFailure' },
    { service: 'sagemaker', operation: 'DescribeTrainingJob', ok: true, code: '' },
  ]);
});
