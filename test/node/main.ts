/** `make node`: the image and the charts on a real node. See USAGE. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Guardian } from '../../tools/control-plane/guardian.ts';
import { buildFromGo } from '../../tools/control-plane/go-build.ts';
import { requirePrograms, SEARCH_PATH, Unavailable } from '../../tools/debian/packages.ts';
import { Interrupted, listenForInterrupts } from '../../tools/demo/interrupt.ts';
import { openScreen } from '../../tools/demo/screen.ts';
import { step } from '../../tools/demo/step.ts';
import { openDocker } from '../../tools/docker/docker.ts';
import { buildImages, type Images } from '../../tools/docker/images.ts';
import type { Progress } from '../../tools/go/build.ts';
import { find } from '../../tools/go/find.ts';
import { prepareTool } from '../../tools/helm/programs.ts';
import { runApart } from '../../tools/node/apart.ts';
import { buildPauseImage } from '../../tools/node/pause.ts';
import { prepareNodePrograms } from '../../tools/node/programs.ts';
import { Cluster } from './cluster.ts';
import type { Provisions } from './inside.ts';
import { play } from './scenario.ts';

const USAGE = `Usage: make node [ARGS="..."]

Installs the charts with the image in a cluster, applies the examples, deletes the leader's pod, upgrades, uninstalls.

Without arguments: on a cluster of one node that is made for it and gone afterwards. Needs root on Linux, Go, and Debian's packages
(docker.io, containernetworking-plugins), which it installs; where they cannot be had it says why, and ends well.

  --kubeconfig FILE   use the cluster of this file, which must have no definitions of ours; what was made there stays
  --image NAME        ... and this image of the operator, which its nodes must be able to pull
  --simulator NAME    ... and this one of the simulator (docker build --target simulator)`;

const NEEDS = {
  containerd: 'containerd',
  runc: 'runc',
  iptables: 'iptables',
  ip: 'iproute2',
  unshare: 'util-linux',
  '/usr/lib/cni/bridge': 'containernetworking-plugins',
};

class UsageError extends Error {
  override readonly name = 'UsageError';
}

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kubeconfig: { type: 'string' },
      image: { type: 'string' },
      simulator: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const signal = listenForInterrupts();
  const folder = await mkdtemp(join(tmpdir(), 'sagemaker-node-'));
  const guardian = await Guardian.over(folder);
  try {
    const { kubeconfig, image: operator, simulator } = values;
    if (kubeconfig === undefined) return await onOwnNode(folder, { guardian, signal });
    if (operator === undefined || simulator === undefined)
      throw new UsageError(`--kubeconfig needs --image and --simulator.\n\n${USAGE}`);
    return await onGivenCluster({ folder, kubeconfig, images: { operator, simulator } }, signal);
  } finally {
    await guardian.dismiss();
    await rm(folder, { recursive: true, force: true });
  }
}

async function onGivenCluster(
  { folder, kubeconfig, images }: { folder: string; kubeconfig: string; images: Images },
  signal: AbortSignal,
): Promise<number> {
  const kubectl = find('kubectl', (process.env['PATH'] ?? '').split(delimiter));
  if (kubectl === undefined) throw new UsageError('kubectl is needed and is not on the PATH.');
  const helm = await prepareTool('helm');
  await play(new Cluster({ kubectl, kubeconfig, helm, images, folder }, openScreen(process.stdout, process.env), signal));
  return 0;
}

/** Prepares all that comes over the network, then goes where there is none. */
async function onOwnNode(folder: string, { guardian, signal }: { guardian: Guardian; signal: AbortSignal }): Promise<number> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) throw new Unavailable('a node needs root on Linux');
  const screen = openScreen(process.stdout, process.env);
  const provisions = await step(screen, {
    doing: 'Preparing programs and images',
    work: (note) =>
      provide(folder, note, signal).catch((error: unknown) => {
        // What was being run says only that it was ended.
        signal.throwIfAborted();
        throw error;
      }),
    done: ({ images }) => `Programs and images are there: ${images.operator}, ${images.simulator}`,
  });
  signal.throwIfAborted();
  const inside = fileURLToPath(new URL('./inside.ts', import.meta.url));
  // The control plane must be of the node's version, whatever else lies on the PATH.
  const env = { ...process.env, PATH: SEARCH_PATH, CONTROL_PLANE: 'go' };
  return await runApart([process.execPath, inside, JSON.stringify(provisions)], { env, guardian, signal });
}

async function provide(folder: string, progress: Progress, signal: AbortSignal): Promise<Provisions> {
  const go = find('go', SEARCH_PATH.split(delimiter));
  if (go === undefined) throw new Unavailable('a node is built from Go modules, and go is not on the PATH');
  await requirePrograms(NEEDS, progress);
  const programs = await prepareNodePrograms(progress);
  const helm = await prepareTool('helm', { progress });
  await buildFromGo(go, progress);
  await using docker = await openDocker(progress, signal);
  const images = await buildImages(docker, { tag: 'node-test', progress });
  const archive = join(folder, 'images.tar');
  progress('Saving the images');
  await docker.run([
    'save',
    '--output',
    archive,
    images.operator,
    images.simulator,
    await buildPauseImage(docker, programs.pause),
  ]);
  return { folder, helm, images, archive, programs };
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  if (error instanceof Unavailable) {
    process.stdout.write(`Skipped: ${error.message}.\n`);
    return 0;
  }
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof Interrupted) return error.exitCode;
  return error instanceof UsageError ? 2 : 1;
}
