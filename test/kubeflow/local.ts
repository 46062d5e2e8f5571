/** Runs the examples' pipelines as their README says: by Kubeflow's own local runner, in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { makeEnvironment, type Packages } from '../../tools/python/environment.ts';
import { findPython } from '../../tools/python/python.ts';
import type { Stage } from '../support/stage.ts';

export const FOLDER = fileURLToPath(new URL('../../examples/kubeflow', import.meta.url));
const at = (file: string): string => join(FOLDER, file);
const KFP: Packages = {
  name: 'kfp',
  requirements: [at('requirements.txt'), at('requirements-dev.txt')],
  imports: 'kfp.local',
};

const say = (line: string): void => void process.stderr.write(`kubeflow: ${line}\n`);
const found = await findPython();
export const lacking = 'lacking' in found;
if ('lacking' in found) say(`all tests of pipelines are skipped, because ${found.lacking}`);

/** For the first run on a machine: it installs kfp. */
export const INSTALL_MS = 600_000;

/** The python that has kfp. */
export async function prepare(): Promise<string> {
  if ('lacking' in found) throw new Error(found.lacking);
  return makeEnvironment(KFP, found, say);
}

/** A pipeline, or a component, which by itself is a pipeline of one step. */
export const step = (name: string, args: object): readonly string[] => ['pipelines.local', name, JSON.stringify(args)];

export async function objects(stage: Stage, plural: string): Promise<readonly string[]> {
  const { items } = await stage.client(plural).page({ namespace: stage.namespace });
  return items.map(({ metadata }) => metadata.name);
}

interface Result {
  readonly code: number | null;
  /** Both streams, in order. */
  readonly out: string;
}

interface Run {
  readonly ended: Promise<Result>;
  /** What it has said so far. */
  readonly said: () => string;
  /** To the whole group, as a pod's processes get it. */
  readonly cancel: (signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL') => void;
}

export interface Where {
  /** It writes its outputs where it is started: elsewhere by default, as tests run side by side. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** `what` is a module and its arguments. */
export async function start(python: string, namespace: string, what: readonly string[], where: Where = {}): Promise<Run> {
  const cwd = where.folder ?? (await mkdtemp(join(tmpdir(), 'sagemaker-kfp-')));
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
      ...where.env,
    },
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  return {
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, out })),
    said: () => out,
    cancel: (signal) => {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    },
  };
}

export async function runToEnd(python: string, namespace: string, what: readonly string[], where: Where = {}): Promise<Result> {
  return (await start(python, namespace, what, where)).ended;
}
