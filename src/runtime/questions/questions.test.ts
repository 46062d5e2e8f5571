import { X509Certificate } from 'node:crypto';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogReader } from '../../aws/logs.ts';
import { createMeasureReader } from '../../aws/measures.ts';
import { createRemote } from '../../aws/remote.ts';
import { anObject } from '../../engine/testing/builders.ts';
import { keyOf } from '../../engine/ports.ts';
import { Model } from '../../kinds/Model.ts';
import { TrainingJob } from '../../kinds/TrainingJob.ts';
import type { KubeObject } from '../../kinds/types.ts';
import type { Access, Wish } from '../../kube/access.ts';
import { systemClock } from '../../kube/timing.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { type Listener, listenWith } from '../http.ts';
import { createLogger } from '../log.ts';
import { selfSigned } from './certificate.ts';
import { createQuestions, TOKEN_HEADER } from './server.ts';

const spec = {
  trainingJobName: 'churn',
  roleARN: 'arn:aws:iam::123456789012:role/execution',
  algorithmSpecification: { trainingImage: '123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:1', trainingInputMode: 'File' },
  outputDataConfig: { s3OutputPath: 's3://bucket/output' },
  resourceConfig: { instanceType: 'ml.m5.large', instanceCount: 2, volumeSizeInGB: 10 },
  stoppingCondition: { maxRuntimeInSeconds: 3600 },
};
const object: KubeObject = {
  ...anObject(TrainingJob, { spec }),
  status: {
    ackResourceMetadata: {
      arn: 'arn:aws:sagemaker:us-east-1:123456789012:training-job/churn',
      ownerAccountID: '123456789012',
      region: 'us-east-1',
    },
  },
};
const model: KubeObject = anObject(Model, { spec: { modelName: 'churn' } });
const BASE = '/v1/namespaces/default/trainingjobs/a';

const asked: Wish[] = [];
/** `ann` may do all, `bob` nothing; nobody else is known. */
const access: Access = {
  who: async (token) => (token === 'ann' || token === 'bob' ? { username: token } : undefined),
  may: async ({ username }, wish) => {
    asked.push(wish);
    return username === 'ann';
  },
};

let simulator: Simulator;
let listener: Listener;
let close: () => void;
const agent = new Agent({ connect: { rejectUnauthorized: false } });
beforeAll(async () => {
  simulator = await startSimulator({ speed: 1_000 });
  const clients = {
    region: 'us-east-1',
    endpointUrl: simulator.url,
    credentials: async () => ({ accessKeyId: 'test', secretAccessKey: 'test' }),
  };
  const remote = createRemote({ clock: systemClock, clients, tags: { formats: {}, controllerVersion: '0' }, onMove: () => {} });
  const reading = { clients: { ...clients, clock: systemClock }, timeoutMs: 10_000 };
  const [logs, measures] = [createLogReader(reading), createMeasureReader(reading)];
  close = () => [remote, logs, measures].forEach((each) => each.close());
  const respond = createQuestions({
    kinds: [TrainingJob, Model],
    cluster: {
      get: (key) => [object, model].find((each) => key === keyOf(each)),
      namespaceAnnotations: () => ({}),
      directory: (name) => ({ namespace: { name, labels: {}, annotations: {} } }),
    },
    defaults: { deletion: 'delete', region: 'us-east-1' },
    measure: async () => [],
    instance: 'pod',
    log: createLogger('silent', '0'),
    remote,
    logs,
    measures,
    clock: systemClock,
    access,
  });
  listener = await listenWith('127.0.0.1:0', respond, selfSigned());
  await remote.perform(
    remote.target(TrainingJob, object, { region: 'us-east-1' }),
    { do: 'create' },
    new AbortController().signal,
  );
});
afterAll(async () => {
  await agent.destroy();
  await listener.close();
  close();
  await simulator.stop();
});

async function ask(path: string, token = 'ann', method: 'GET' | 'POST' = 'GET') {
  const headers = token === '' ? {} : { [TOKEN_HEADER]: token };
  const { statusCode, body } = await request(`https://127.0.0.1:${listener.port}${path}`, { method, headers, dispatcher: agent });
  return { status: statusCode, body: (await body.json()) as Readonly<Record<string, unknown>> };
}

