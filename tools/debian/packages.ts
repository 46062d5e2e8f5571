/** Programs of Debian (and what is made from it), installed where they are missing and may be. */
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { promisify } from 'node:util';
import type { Progress } from '../go/build.ts';
import { find } from '../go/find.ts';

const run = promisify(execFile);

/** Where Debian puts what administrators run. It is not on everybody's PATH. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'].filter(Boolean);

/** Paths of files, or names of programs, and the package that brings them. */
export type Needs = Readonly<Record<string, string>>;

/** Something that this machine lacks and that cannot be had: a reason to skip, not to fail. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** Returns once all are there. */
export async function requirePrograms(needs: Needs, progress: Progress): Promise<void> {
  const lacking = await missing(needs);
  if (lacking.length === 0) return;
  const packages = [...new Set(lacking.map((name) => needs[name] ?? ''))];
  const what = `${lacking.join(', ')} (Debian's ${packages.join(', ')})`;
  if (process.getuid?.() !== 0) throw new Unavailable(`${what} is not here, and only root can install it`);
  if (find('apt-get', FOLDERS) === undefined) throw new Unavailable(`${what} is not here, and there is no apt-get to install it`);
  progress(`Installing ${packages.join(', ')}`);
  try {
    await apt(['update']);
    await apt(['install', '--yes', '--no-install-recommends', ...packages]);
  } catch (error) {
    throw new Unavailable(`${what} could not be installed: ${lastLine(error)}`, { cause: error });
  }
  const still = await missing(needs);
  if (still.length > 0) throw new Unavailable(`${packages.join(', ')} brought no ${still.join(', ')}`);
}

async function missing(needs: Needs): Promise<readonly string[]> {
  const there = await Promise.all(Object.keys(needs).map(isThere));
  return Object.keys(needs).filter((_, index) => there[index] !== true);
}

async function isThere(name: string): Promise<boolean> {
  if (!name.startsWith('/')) return find(name, FOLDERS) !== undefined;
  return await access(name).then(
    () => true,
    () => false,
  );
}

/** As in single-user mode, in which the packages' services are not started: a daemon on its usual socket would change what others find. */
async function apt(args: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await run('apt-get', ['--quiet', ...args], { env, maxBuffer: 2 ** 26 });
}

function lastLine(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : String(error);
  return said.trim().split('\n').at(-1) ?? '';
}

/** A PATH on which they are all found. */
export const SEARCH_PATH = [...new Set(FOLDERS)].join(delimiter);
