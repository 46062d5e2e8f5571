/** Runs the examples' pipelines as their README says: by Kubeflow's own local runner, in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { Packages } from '../../tools/python/environment.ts';

export const FOLDER = fileURLToPath(new URL('../../examples/kubeflow', import.meta.url));
export const KFP: Packages = { name: 'kfp', requirements: join(FOLDER, 'requirements.txt'), imports: 'kfp.local' };

export interface Result {
  readonly code: number | null;
  /** Both streams, in order. */
  readonly out: string;
}

export interface Run {
  readonly ended: Promise<Result>;
  /** What it has said so far. */
  readonly said: () => string;
  /** To the whole group, as a pod's processes get it. */
  readonly cancel: () => void;
}

/** `what` is a module and its arguments. */
export async function start(python: string, namespace: string, what: readonly string[]): Promise<Run> {
  // The runner writes its outputs where it is started, and tests run side by side.
  const cwd = await mkdtemp(join(tmpdir(), 'sagemaker-kfp-'));
  const child = spawn(python, ['-m', ...what], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      // The runner starts whatever `python3` it finds.
      PATH: [dirname(python), process.env['PATH']].join(delimiter),
      PYTHONPATH: FOLDER,
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONUNBUFFERED: '1',
      KUBECONFIG: inject('controlPlane').kubeconfig,
      SAGEMAKER_KFP_NAMESPACE: namespace,
    },
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  return {
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, out })),
    said: () => out,
    cancel: () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    },
  };
}

export async function runToEnd(python: string, namespace: string, what: readonly string[]): Promise<Result> {
  return (await start(python, namespace, what)).ended;
}
