import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverVersion } from './api-client.ts';
import type { ControlPlane, ControlPlaneOptions } from './control-plane.ts';
import { makeFolder } from './site.ts';

const IMAGE = 'rancher/k3s:v1.36.1-k3s1';
const API_PORT = 6443;

/** What K3s adds to Kubernetes and nothing here uses. */
const DISABLED = ['traefik', 'servicelb', 'metrics-server', 'local-storage', 'coredns'];

/**
 * Starts K3s in a container. The libraries are loaded here and not before: they take most of a second, which a run that
 * needs no Docker should not pay. Nothing depends on their reaper, so TESTCONTAINERS_RYUK_DISABLED=true works too; the
 * price is that a run that is killed leaves its container behind.
 */
export async function startInDocker(kubectl: string, options: ControlPlaneOptions): Promise<ControlPlane> {
  if (options.auditPolicy)
    throw new Error('An audit log cannot be had from Docker; set CONTROL_PLANE=go or CONTROL_PLANE=binaries.');
  const { K3sContainer } = await import('@testcontainers/k3s');
  options.progress?.(`Starting ${IMAGE} in Docker`);
  const container = await new K3sContainer(IMAGE).withCommand(k3sCommand(options.extraApiServerArgs ?? [])).start();
  try {
    const directory = await makeFolder(options.directory);
    const kubeconfig = join(directory, 'kubeconfig');
    await writeFile(kubeconfig, container.getKubeConfig(), { mode: 0o600 });
    let stopped: Promise<void> | undefined;
    const stop = (): Promise<void> => (stopped ??= container.stop().then(() => rm(directory, { recursive: true, force: true })));
    return {
      source: 'docker',
      kubeconfig,
      kubectl,
      server: `https://${container.getHost()}:${container.getMappedPort(API_PORT)}`,
      version: await serverVersion(kubectl, kubeconfig),
      pids: [],
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await container.stop();
    throw error;
  }
}

/** `--x=y` for the API server is `--kube-apiserver-arg=x=y` for K3s. */
function k3sCommand(apiServerArgs: readonly string[]): string[] {
  const passed = apiServerArgs.map((arg) => `--kube-apiserver-arg=${arg.replace(/^--/, '')}`);
  return ['server', `--disable=${DISABLED.join(',')}`, ...passed];
}
