import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Person, questionsFlag } from '../support/person.ts';
import { endpointConfigSpec, modelSpec, trainingSpec, tuningSpec } from '../support/specs.ts';
import { condition, isReady, isTerminal, Stage } from '../support/stage.ts';

let stage: Stage;
let admin: Person;
beforeAll(async () => {
  stage = await Stage.set({ operator: false, simulator: { speed: 300 } });
  await stage.startOperator([await questionsFlag(stage)]);
  admin = await Person.at(stage);
  await stage.create('Model', 'm', modelSpec({ modelName: 'm' }));
  await stage.create('EndpointConfig', 'c', endpointConfigSpec('m', { endpointConfigName: 'c' }));
  await stage.create('Endpoint', 'e', { endpointName: 'e', endpointConfigName: 'c' });
  await stage.create(
    'TrainingJob',
    'broken',
    trainingSpec({ trainingJobName: 'broken', environment: { SIMULATOR_FAIL: 'no luck' } }),
  );
  await stage.create('HyperParameterTuningJob', 'search', tuningSpec({ hyperParameterTuningJobName: 'search' }));
  await Promise.all([
    stage.until('Endpoint', 'e', isReady),
    stage.until('TrainingJob', 'broken', isTerminal),
    stage.until('HyperParameterTuningJob', 'search', isReady),
  ]);
});
afterAll(async () => {
  await admin[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

describe('get', () => {
  test('shows everything in the namespace with its state in AWS and what went wrong', async () => {
    const { code, out } = await admin.types('get');
    expect(code).toBe(0);
    for (const row of [
      /^OBJECT +STATE +AGE +AWS NAME +MESSAGE$/m,
      /^Endpoint\/e +InService +\d+s +e$/m,
      /^TrainingJob\/broken +Failed .* no luck/m,
    ])
      expect(out).toMatch(row);
  });

  test('shows the trials of a search, the best first', async () => {
    const { out } = await admin.types('get smhpo/search');
    const [, list = ''] = out.split('trials of HyperParameterTuningJob/search\n');
    const values = list
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => Number(row.split(/ {2,}/)[2]));
    expect(values).toHaveLength(4);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
  });

  test('shows the variants of an endpoint with weights and counts', async () => {
    const { out } = await admin.types('get endpoint/e');
    expect(out).toMatch(
      /variants of Endpoint\/e\nVARIANT +WEIGHT +WANTED WEIGHT +INSTANCES +WANTED INSTANCES\nmain +1 +1 +1 +1\n/,
    );
  });

  test('gives programs the objects themselves', async () => {
    const [one, list] = await Promise.all([admin.types('get endpoint/e -o json'), admin.types('get trainingjobs -o yaml')]);
    expect(JSON.parse(one.out)).toMatchObject({
      kind: 'Endpoint',
      metadata: { name: 'e' },
      status: { endpointStatus: 'InService' },
    });
    expect(list.out).toMatch(/^apiVersion: v1\nkind: List\nitems:\n {2}- apiVersion: sagemaker/);
  });

  test('of what is not there names the nearest that is', async () => {
    await stage.create('TrainingJob', 'churn', trainingSpec());
    expect(await admin.types('get trainingjob/chrun')).toEqual({
      code: 3,
      out: '',
      err: `error: no TrainingJob chrun in namespace ${stage.namespace}; did you mean churn?\n`,
    });
  });
});

test('tree shows what refers to what', async () => {
  const { code, out } = await admin.types('tree endpoint/e');
  expect(code).toBe(0);
  expect(out).toBe('Endpoint/e  InService\n└─ EndpointConfig/c  Ready\n   └─ Model/m  Ready\n');
});

describe('wait', () => {
  test('ends with 0 when the job is done, having told each step', async () => {
    await stage.create('TrainingJob', 'awaited', trainingSpec());
    const { code, out } = await admin.types('wait trainingjob/awaited');
    expect(code).toBe(0);
    expect(out.trim().split('\n').at(-1)).toBe('TrainingJob/awaited  Completed');
  });

  test('does not wait for what cannot come any more, and gives up in time', async () => {
    const [failed, slow] = await Promise.all([
      admin.types('wait trainingjob/broken'),
      admin.types('wait endpoint/e --for deleted --timeout 1s'),
    ]);
    expect(failed).toMatchObject({ code: 1, out: expect.stringContaining('no luck') });
    expect(slow).toMatchObject({ code: 7, err: 'error: Endpoint e was not deleted within 1s\n' });
  });
});

test('suspend holds an object, and resume lets it go on', async () => {
  await stage.create('TrainingJob', 'held', trainingSpec(), { 'sagemaker.services.k8s.aws/paused': 'true' });
  expect((await admin.types('suspend trainingjob/held')).out).toBe('TrainingJob/held suspended (it was already)\n');
  await stage.until('TrainingJob', 'held', (object) => condition(object, 'Ready')?.reason === 'Paused');
  expect((await admin.types('resume trainingjob/held')).out).toBe('TrainingJob/held resumed\n');
  await stage.until('TrainingJob', 'held', isReady);
});

describe('retry', () => {
  test('runs a failed job again under a new name, in Kubernetes and in AWS', async () => {
    expect(await admin.types('retry trainingjob/broken')).toMatchObject({
      code: 0,
      out: 'TrainingJob/broken-2 created, another attempt of broken\n',
    });
    const again = await stage.until('TrainingJob', 'broken-2', isTerminal);
    expect(again.spec['trainingJobName']).toBe('broken-2');
    expect(stage.simulator.ledger.entries({ operation: 'CreateTrainingJob', requestName: 'broken-2' })).toHaveLength(1);
  });

  test('refuses what has not failed, and what is no job', async () => {
    await stage.create('TrainingJob', 'fine', trainingSpec());
    await stage.until('TrainingJob', 'fine', isReady);
    const [fine, endpoint] = await Promise.all([admin.types('retry trainingjob/fine'), admin.types('retry endpoint/e')]);
    expect(fine).toMatchObject({ code: 1, err: expect.stringContaining('has not failed: it is Completed') });
    expect(endpoint).toMatchObject({ code: 2, err: expect.stringContaining('is no job') });
  });
});

test('stop has AWS stop a job, and the object stays', async () => {
  await stage.create('TrainingJob', 'stopped', trainingSpec({ trainingJobName: 'stopped' }));
  await stage.until('TrainingJob', 'stopped', ({ status }) => status?.ackResourceMetadata?.arn !== undefined);
  stage.simulator.control.patch({ type: 'training-job', name: 'stopped' }, {}, { hold: true });
  expect(await admin.types('stop trainingjob/stopped')).toMatchObject({ code: 0, out: 'TrainingJob/stopped is being stopped\n' });
  const { status } = await stage.until('TrainingJob', 'stopped', isTerminal);
  expect(status?.['trainingJobStatus']).toBe('Stopped');
  expect(await admin.types('stop trainingjob/stopped')).toMatchObject({
    code: 1,
    err: expect.stringContaining('has ended already'),
  });
});

describe('what AWS has', () => {
  test('is told member by member, and is no difference where the spec says the same', async () => {
    const [described, same] = await Promise.all([admin.types('describe-aws endpoint/e -o json'), admin.types('diff endpoint/e')]);
    expect(JSON.parse(described.out)).toMatchObject({ EndpointName: 'e', EndpointStatus: 'InService' });
    expect(same).toEqual({ code: 0, out: '', err: '' });
  });

  test('and the spec has not, diff shows, and ends with 1', async () => {
    stage.simulator.control.patch({ type: 'model', name: 'm' }, { ExecutionRoleArn: 'arn:aws:iam::123456789012:role/other' });
    expect(await admin.types('diff model/m')).toEqual({
      code: 1,
      out: 'spec.executionRoleARN\n- "arn:aws:iam::123456789012:role/execution"\n+ "arn:aws:iam::123456789012:role/other"\n',
      err: '',
    });
  });
});

describe('logs', () => {
  test('of a search are those of its trials, or of one of them', async () => {
    const { status } = await stage.until('HyperParameterTuningJob', 'search', isReady);
    const { trainingJobSummaries = [] } = status as { trainingJobSummaries?: readonly { trainingJobName: string }[] };
    const [first = '', ...others] = trainingJobSummaries.map((trial) => trial.trainingJobName);
    const [all, one] = await Promise.all([
      admin.types('logs hyperparametertuningjob/search'),
      admin.types(`logs smhpo/search --instance ${first}`),
    ]);
    for (const trial of [first, ...others]) expect(all.out).toContain(`${trial}/algo-1 done`);
    expect(
      one.out
        .trim()
        .split('\n')
        .every((line) => line.startsWith(`${first}/algo-1 `)),
    ).toBe(true);
    expect(one.out).toMatch(/accuracy=0\.\d+/);
  });

  test('of an endpoint are those of its variants', async () => {
    const { code, out } = await admin.types('logs endpoint/e --tail 1');
    expect(code).toBe(0);
    expect(out).toMatch(/^main\/i-\w+ GET \/ping/);
  });
});

describe('the health of it all', () => {
  test('status tells of the operator and of what is stuck, and ends with 1 if anything is', async () => {
    await stage.create('Endpoint', 'waits', { endpointConfigRef: { from: { name: 'nowhere' } } });
    await stage.until('Endpoint', 'waits', (object) => condition(object, 'ACK.Recoverable') !== undefined);
    const { code, out } = await admin.types('status');
    expect(code).toBe(1);
    expect(out).toMatch(/^operator +0\.0\.0-test, answered by .*, which leads$/m);
    expect(out).toMatch(/^AWS +\d+ calls/m);
    expect(out).toMatch(/Endpoint\/waits +Waiting +\d+s +/);
  });

  test('doctor says what is well, what is not, and what to do', async () => {
    const { code, out } = await admin.types('doctor -o json');
    const findings = JSON.parse(out) as { check: string; is: string; todo?: string }[];
    expect(code).toBe(1);
    expect(findings.filter(({ is }) => is === 'good').map(({ check }) => check)).toEqual([
      'cluster',
      'CRDs',
      'your rights',
      'operator',
    ]);
    expect(findings.find(({ check }) => check === 'objects')).toMatchObject({ is: 'bad', todo: expect.any(String) });
  });
});

describe('a cluster', () => {
  const other = async (change: (text: string) => string): Promise<Person> => {
    const person = await Person.at(stage);
    await writeFile(person.kubeconfig, change(await readFile(person.kubeconfig, 'utf8')));
    return person;
  };

  test('that does not answer is told of in one line, and the code is 5', async () => {
    await using nowhere = await other((text) => text.replace(/server: .*/, 'server: https://127.0.0.1:9'));
    const { code, err } = await nowhere.types('get');
    expect(code).toBe(5);
    expect(err).toMatch(/^error: no answer from the apiserver \(ECONNREFUSED\): is the cluster up[^\n]*\n$/);
  });

  test('that does not take the login says so, and the code is 6', async () => {
    await using expired = await other((text) => text.replace(/token: .*/, 'token: expired'));
    expect(await expired.types('get')).toMatchObject({
      code: 6,
      err: expect.stringMatching(/^error: the cluster does not accept the login[^\n]*\n$/),
    });
  });

  test('that lets one do nothing names the rule that would help', async () => {
    await using nobody = await Person.at(stage, { rules: [] });
    const { code, err } = await nobody.types('get endpoints');
    expect(code).toBe(4);
    expect(err).toContain(
      'it takes a Role with {apiGroups: ["sagemaker.services.k8s.aws"], resources: ["endpoints"], verbs: ["list"]}',
    );
  });
});
