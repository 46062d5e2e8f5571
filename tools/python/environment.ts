/** Virtual environments with pinned packages, each made once for a machine. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Guardian } from '../control-plane/guardian.ts';
import { withLock } from '../go/lock.ts';
import type { Python } from './python.ts';

const run = promisify(execFile);

export type Progress = (line: string) => void;

export interface Packages {
  /** Its folder in the cache, and what people read. */
  readonly name: string;
  /** Requirements files in which every package is pinned. */
  readonly requirements: readonly string[];
  /** A module that must be there to import. */
  readonly imports: string;
}

const REPORT_EVERY_MS = 10_000;
/** An environment that a killed process, a full disk or a change of the system's Python has spoilt must be found out. */
const VERIFY = `
import sys, importlib, importlib.metadata
importlib.import_module(sys.argv[1])
for line in [line for path in sys.argv[2:] for line in open(path)]:
    name, _, version = line.strip().partition("==")
    if version and importlib.metadata.version(name) != version: sys.exit(f"{name} is not {version}")
`;

/** Outside the checkout, so that a clean checkout, a second worktree and CI's cache step all find the same one. */
function cacheFolder(name: string, env: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sagemaker-operator', name);
}

/**
 * The environment's own python. The first time takes a minute. What is in the cache is whole or not there: it is made beside its place,
 * and renamed into it when every pin is seen to be met. (Scripts with a path in their first line, as bin/moto_server, don't survive
 * that; `python -m` does.)
 */
export async function makeEnvironment(packages: Packages, python: Python, progress: Progress): Promise<string> {
  const cache = cacheFolder(packages.name);
  const pins = await Promise.all(packages.requirements.map((path) => readFile(path, 'utf8')));
  const key = createHash('sha256').update(JSON.stringify([...pins, python.identity]));
  const target = join(cache, key.digest('hex').slice(0, 12));
  if (!(await isSound(packages, target))) {
    await mkdir(cache, { recursive: true });
    const onWait = (pid: number): void => progress(`Process ${pid} is installing ${packages.name}; waiting for it`);
    await withLock(`${target}.lock`, () => make({ packages, python, target, progress }), { onWait });
  }
  return pythonIn(target);
}

interface Making {
  readonly packages: Packages;
  readonly python: Python;
  readonly target: string;
  readonly progress: Progress;
}

async function make({ packages, python, target, progress }: Making): Promise<void> {
  if (await isSound(packages, target)) return; // by whom we waited for
  progress(`Installing ${packages.name}, once for this machine (about a minute)`);
  const folder = `${target}.making-${process.pid}`;
  // It also takes away what a killed process leaves; once the folder has been renamed there is nothing to take.
  const guardian = await Guardian.over(folder);
  try {
    await run(python.command, ['-m', 'venv', '--clear', folder]);
    await install(packages, folder, guardian, progress);
    await run(pythonIn(folder), ['-c', VERIFY, packages.imports, ...packages.requirements]);
    await rm(target, { recursive: true, force: true });
    await rename(folder, target);
  } finally {
    await guardian.dismiss();
  }
  progress(`Installed ${target}`);
}

async function install({ requirements }: Packages, folder: string, guardian: Guardian, progress: Progress): Promise<void> {
  const quiet = ['--disable-pip-version-check', '--no-input', '--progress-bar', 'off'];
  const files = requirements.flatMap((path) => ['-r', path]);
  const pip = spawn(pythonIn(folder), ['-m', 'pip', 'install', ...quiet, ...files], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [pip.stdout, pip.stderr]) createInterface(stream).on('line', (line) => lines.push(line));
  const report = setInterval(() => progress(`  ${lines.at(-1) ?? 'starting pip'}`), REPORT_EVERY_MS);
  if (pip.pid !== undefined) guardian.watch(pip.pid);
  try {
    const [code] = (await once(pip, 'close')) as [number | null];
    if (code !== 0) throw new Error(`pip could not install ${requirements.join(' and ')}:\n${lines.slice(-10).join('\n')}`);
  } finally {
    clearInterval(report);
    if (pip.pid !== undefined) guardian.forget(pip.pid);
  }
}

async function isSound({ requirements, imports }: Packages, folder: string): Promise<boolean> {
  try {
    await run(pythonIn(folder), ['-c', VERIFY, imports, ...requirements], { timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}

const pythonIn = (folder: string): string => join(folder, 'bin', 'python');
