/** The controller that is measured, as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Start } from './image-start.ts';

export interface ControllerOptions extends Start {
  readonly kubeconfig: string;
  readonly awsUrl: string;
  readonly namespace: string;
  readonly logFile: string;
}

export interface Controller {
  readonly pid: number;
  /** From the start of the process to its first «ready». Milliseconds. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

const READY_POLL_MS = 20;
const PATIENCE_MS = 120_000;

/** Resolves when it is ready: what is applied earlier would measure its start. */
export async function startController(options: ControllerOptions): Promise<Controller> {
  const healthPort = await freePort();
  const began = performance.now();
  const child = launch(options, healthPort);
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  while (!(await isReady(healthPort))) {
    if (child.exitCode !== null) throw new Error(`the controller ended with ${child.exitCode}: see ${options.logFile}`);
    if (performance.now() - began > PATIENCE_MS) {
      await stop();
      throw new Error(`the controller was not ready after ${PATIENCE_MS / 1_000} s: see ${options.logFile}`);
    }
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
  return { pid: child.pid ?? 0, readyMs: performance.now() - began, stop };
}

function launch({ command: [program = 'node', ...args], ...options }: ControllerOptions, healthPort: number): ChildProcess {
  const flags = [
    `--aws-endpoint-url=${options.awsUrl}`,
    `--aws-identity-endpoint-url=${options.awsUrl}`,
    '--allow-unsafe-aws-endpoint-urls=true',
    '--aws-region=us-east-1',
    `--watch-namespace=${options.namespace}`,
    '--metrics-addr=127.0.0.1:0',
    `--healthz-addr=127.0.0.1:${healthPort}`,
  ];
  const log = openSync(options.logFile, 'a');
  return spawn(program, [...args, ...flags], {
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      ...options.env,
      KUBECONFIG: options.kubeconfig,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
