/**
 * Programs built from public Go modules, pinned by a go.mod and go.sum of ours. They lie in a cache outside the checkout, so that a clean
 * checkout, a second worktree and CI's cache step all find the same build, under a name made from all that goes into it.
 */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { isExecutable } from './find.ts';
import { isAlive, withLock } from './lock.ts';

const run = promisify(execFile);
const REPORT_EVERY_MS = 10_000;

export type Progress = (line: string) => void;

/** What to build, and how to know that it is what was asked for. */
export interface GoPrograms {
  /** Its folder in the cache. */
  readonly name: string;
  /** What it is, in words that finish «Building …». */
  readonly title: string;
  /** Holds go.mod, go.sum and our own Go files, if any. */
  readonly module: string;
  /** `tool` compiles the commands that go.mod lists as tools; `./...` our own. */
  readonly packages: string;
  /** The module whose version the name of a build shows, so that people can tell one from another. */
  readonly versionOf: string;
  /** Files that a complete build holds. */
  readonly programs: readonly string[];
  /** Further `-X` values for the linker, from the version above. */
  readonly linkerValues?: (version: string) => Readonly<Record<string, string>>;
  /** Names that `go build` gives, and the programs' own, where they differ. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Commands that must print the text: each program starts on this machine, and is of the version asked for. */
  readonly says: (goMod: string) => readonly { readonly command: readonly [string, ...string[]]; readonly text: string }[];
}

export interface BuildInputs {
  readonly goMod: string;
  readonly goSum: string;
  readonly goVersion: string;
  readonly platform: string;
  /** Contents of our own Go files. */
  readonly sources?: readonly string[];
}

export function cacheFolder(name: string, env: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sagemaker-operator', name);
}

/** Names a build by all that goes into it: any change of versions, checksums, sources, compiler or machine makes another name. */
export function versionKey(versionOf: string, { goMod, goSum, goVersion, platform, sources = [] }: BuildInputs): string {
  const hash = createHash('sha256').update(JSON.stringify([goMod, goSum, goVersion, platform, ...sources]));
  return `${moduleVersion(goMod, versionOf)}-${platform}-${hash.digest('hex').slice(0, 12)}`;
}

/** The version of a module that go.mod requires: there alone are versions written down. */
export function moduleVersion(goMod: string, module: string): string {
  const line = goMod.split('\n').find((line) =>
    line
      .trim()
      .replace(/^require /, '')
      .startsWith(`${module} v`),
  );
  const version = / (v\S+)/.exec(line ?? '')?.[1];
  if (!version) throw new Error(`go.mod requires no version of ${module}; restore it from git.`);
  return version;
}

/**
 * The folder of the programs, built unless the cache has them. A folder in the cache is complete or not there: builds happen beside it and
 * are renamed into place once every program says its version.
 */
export async function buildPrograms(
  wanted: GoPrograms,
  { go = 'go', progress = () => {}, cache = cacheFolder(wanted.name) }: { go?: string; progress?: Progress; cache?: string } = {},
): Promise<string> {
  const inputs = await readInputs(go, wanted.module);
  const target = join(cache, versionKey(wanted.versionOf, inputs));
  if (isComplete(wanted, target)) return target;
  await mkdir(cache, { recursive: true });
  const onWait = (pid: number): void => progress(`Process ${pid} is building ${wanted.title}; waiting for it`);
  await withLock(`${target}.lock`, () => build({ wanted, go, target, goMod: inputs.goMod, progress }), { onWait });
  return target;
}

interface Build {
  readonly wanted: GoPrograms;
  readonly go: string;
  readonly target: string;
  readonly goMod: string;
  readonly progress: Progress;
}

async function readInputs(go: string, module: string): Promise<BuildInputs> {
  const read = (name: string): Promise<string> => readFile(join(module, name), 'utf8');
  const own = (await readdir(module)).filter((name) => name.endsWith('.go')).toSorted();
  const { stdout } = await run(go, ['env', 'GOVERSION', 'GOOS', 'GOARCH'], { cwd: module, env: goEnvironment() });
  const [goVersion = '', system, machine] = stdout.trim().split('\n');
  return {
    goMod: await read('go.mod'),
    goSum: await read('go.sum'),
    goVersion,
    platform: `${system}-${machine}`,
    sources: await Promise.all(own.map(read)),
  };
}

async function build({ wanted, go, target, goMod, progress }: Build): Promise<void> {
  if (isComplete(wanted, target)) return; // by whom we waited for
  await sweep(target);
  progress(`Building ${wanted.title} ${moduleVersion(goMod, wanted.versionOf)} from Go modules, once for this machine`);
  const folder = `${target}.building-${process.pid}`;
  try {
    await compile({ wanted, go, folder, version: moduleVersion(goMod, wanted.versionOf), progress });
    for (const [from, to] of Object.entries(wanted.renamed ?? {})) await rename(join(folder, from), join(folder, to));
    for (const { command, text } of wanted.says(goMod)) await verify(folder, command, text);
    await install(wanted, folder, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  progress(`Built ${target}`);
}

/** The atomic step. Another builder may have been first (see withLock); its build is as good as ours. */
async function install(wanted: GoPrograms, folder: string, target: string): Promise<void> {
  if (isComplete(wanted, target)) return;
  await rm(target, { recursive: true, force: true });
  await rename(folder, target);
}

/** Removes what killed builds left behind. */
async function sweep(target: string): Promise<void> {
  const prefix = `${basename(target)}.building-`;
  const left = (await readdir(dirname(target))).filter((name) => name.startsWith(prefix));
  const dead = left.filter((name) => !isAlive(Number(name.slice(prefix.length))));
  await Promise.all(dead.map((name) => rm(join(dirname(target), name), { recursive: true, force: true })));
}

interface Compilation {
  readonly wanted: GoPrograms;
  readonly go: string;
  readonly folder: string;
  readonly version: string;
  readonly progress: Progress;
}

async function compile({ wanted, go, folder, version, progress }: Compilation): Promise<void> {
  const { module, packages } = wanted;
  progress('  downloading modules');
  const { stdout } = await run(go, ['list', '-deps', packages], { cwd: module, env: goEnvironment(), maxBuffer: 2 ** 24 });
  const total = stdout.trim().split('\n').length;
  const values = Object.entries(wanted.linkerValues?.(version) ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  const flags = ['-v', '-trimpath', '-buildvcs=false', '-ldflags', ['-s', '-w', ...values].join(' ')];
  const child = spawn(go, ['build', ...flags, '-o', `${folder}/`, packages], {
    cwd: module,
    env: goEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines: string[] = [];
  createInterface(child.stderr).on('line', (line) => lines.push(line));
  const report = setInterval(() => progress(`  ${lines.length} of about ${total} packages compiled`), REPORT_EVERY_MS);
  try {
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`go build failed (in ${module}):\n${lines.slice(-20).join('\n')}`);
  } finally {
    clearInterval(report);
  }
}

function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
}

async function verify(folder: string, [program, ...args]: readonly [string, ...string[]], text: string): Promise<void> {
  const { stdout } = await run(join(folder, program), args, { timeout: 30_000 });
  if (!stdout.includes(text)) throw new Error(`${program} should say ${text} but says: ${stdout.trim()}`);
}

const isComplete = (wanted: GoPrograms, folder: string): boolean =>
  wanted.programs.every((program) => isExecutable(join(folder, program)));
