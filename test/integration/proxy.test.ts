/** A cluster whose only way to AWS is a company's proxy, which signs AWS's names itself. Kubernetes is reached without it. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { OperatorProcess } from '../support/operator-process.ts';
import { type Proxy, startProxy } from '../support/proxy.ts';
import { trainingSpec } from '../support/specs.ts';
import { isReady, Stage } from '../support/stage.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) process.stderr.write('proxy.test.ts is skipped: no openssl on the PATH to sign a certificate with\n');

describe.skipIf(!hasOpenssl)('behind a proxy', () => {
  let folder: string;
  let stage: Stage;
  let proxy: Proxy;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proxy-'));
    stage = await Stage.set({ operator: false, simulator: { speed: 300 } });
    proxy = await startProxy({ upstream: stage.simulator.url, folder });
  });
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await stage[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** No endpoint is given: the operator calls AWS by its own names. */
  const operator = (env: Readonly<Record<string, string>>): OperatorProcess =>
    new OperatorProcess(
      [
        '--aws-region=us-east-1',
        `--kubeconfig=${inject('controlPlane').kubeconfig}`,
        `--watch-namespace=${stage.namespace}`,
        '--sweep-interval=200ms',
        '--metrics-addr=0',
        '--healthz-addr=0',
      ],
      { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: proxy.authority, ...env },
    );
  const since = (from: number): readonly string[] => [...new Set(proxy.tunnels.slice(from))].toSorted();

  test('a job runs from apply to its end, and nothing but AWS goes through it', async () => {
    const before = proxy.tunnels.length;
    await using _operator = operator({ AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'any' });
    await stage.create('TrainingJob', 'tunnelled', trainingSpec());
    await stage.until('TrainingJob', 'tunnelled', isReady);
    expect(since(before)).toEqual(['api.sagemaker.us-east-1.amazonaws.com:443', 'sts.us-east-1.amazonaws.com:443']);
  });

  test('the endpoints of FIPS are called where the environment asks for them', async () => {
    const before = proxy.tunnels.length;
    const fips = { AWS_USE_FIPS_ENDPOINT: 'true', AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'any' };
    await using _operator = operator(fips);
    await stage.create('TrainingJob', 'fips', trainingSpec());
    await stage.until('TrainingJob', 'fips', isReady);
    expect(since(before)).toEqual(['api-fips.sagemaker.us-east-1.amazonaws.com:443', 'sts-fips.us-east-1.amazonaws.com:443']);
  });

  test('the token of a service account (IRSA) is changed for credentials through it', async () => {
    const before = proxy.tunnels.length;
    const token = join(folder, 'token');
    await writeFile(token, 'a-token-of-kubernetes');
    const irsa = { AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/operator', AWS_WEB_IDENTITY_TOKEN_FILE: token };
    await using process = operator({ AWS_REGION: 'us-east-1', ...irsa });
    await process.line(({ message }) => String(message).startsWith('AWS '));
    expect(since(before)).toContain('sts.us-east-1.amazonaws.com:443');
    expect(process.output).not.toContain('a-token-of-kubernetes');
  });

  test('the agent of EKS Pod Identity, which is on the node, is asked without it', async () => {
    const asked: string[] = [];
    const agent = createServer(({ headers }, response) => {
      asked.push(String(headers.authorization));
      const expiration = new Date(Date.now() + 3_600_000).toISOString();
      response.end(JSON.stringify({ AccessKeyId: 'AKIDPOD', SecretAccessKey: 'any', Token: 'session', Expiration: expiration }));
    });
    await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve));
    const token = join(folder, 'pod-token');
    await writeFile(token, 'of-the-pod');
    await using process = operator({
      HTTP_PROXY: proxy.url,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${(agent.address() as AddressInfo).port}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: token,
    });
    await process.says('AWS knows us');
    expect(asked).toEqual(['of-the-pod']);
    await new Promise((resolve) => agent.close(resolve));
  });

  test('what NO_PROXY names is reached without it', async () => {
    const before = proxy.tunnels.length;
    const direct = { NO_PROXY: '.amazonaws.com', AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'any' };
    await using process = operator(direct);
    await process.says('AWS does not tell who we are; objects will wait until it does');
    expect(since(before)).toEqual([]);
  });
});
