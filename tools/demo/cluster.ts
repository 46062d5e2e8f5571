import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Guardian } from '../control-plane/guardian.ts';
import { Kubectl, runProgram } from './kubectl.ts';
import { openControlPlane, prepareControlPlane } from './control-plane.ts';
import type { Options } from './options.ts';
import type { Screen } from './screen.ts';
import { step } from './step.ts';

/** A cluster that can be talked to. */
export interface Cluster {
  /** For the operator and for who looks further. */
  readonly kubeconfig: string;
  readonly kubectl: Kubectl;
  readonly server: string;
}

export interface Setting {
  readonly options: Options;
  readonly screen: Screen;
  readonly signal: AbortSignal;
  /** Undoes, last first, whatever was done. */
  readonly stack: AsyncDisposableStack;
  /** A folder that goes away with the demo. */
  readonly folder: string;
  /** Removes the folder, and should this process be killed, also ends what it was told of. */
  readonly guardian: Guardian;
}

export async function openCluster(setting: Setting): Promise<Cluster> {
  const { cluster } = setting.options;
  return cluster.kind === 'own' ? await ownCluster(setting) : await yourCluster(setting, cluster);
}

/** A real API server and etcd, without nodes: they are not needed, because SageMaker does the work. */
async function ownCluster({ screen, signal, stack, folder }: Setting): Promise<Cluster> {
  const plane = await step(screen, {
    doing: 'Starting Kubernetes',
    work: async (note) => {
      await prepareControlPlane(note, signal);
      note('Starting Kubernetes');
      return await openControlPlane(stack, signal);
    },
    done: ({ version, server }) => `Kubernetes ${version} at ${server}`,
  });
  const { kubeconfig, server } = plane;
  return { kubeconfig, server, kubectl: new Kubectl(plane.kubectl, kubeconfig, join(folder, 'kubectl')) };
}

/**
 * The context as it is now, in a file of its own: should you switch contexts in another terminal meanwhile, the demo stays where you
 * allowed it to be.
 */
async function yourCluster(
  { signal, folder }: Setting,
  { kubeconfig, context }: { readonly kubeconfig: string | undefined; readonly context: string | undefined },
): Promise<Cluster> {
  const flags = [
    kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig],
    context === undefined ? [] : ['--context', context],
  ];
  const args = [...flags.flat(), 'config', 'view', '--raw', '--minify', '--flatten'];
  const pinned = join(folder, 'kubeconfig');
  await writeFile(pinned, await runProgram('kubectl', args, signal), { mode: 0o600 });
  const kubectl = new Kubectl('kubectl', pinned, join(folder, 'kubectl'));
  const server = await kubectl.run(['config', 'view', '--minify', '--output', 'jsonpath={.clusters[0].cluster.server}'], signal);
  return { kubeconfig: pinned, server, kubectl };
}
