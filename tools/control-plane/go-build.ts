import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Binaries, isExecutable, PROGRAMS } from './binaries.ts';
import { isAlive, withLock } from './lock.ts';

const run = promisify(execFile);

/** The Go module that pins the versions. `go build tool` compiles the commands that it lists. */
const MODULE = fileURLToPath(new URL('./go/', import.meta.url));
const REPORT_EVERY_MS = 10_000;

export type Progress = (line: string) => void;

export interface BuildInputs {
  readonly goMod: string;
  readonly goSum: string;
  readonly goVersion: string;
  readonly platform: string;
}

/** Outside the checkout, so that a clean checkout, a second worktree and CI's cache step all find the same build. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sagemaker-operator', 'control-plane');
}

/** Names a build by all that goes into it: any change of versions, checksums, compiler or machine makes another name. */
export function versionKey(inputs: BuildInputs): string {
  const hash = createHash('sha256').update(JSON.stringify([inputs.goMod, inputs.goSum, inputs.goVersion, inputs.platform]));
  return `${moduleVersion(inputs.goMod, 'k8s.io/kubernetes')}-${inputs.platform}-${hash.digest('hex').slice(0, 12)}`;
}

/** The version of a module that go.mod requires: there alone are versions written down. */
export function moduleVersion(goMod: string, module: string): string {
  const line = goMod.split('\n').find((line) => line.trim().startsWith(`${module} v`));
  const version = line?.trim().split(' ')[1];
  if (!version) throw new Error(`${MODULE}go.mod requires no version of ${module}; restore it from git.`);
  return version;
}

/**
 * The binaries, built from Go modules unless the cache has them. The first time takes some minutes. A folder in the
 * cache is complete or not there: builds happen beside it and are renamed into place once every program says its version.
 */
export async function buildFromGo(go: string, progress: Progress, cache: string = cacheFolder()): Promise<Binaries> {
  const inputs = await readInputs(go);
  const target = join(cache, versionKey(inputs));
  if (isComplete(target)) return binariesIn(target);
  await mkdir(cache, { recursive: true });
  const onWait = (pid: number): void => progress(`Process ${pid} is building the control plane; waiting for it`);
  await withLock(`${target}.lock`, () => build({ go, target, goMod: inputs.goMod, progress }), { onWait });
  return binariesIn(target);
}

interface Build {
  readonly go: string;
  readonly target: string;
  readonly goMod: string;
  readonly progress: Progress;
}

async function readInputs(go: string): Promise<BuildInputs> {
  const [goMod, goSum] = await Promise.all(['go.mod', 'go.sum'].map((name) => readFile(join(MODULE, name), 'utf8')));
  const { stdout } = await run(go, ['env', 'GOVERSION', 'GOOS', 'GOARCH'], { cwd: MODULE, env: goEnvironment() });
  const [goVersion = '', system, machine] = stdout.trim().split('\n');
  return { goMod: goMod ?? '', goSum: goSum ?? '', goVersion, platform: `${system}-${machine}` };
}

async function build({ go, target, goMod, progress }: Build): Promise<void> {
  if (isComplete(target)) return; // by whom we waited for
  await sweep(target);
  const version = moduleVersion(goMod, 'k8s.io/kubernetes');
  progress(`Building Kubernetes ${version} and etcd from Go modules, once for this machine (several minutes)`);
  const folder = `${target}.building-${process.pid}`;
  try {
    await compile(go, folder, version, progress);
    await rename(join(folder, 'server'), join(folder, PROGRAMS.etcd));
    await verify(folder, goMod);
    await install(folder, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  progress(`Built ${target}`);
}

/** The atomic step. Another builder may have been first (see withLock); its build is as good as ours. */
async function install(folder: string, target: string): Promise<void> {
  if (isComplete(target)) return;
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

async function compile(go: string, folder: string, version: string, progress: Progress): Promise<void> {
  progress('  downloading modules');
  const { stdout } = await run(go, ['list', '-deps', 'tool'], { cwd: MODULE, env: goEnvironment(), maxBuffer: 2 ** 24 });
  const packages = stdout.trim().split('\n').length;
  const args = ['build', '-v', '-trimpath', '-buildvcs=false', '-ldflags', linkerFlags(version), '-o', `${folder}/`, 'tool'];
  const child = spawn(go, args, { cwd: MODULE, env: goEnvironment(), stdio: ['ignore', 'ignore', 'pipe'] });
  const lines: string[] = [];
  createInterface(child.stderr).on('line', (line) => lines.push(line));
  const report = setInterval(() => progress(`  ${lines.length} of about ${packages} packages compiled`), REPORT_EVERY_MS);
  try {
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`go build failed (in ${MODULE}):\n${lines.slice(-20).join('\n')}`);
  } finally {
    clearInterval(report);
  }
}

/** Without these, the programs call themselves v0.0.0 and clients that check the server's version are misled. */
function linkerFlags(version: string): string {
  const [major, minor] = version.slice(1).split('.');
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor };
  const set = Object.entries(values).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  return ['-s', '-w', ...set].join(' ');
}

function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
}

/** Runs each program once: it must start on this machine and be of the version that go.mod asks for. */
async function verify(folder: string, goMod: string): Promise<void> {
  const kubernetes = moduleVersion(goMod, 'k8s.io/kubernetes');
  const etcd = moduleVersion(goMod, 'go.etcd.io/etcd/server/v3').slice(1);
  await says(join(folder, PROGRAMS.etcd), ['--version'], etcd);
  await says(join(folder, PROGRAMS.apiserver), ['--version'], kubernetes);
  await says(join(folder, PROGRAMS.controllerManager), ['--version'], kubernetes);
  await says(join(folder, PROGRAMS.kubectl), ['version', '--client'], kubernetes);
}

async function says(program: string, args: readonly string[], version: string): Promise<void> {
  const { stdout } = await run(program, [...args], { timeout: 30_000 });
  if (!stdout.includes(version)) throw new Error(`${program} should be ${version} but says: ${stdout.trim()}`);
}

function isComplete(folder: string): boolean {
  return Object.values(PROGRAMS).every((program) => isExecutable(join(folder, program)));
}

function binariesIn(folder: string): Binaries {
  return {
    etcd: join(folder, PROGRAMS.etcd),
    apiserver: join(folder, PROGRAMS.apiserver),
    controllerManager: join(folder, PROGRAMS.controllerManager),
    kubectl: join(folder, PROGRAMS.kubectl),
  };
}
