import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Site } from '../control-plane/site.ts';
import { POD_NETWORK } from './address.ts';

const run = promisify(execFile);
export const PAUSE_IMAGE = 'docker.io/library/sagemaker-operator-pause:1';
const PLUGINS = '/usr/lib/cni';

export interface Containerd {
  readonly socket: string;
  /** Takes in what `docker save` wrote. */
  load(archive: string): Promise<void>;
}

export async function startContainerd(site: Site): Promise<Containerd> {
  const folder = site.file('containerd');
  const networks = site.file('cni');
  await mkdir(folder);
  await mkdir(networks);
  await writeFile(`${networks}/10-pods.conflist`, JSON.stringify(podNetwork));
  const socket = '/run/containerd.sock';
  const config = site.file('containerd.toml');
  await writeFile(config, configOf({ folder, socket, networks }));
  const ctr = (args: readonly string[]): Promise<unknown> => run('ctr', ['--address', socket, '--namespace', 'k8s.io', ...args]);
  await site.start({
    name: 'containerd',
    command: 'containerd',
    args: ['--config', config],
    ready: () => succeeds(ctr(['version'])),
    readyWithinMs: 30_000,
  });
  return { socket, load: async (archive) => void (await ctr(['images', 'import', archive])) };
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return await work.then(
    () => true,
    () => false,
  );
}

/**
 * Version 2 is read by 1.x and 2.x alike. Mounts are in `state`, which is on ground of our own: what is in the site's folder can be removed
 * with it. A score is not lowered where that is not ours to do, such as in CI's own container.
 */
function configOf({ folder, socket, networks }: { folder: string; socket: string; networks: string }): string {
  return `version = 2
root = "${folder}"
state = "/run/containerd"

[grpc]
  address = "${socket}"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  restrict_oom_score_adj = true

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "${PLUGINS}"
  conf_dir = "${networks}"
`;
}

const podNetwork = {
  cniVersion: '0.4.0',
  name: 'pods',
  plugins: [
    {
      type: 'bridge',
      bridge: 'pods0',
      isGateway: true,
      ipMasq: true,
      // A Service may lead a pod back to itself.
      hairpinMode: true,
      ipam: { type: 'host-local', ranges: [[{ subnet: POD_NETWORK }]], routes: [{ dst: '0.0.0.0/0' }] },
    },
  ],
};
