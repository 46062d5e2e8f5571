import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Guardian } from '../control-plane/guardian.ts';
import { freePort } from '../control-plane/ports.ts';
import type { Aws } from './options.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const READY_WITHIN_MS = 30_000;
const GRACE_MS = 10_000;
const LOG_LINES = 8;

export interface OperatorSpec {
  readonly kubeconfig: string;
  readonly namespace: string;
  readonly region: string;
  readonly aws: Aws;
  /** Where SageMaker listens, unless it is AWS itself. */
  readonly endpoint: string | undefined;
  /** File that takes its log. */
  readonly log: string;
  /** Ends it should this process be killed. */
  readonly guardian: Guardian;
}

/** The operator, as a process of its own, as in a cluster. It is a stranger to the demo: it hears of nothing but its flags. */
export class Operator {
  readonly log: string;
  readonly metrics: string;
  readonly #health: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, log: string, ports: { readonly metrics: number; readonly health: number }) {
    this.#child = child;
    this.log = log;
    this.metrics = `http://127.0.0.1:${ports.metrics}/metrics`;
    this.#health = `http://127.0.0.1:${ports.health}/readyz`;
  }

  /** In a process group of its own: Ctrl-C is for us, who end it after its objects are cleaned up. */
  static async start(spec: OperatorSpec): Promise<Operator> {
    const ports = { metrics: await freePort(), health: await freePort() };
    await mkdir(dirname(spec.log), { recursive: true });
    const output = openSync(spec.log, 'w');
    const child = spawn(process.execPath, [MAIN, ...flagsOf(spec, ports)], {
      detached: true,
      stdio: ['ignore', output, output],
      env: environmentOf(spec.aws, process.env),
    });
    closeSync(output);
    await once(child, 'spawn');
    const { pid } = child;
    if (pid !== undefined) {
      spec.guardian.watch(pid);
      child.once('exit', () => spec.guardian.forget(pid));
    }
    return new Operator(child, spec.log, ports);
  }

  async untilReady(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!(await this.#isReady())) {
      await this.requireAlive();
      if (performance.now() > deadline)
        throw new Error(`The operator was not ready after ${READY_WITHIN_MS / 1000} s.${await this.#tail()}`);
      await sleep(100, undefined, { signal });
    }
  }

  /** Throws, with its last lines, if it has ended by itself. */
  async requireAlive(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) return;
    throw new Error(`The operator ended by itself (${signalCode ?? `exit code ${exitCode}`}).${await this.#tail()}`);
  }

  /** Returns once it is gone. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const patience = new AbortController();
    await Promise.race([gone, sleep(GRACE_MS, undefined, { signal: patience.signal }).catch(() => {})]);
    patience.abort();
    this.#child.kill('SIGKILL');
    await gone;
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(this.#health, { signal: AbortSignal.timeout(2_000) })).ok;
    } catch {
      return false;
    }
  }

  async #tail(): Promise<string> {
    const lines = (await readFile(this.log, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-LOG_LINES);
    return ` Its last lines:\n${lines.join('\n')}`;
  }
}

function flagsOf(spec: OperatorSpec, ports: { readonly metrics: number; readonly health: number }): readonly string[] {
  const elsewhere =
    spec.endpoint === undefined
      ? []
      : ['--aws-endpoint-url', spec.endpoint, '--aws-identity-endpoint-url', spec.endpoint, '--allow-unsafe-aws-endpoint-urls'];
  // A simulated minute takes a second: a sweep every five would miss most of what there is to see.
  const pace = spec.aws.kind === 'real' ? [] : ['--sweep-interval', '1s', '--progress-interval', '1s'];
  return [
    ['--kubeconfig', spec.kubeconfig],
    ['--watch-namespace', spec.namespace],
    ['--aws-region', spec.region],
    ['--metrics-addr', `127.0.0.1:${ports.metrics}`],
    ['--healthz-addr', `127.0.0.1:${ports.health}`],
    ['--log-level', 'info'],
    elsewhere,
    pace,
  ].flat();
}

/** Your own AWS settings reach the operator only if you asked for AWS itself. */
export function environmentOf(aws: Aws, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (aws.kind === 'real') return env;
  const rest = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('AWS_')));
  return {
    ...rest,
    AWS_ACCESS_KEY_ID: '111122223333', // the simulator takes it for the account of the examples
    AWS_SECRET_ACCESS_KEY: 'simulated',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}
