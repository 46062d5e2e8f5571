/** Apart from the rest of the machine (see tools/node/apart.ts): a cluster of one node, and the scenario in it. */
import { startControlPlane } from '../../tools/control-plane/control-plane.ts';
import { Interrupted, listenForInterrupts } from '../../tools/demo/interrupt.ts';
import { openScreen } from '../../tools/demo/screen.ts';
import { step } from '../../tools/demo/step.ts';
import type { Images } from '../../tools/docker/images.ts';
import { NODE_ADDRESS } from '../../tools/node/address.ts';
import { prepareGround } from '../../tools/node/ground.ts';
import { API_SERVER_ARGS, startNode } from '../../tools/node/node.ts';
import type { NodePrograms } from '../../tools/node/programs.ts';
import { Cluster } from './cluster.ts';
import { play } from './scenario.ts';

/** What was prepared where there still was a network. */
export interface Provisions {
  readonly folder: string;
  readonly helm: string;
  readonly images: Images;
  /** What `docker save` wrote. */
  readonly archive: string;
  readonly programs: NodePrograms;
}

async function main({ folder, helm, images, archive, programs }: Provisions): Promise<void> {
  const signal = listenForInterrupts();
  const screen = openScreen(process.stdout, process.env);
  await prepareGround(folder);
  await using stack = new AsyncDisposableStack();
  const plane = await step(screen, {
    doing: 'Starting a cluster of one node',
    work: async () => {
      const plane = stack.use(
        await startControlPlane({ directory: folder, address: NODE_ADDRESS, extraApiServerArgs: API_SERVER_ARGS }),
      );
      stack.use(await startNode(plane, { programs, images: [archive], directory: folder }));
      return plane;
    },
    done: ({ version }) => `Kubernetes ${version} with one node`,
  });
  const { kubectl, kubeconfig } = plane;
  await play(new Cluster({ kubectl, kubeconfig, helm, images, folder }, screen, signal));
}

try {
  await main(JSON.parse(process.argv[2] ?? '') as Provisions);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof Interrupted ? error.exitCode : 1;
}
