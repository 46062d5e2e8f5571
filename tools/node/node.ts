/** A node, and the scheduler that gives it work: with a control plane, a whole cluster that runs pods. */
import { copyFile, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { flags } from '../control-plane/flags.ts';
import { Site } from '../control-plane/site.ts';
import { NODE_ADDRESS, POD_NETWORK } from './address.ts';
import { type Containerd, startContainerd } from './containerd.ts';
import type { NodePrograms } from './programs.ts';

const NAME = 'node';
const READY_WITHIN_MS = 60_000;

/** What the API server must be told beyond what it is told for tests that have no nodes. */
export const API_SERVER_ARGS = flags({
  // No DNS knows the node's name.
  'kubelet-preferred-address-types': 'InternalIP',
  // The controller that takes the taint of a new node away is not run.
  'disable-admission-plugins': 'TaintNodesByCondition',
});

export interface ClusterNode extends AsyncDisposable {
  readonly containerd: Containerd;
}

/** Images are there before kubelet is: nothing here can be pulled. */
export async function startNode(
  plane: ControlPlane,
  { programs, images, directory }: { programs: NodePrograms; images: readonly string[]; directory: string },
): Promise<ClusterNode> {
  const site = await Site.open(directory);
  try {
    const containerd = await startContainerd(site);
    for (const image of images) await containerd.load(image);
    const kubeconfig = site.file('kubeconfig');
    await copyFile(plane.kubeconfig, kubeconfig);
    await startKubelet(site, programs.kubelet, { kubeconfig, containerd });
    await startProxy(site, programs.proxy, kubeconfig);
    await startScheduler(site, programs.scheduler, kubeconfig);
    return { containerd, [Symbol.asyncDispose]: () => site.dispose() };
  } catch (error) {
    await site.dispose();
    throw error;
  }
}

async function startKubelet(
  site: Site,
  command: string,
  { kubeconfig, containerd }: { kubeconfig: string; containerd: Containerd },
): Promise<void> {
  const config = site.file('kubelet.yaml');
  const resolver = site.file('resolv.conf');
  await writeFile(resolver, '');
  await writeFile(
    config,
    stringify({ ...KUBELET, resolvConf: resolver, containerRuntimeEndpoint: `unix://${containerd.socket}` }),
  );
  await site.start({
    name: 'kubelet',
    command,
    args: flags({ config, kubeconfig, 'hostname-override': NAME, 'node-ip': NODE_ADDRESS }),
    ready: () => answers('http://127.0.0.1:10248/healthz'),
    readyWithinMs: READY_WITHIN_MS,
  });
}

/** Nobody outside of the node's own network can reach it, so it asks nobody who they are. */
const KUBELET = {
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
  authorization: { mode: 'AlwaysAllow' },
  address: NODE_ADDRESS,
  cgroupDriver: 'cgroupfs',
  // The machine may have cgroups of the first version and swap, and it is not for us to say what else runs on it.
  failCgroupV1: false,
  failSwapOn: false,
  enforceNodeAllocatable: [],
  // A disk that is nearly full with other things is no reason to evict a pod of a test.
  evictionHard: { 'memory.available': '0%', 'nodefs.available': '0%', 'imagefs.available': '0%', 'nodefs.inodesFree': '0%' },
  imageGCHighThresholdPercent: 100,
  volumePluginDir: '/run/volume-plugins',
} as const;

async function startProxy(site: Site, command: string, kubeconfig: string): Promise<void> {
  await site.start({
    name: 'kube-proxy',
    command,
    args: flags({
      kubeconfig,
      'hostname-override': NAME,
      'proxy-mode': 'iptables',
      'cluster-cidr': POD_NETWORK,
      'healthz-bind-address': '127.0.0.1:10256',
      // Limits of the whole kernel are left as they are.
      'conntrack-max-per-core': 0,
      'conntrack-min': 0,
      'conntrack-tcp-timeout-established': '0s',
      'conntrack-tcp-timeout-close-wait': '0s',
    }),
    ready: () => answers('http://127.0.0.1:10256/healthz'),
    readyWithinMs: READY_WITHIN_MS,
  });
}

async function startScheduler(site: Site, command: string, kubeconfig: string): Promise<void> {
  await site.start({
    name: 'kube-scheduler',
    command,
    args: flags({ kubeconfig, 'leader-elect': false, 'secure-port': 0 }),
    // It serves nothing that could be asked; the first pod is the proof.
    ready: () => Promise.resolve(true),
    readyWithinMs: READY_WITHIN_MS,
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
}