describe('a question', () => {
  test('without a token that the cluster knows is not answered, whatever it is', async () => {
    for (const path of [`${BASE}/logs?source=churn`, '/v1/metrics', '/nothing'])
      for (const token of ['', 'mallory'])
        expect(await ask(path, token)).toMatchObject({ status: 401, body: { kind: 'Status' } });
  });

  test.each([
    ['logs', 'GET', 'get'],
    ['metrics', 'GET', 'get'],
    ['describe', 'GET', 'get'],
    ['stop', 'POST', 'update'],
  ] as const)('of %s takes a right of its own on that very object', async (word, method, verb) => {
    asked.length = 0;
    const { status, body } = await ask(`${BASE}/${word}`, 'bob', method);
    expect(status).toBe(403);
    expect(body['message']).toContain(`User "bob" cannot ${verb} resource "trainingjobs/${word}"`);
    const group = 'sagemaker.services.k8s.aws';
    expect(asked).toEqual([{ verb, group, resource: 'trainingjobs', subresource: word, namespace: 'default', name: 'a' }]);
  });

  test('of measures takes the path /metrics', async () => {
    asked.length = 0;
    expect((await ask('/v1/metrics', 'bob')).status).toBe(403);
    expect(asked).toEqual([{ verb: 'get', path: '/metrics' }]);
    expect(await ask('/v1/metrics')).toEqual({ status: 200, body: { instance: 'pod', metrics: [] } });
  });

  test('that is none, or asks of what is not there, is told so', async () => {
    expect((await ask('/v1/secrets')).status).toBe(404);
    expect((await ask(`${BASE}/stop`)).status).toBe(404);
    expect((await ask('/v1/namespaces/default/trainingjobs/other/describe')).body['message']).toBe(
      'the operator knows no TrainingJob other in namespace default',
    );
  });
});

describe('a log', () => {
  test('is that of the object, and no other can be asked for by it', async () => {
    simulator.control.writeLog('/aws/sagemaker/TrainingJobs', 'churn-other/algo-1-1', [{ at: 1, message: 'secret' }]);
    expect((await ask(`${BASE}/logs?source=churn-other`)).status).toBe(404);
    const { status, body } = await ask(`${BASE}/logs?source=churn&instance=../churn-other`);
    expect({ status, body }).toEqual({ status: 200, body: { events: [] } });
    const all = await ask(`${BASE}/logs?source=churn`);
    expect(JSON.stringify(all.body)).not.toContain('secret');
  });

  test('tells who writes it to who names no writer, as one does who knows no kinds', async () => {
    expect(await ask(`${BASE}/logs`)).toEqual({ status: 200, body: { sources: ['churn'] } });
    const none = await ask('/v1/namespaces/default/models/a/logs');
    expect(none).toMatchObject({ status: 422, body: { message: 'no Model writes a log of its own' } });
  });
});

test('what is measured is that of the object, whatever is asked for', async () => {
  const { status, body } = await ask(`${BASE}/metrics?since=1&metric=Invocations&TrainingJobName=other`);
  expect(status).toBe(200);
  const series = body['series'] as readonly { metric: string; label?: string }[];
  expect(new Set(series.map(({ label }) => label))).toEqual(new Set(['algo-1', 'algo-2']));
  expect(series.map(({ metric }) => metric)).not.toContain('Invocations');
  expect(simulator.ledger.entries({ operation: 'GetMetricData' })).toHaveLength(1);
});

test('what AWS has is told beside what is wanted, and a stop reaches AWS', async () => {
  const { body } = await ask(`${BASE}/describe`);
  expect(body).toMatchObject({
    desired: { TrainingJobName: 'churn' },
    remote: { TrainingJobName: 'churn', RoleArn: spec.roleARN },
  });
  expect((await ask(`${BASE}/stop`, 'ann', 'POST')).status).toBe(200);
  expect(simulator.ledger.entries({ operation: 'StopTrainingJob', requestName: 'churn' })).toHaveLength(1);
});

test('the certificate is well-formed, signs itself and is another each time', () => {
  const [one, two] = [selfSigned(new Date('2026-05-06T07:08:09Z')), selfSigned(new Date('2049-12-31T00:00:00Z'))].map(
    ({ cert }) => new X509Certificate(cert),
  );
  expect(one?.subject).toBe('CN=sagemaker-operator');
  expect(one?.validFrom).toBe('May  6 07:08:09 2026 GMT');
  expect(two?.validTo).toBe('Dec 31 00:00:00 2059 GMT');
  expect(one && one.verify(one.publicKey)).toBe(true);
  expect(one?.serialNumber).not.toBe(two?.serialNumber);
});
