import { once } from 'node:events';
import { dirname } from 'node:path';
import { prepare, type Prepared, startControlPlane } from './control-plane.ts';

const END_MS = 3_000;

const USAGE = `Usage: node tools/control-plane/cli.ts COMMAND

  prepare   make a control plane available; may build it, once for a machine
  up        run one until Ctrl-C
  env       print shell commands that put its programs on the PATH

CONTROL_PLANE=binaries|docker|go forces where it comes from.`;

async function main(command: string = ''): Promise<number> {
  switch (command) {
    case 'prepare':
      letBuildEnd();
      print(where(await prepare(tell)));
      return 0;
    case 'up':
      return await up();
    case 'env':
      return env(await prepare(tell));
    default:
      tell(USAGE);
      return 2;
  }
}

/**
 * An interrupt ends the compiler, which is in our process group, and the failed build then removes what it wrote. Dying of the signal
 * ourselves would leave that behind; after a moment we do all the same, should something else be under way.
 */
function letBuildEnd(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => setTimeout(() => process.exit(130), END_MS).unref());
  }
}

async function up(): Promise<number> {
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => asked.abort());
  const since = performance.now();
  await using plane = await startControlPlane({ progress: tell });
  tell(
    `Kubernetes ${plane.version} at ${plane.server} after ${((performance.now() - since) / 1000).toFixed(1)} s; Ctrl-C ends it.`,
  );
  print(`export KUBECONFIG=${quote(plane.kubeconfig)}`);
  if (!asked.signal.aborted) await untilAborted(asked.signal);
  tell('Stopping');
  return 0;
}

/** A listener for an abort does not keep a process alive; a timer does. */
async function untilAborted(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => {}, 2 ** 30);
  await once(signal, 'abort');
  clearInterval(alive);
}

function env(prepared: Prepared): number {
  if (prepared.kind === 'docker') {
    tell('With Docker the programs are inside a container; only kubectl is here, and it is on the PATH already.');
    return 1;
  }
  const folder = dirname(prepared.binaries.apiserver);
  print(`export KUBEBUILDER_ASSETS=${quote(folder)}`);
  print(`export PATH=${quote(dirname(prepared.binaries.kubectl))}:"$PATH"`);
  return 0;
}

function where(prepared: Prepared): string {
  return prepared.kind === 'docker'
    ? 'K3s in Docker; the image is pulled at the first start'
    : dirname(prepared.binaries.apiserver);
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  process.exitCode = await main(process.argv[2]);
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
