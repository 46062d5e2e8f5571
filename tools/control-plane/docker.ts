import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ControlPlane, ControlPlaneOptions } from './control-plane.ts';
import { serverVersion } from './processes.ts';

const IMAGE = 'rancher/k3s:v1.36.1-k3s1';

/** What K3s adds to Kubernetes and nothing here uses. */
const DISABLED = ['traefik', 'servicelb', 'metrics-server', 'local-storage', 'coredns'];

/**
 * Starts K3s in a container. The libraries are loaded here and not before: they take most of a second, which runs that
 * need no Docker should not pay. Nothing depends on their reaper, so TESTCONTAINERS_RYUK_DISABLED=true works too; then
 * only a killed process leaves its container behind.
 */
export async function startInDocker(kubectl: string, options: ControlPlaneOptions): Promise<ControlPlane> {
  if (options.auditPolicy) throw new Error('An audit log needs CONTROL_PLANE=binaries or CONTROL_PLANE=go, not Docker.');
  const { K3sContainer } = await import('@testcontainers/k3s');
  options.progress?.(`Starting ${IMAGE} in Docker`);
  const container = await new K3sContainer(IMAGE).withCommand(k3sCommand(options.extraApiServerArgs ?? [])).start();
  const parent = resolve(options.directory ?? tmpdir());
  await mkdir(parent, { recursive: true });
  const directory = await mkdtemp(join(parent, 'control-plane-'));
  const kubeconfig = join(directory, 'kubeconfig');
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= container.stop().then(() => rm(directory, { recursive: true, force: true }));
    return stopping;
  };
  try {
    await writeFile(kubeconfig, container.getKubeConfig(), { mode: 0o600 });
    const version = await serverVersion(kubectl, kubeconfig);
    const server = `https://${container.getHost()}:${container.getMappedPort(6443)}`;
    return { source: 'docker', kubeconfig, kubectl, server, version, pids: [], stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** `--x=y` for the API server is `--kube-apiserver-arg=x=y` for K3s. */
function k3sCommand(apiServerArgs: readonly string[]): string[] {
  const passed = apiServerArgs.map((arg) => `--kube-apiserver-arg=${arg.replace(/^--/, '')}`);
  return ['server', `--disable=${DISABLED.join(',')}`, ...passed];
}
