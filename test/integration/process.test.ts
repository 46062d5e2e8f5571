import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { OperatorProcess } from '../support/operator-process.ts';
import { trainingSpec } from '../support/specs.ts';
import { condition, isReady, Stage } from '../support/stage.ts';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDSHOWN', AWS_SECRET_ACCESS_KEY: 'never-shown' };
const LOOPBACK = ['--metrics-addr', '127.0.0.1:0', '--healthz-addr', '127.0.0.1:0'];

/** Flags of an operator for what is on this stage alone. */
const flagsFor = ({ simulator, namespace }: Stage): readonly string[] => [
  '--aws-region=us-east-1',
  `--aws-endpoint-url=${simulator.url}`,
  `--aws-identity-endpoint-url=${simulator.url}`,
  '--allow-unsafe-aws-endpoint-urls',
  `--kubeconfig=${inject('controlPlane').kubeconfig}`,
  `--watch-namespace=${namespace}`,
  '--sweep-interval=200ms',
  '--progress-interval=0s',
  '--log-level=debug',
  ...LOOPBACK,
];
const get = (port: number, path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set({ operator: false, simulator: { speed: 300 } });
});
afterAll(() => stage[Symbol.asyncDispose]());

describe('the process', () => {
  test.each([
    ['an unknown flag', ['--aws-region', 'eu-west-1', '--no-such-flag'], '--no-such-flag: no such flag'],
    ['a value that makes no sense', ['--aws-region', 'Ireland'], "--aws-region takes a region, such as eu-west-1, not 'Ireland'"],
    ['a missing region', [], '--aws-region is required'],
  ])('ends at once with 2 and names the flag: %s', async (_case, flags, words) => {
    const operator = new OperatorProcess(flags);
    expect(await operator.exit()).toBe(2);
    expect(operator.stderr).toContain(words);
  });

  test('tells its flags and its version, and ends with 0', async () => {
    const [help, version] = [new OperatorProcess(['--help']), new OperatorProcess(['--version'])];
    expect(await Promise.all([help.exit(), version.exit()])).toEqual([0, 0]);
    expect(help.output).toContain('--aws-region');
    expect(version.output).toMatch(/\d+\.\d+\.\d+/);
  });

  test('serves health and metrics, runs jobs, and ends in order on SIGTERM', async () => {
    await using operator = new OperatorProcess(flagsFor(stage), CREDENTIALS);
    const [health, metrics] = await operator.ports();
    await stage.eventually(
      async () => (await get(health, '/readyz')).status === 200,
      () => operator.output,
    );
    expect((await get(health, '/healthz')).status).toBe(200);
    await stage.create('TrainingJob', 'whole', trainingSpec());
    await stage.until('TrainingJob', 'whole', isReady);
    // The status is seen before the pass that wrote it has ended and is counted.
    await stage.eventually(
      async () => {
        const text = await (await get(metrics, '/metrics')).text();
        return [
          'controller_runtime_reconcile_total{controller="trainingjob",result="success"}',
          `sagemaker_operator_objects{kind="TrainingJob",namespace="${stage.namespace}",phase="done"} 1`,
        ].every((line) => text.includes(line));
      },
      () => operator.output,
    );
    const { code, ms } = await operator.stop();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(5_000);
    expect(operator.output).not.toContain('never-shown');
  });

  test('ends in order while a call to AWS hangs', async () => {
    stage.simulator.faults.add({ operation: 'CreateTrainingJob', name: '^hangs$', action: { type: 'hang' } });
    await using operator = new OperatorProcess(flagsFor(stage), CREDENTIALS);
    await operator.says('working');
    await stage.create('TrainingJob', 'hangs', trainingSpec({ trainingJobName: 'hangs' }));
    await stage.eventually(
      () => stage.simulator.ledger.entries({ operation: 'CreateTrainingJob', requestName: 'hangs' }).length > 0,
      () => operator.output,
    );
    const { code, ms } = await operator.stop();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(25_000);
    stage.simulator.faults.clear();
  });

  test('without credentials starts all the same, and its objects say what is missing', async () => {
    await using operator = new OperatorProcess(flagsFor(stage));
    await stage.create('TrainingJob', 'powerless', trainingSpec());
    const job = await stage.until('TrainingJob', 'powerless', (object) => condition(object, 'ACK.Recoverable') !== undefined);
    expect(condition(job, 'ACK.Recoverable')).toMatchObject({
      status: 'True',
      reason: 'AccessDenied',
      message: expect.stringMatching(/credentials/i),
    });
    expect((await operator.stop()).code).toBe(0);
  });

  test('that cannot reach Kubernetes is alive but not ready, keeps trying, and still ends in order', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'operator-'));
    const path = join(folder, 'kubeconfig');
    await writeFile(
      path,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:9' } }],
        users: [{ name: 'u', user: { token: 'never-shown-either' } }],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'x',
      }),
    );
    await using operator = new OperatorProcess(
      ['--aws-region=us-east-1', '--kubeconfig', path, '--log-level', 'debug', ...LOOPBACK],
      CREDENTIALS,
    );
    const [health] = await operator.ports();
    await operator.line(({ level }) => level === 'warn' || level === 'error');
    expect((await get(health, '/healthz')).status).toBe(200);
    expect((await get(health, '/readyz')).status).toBe(503);
    const { code, ms } = await operator.stop();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(5_000);
    expect(operator.output).not.toContain('never-shown');
    await rm(folder, { recursive: true });
  });

  test('whose kubeconfig is not there says so, and ends with 1', async () => {
    await using operator = new OperatorProcess(['--aws-region=us-east-1', '--kubeconfig', '/no/such/kubeconfig', ...LOOPBACK]);
    expect(await operator.exit()).toBe(1);
    expect(operator.output).toContain('/no/such/kubeconfig');
  });
});

describe('of two replicas', () => {
  test('one acts, and the other takes over at once when it is asked to stop', async () => {
    const flags = [...flagsFor(stage), '--enable-leader-election', '--leader-election-namespace', stage.namespace];
    await using first = new OperatorProcess(flags, { ...CREDENTIALS, POD_NAME: 'first' });
    await first.says('working');
    await using second = new OperatorProcess(flags, { ...CREDENTIALS, POD_NAME: 'second' });
    await second.says('caches are filled');
    await stage.create('TrainingJob', 'before', trainingSpec({ trainingJobName: 'before' }));
    await stage.until('TrainingJob', 'before', isReady);
    expect(second.lines.some(({ key }) => typeof key === 'string')).toBe(false);

    const since = performance.now();
    expect((await first.stop()).code).toBe(0);
    await second.says('working');
    expect(performance.now() - since).toBeLessThan(10_000);
    await stage.create('TrainingJob', 'after', trainingSpec({ trainingJobName: 'after' }));
    await stage.until('TrainingJob', 'after', isReady);
    for (const requestName of ['before', 'after'])
      expect(stage.simulator.ledger.entries({ operation: 'CreateTrainingJob', requestName })).toHaveLength(1);
  });
});
