import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ApiClient } from './api-client.ts';
import type { Binaries } from './binaries.ts';
import { Component, ComponentFailed, type ComponentSpec } from './component.ts';
import type { AuditPolicy, Components, ControlPlane, ControlPlaneOptions } from './control-plane.ts';
import { createCredentials, writeKubeconfig } from './credentials.ts';
import { apiserverFlags, type AuditFiles, auditFlags, controllerManagerFlags, etcdFlags } from './flags.ts';
import { Guardian } from './guardian.ts';
import { freePort } from './ports.ts';
import type { Source } from './source.ts';

const ATTEMPTS = 3;

/** Starts etcd, the API server and the controller manager as processes; again with other ports if one was snatched. */
export async function startProcesses(
  binaries: Binaries,
  source: Source['kind'],
  options: ControlPlaneOptions,
): Promise<ControlPlane> {
  if (!binaries.controllerManager) {
    options.progress?.('No kube-controller-manager found: namespaces and owned objects will not be deleted');
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(binaries, source, options);
    } catch (error) {
      if (attempt === ATTEMPTS || !isPortTaken(error)) throw error;
      options.progress?.('A port was taken by another process in the meantime; trying others');
    }
  }
}

function isPortTaken(error: unknown): boolean {
  return error instanceof ComponentFailed && error.log.includes('address already in use');
}

/** Owns the folder and all processes of one control plane. Whatever fails, `dispose` undoes what was done so far. */
class Site {
  readonly directory: string;
  readonly #guardian: Guardian;
  readonly #components: Component[] = [];

  private constructor(directory: string, guardian: Guardian) {
    this.directory = directory;
    this.#guardian = guardian;
  }

  static async open(parent: string): Promise<Site> {
    await mkdir(parent, { recursive: true });
    const directory = await mkdtemp(join(resolve(parent), 'control-plane-'));
    return new Site(directory, await Guardian.over(directory));
  }

  get pids(): readonly number[] {
    return this.#components.flatMap((component) => component.pid ?? []);
  }

  file(name: string): string {
    return join(this.directory, name);
  }

  async start(spec: Omit<ComponentSpec, 'log' | 'guardian'>): Promise<Component> {
    const component = new Component({ ...spec, log: this.file(`${spec.name}.log`), guardian: this.#guardian });
    this.#components.push(component);
    await component.start();
    return component;
  }

  /** Clients before servers, so that none spends its last moments on retries. */
  async dispose(): Promise<void> {
    for (const component of this.#components.toReversed()) await component.stop();
    await this.#guardian.dismiss();
    await rm(this.directory, { recursive: true, force: true });
  }
}

async function startOnce(binaries: Binaries, source: Source['kind'], options: ControlPlaneOptions): Promise<ControlPlane> {
  const site = await Site.open(options.directory ?? tmpdir());
  try {
    const running = await startComponents(site, binaries, options);
    const stop = (): Promise<void> => site.dispose();
    return {
      ...running,
      source,
      kubectl: binaries.kubectl,
      version: await serverVersion(binaries.kubectl, running.kubeconfig),
      get pids() {
        return site.pids;
      },
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await site.dispose();
    throw error;
  }
}

interface Running {
  readonly kubeconfig: string;
  readonly server: string;
  readonly components: Components;
  readonly auditLog?: string;
}

async function startComponents(site: Site, binaries: Binaries, options: ControlPlaneOptions): Promise<Running> {
  const credentials = await createCredentials(site.directory);
  const [client, peer, secure] = [await freePort(), await freePort(), await freePort()];
  const etcdUrl = `http://127.0.0.1:${client}`;
  const server = `https://127.0.0.1:${secure}`;
  const api = new ApiClient(server, credentials.authority, credentials.adminToken);
  const audit = options.auditPolicy && (await writeAuditPolicy(site, options.auditPolicy));

  const etcd = await site.start({
    name: 'etcd',
    command: binaries.etcd,
    args: etcdFlags(site.file('etcd'), etcdUrl, `http://127.0.0.1:${peer}`),
    ready: async () => (await fetch(`${etcdUrl}/health`).catch(() => undefined))?.ok ?? false,
    readyWithinMs: 20_000,
  });
  const apiserver = await site.start({
    name: 'kube-apiserver',
    command: binaries.apiserver,
    args: [
      ...apiserverFlags(etcdUrl, secure, credentials),
      ...(audit ? auditFlags(audit) : []),
      ...(options.extraApiServerArgs ?? []),
    ],
    ready: () => api.answers('/readyz'),
    readyWithinMs: 60_000,
  });
  const kubeconfig = site.file('kubeconfig');
  await writeKubeconfig(kubeconfig, server, credentials.authority, credentials.adminToken);
  const own = site.file('controller-manager.kubeconfig');
  await writeKubeconfig(own, server, credentials.authority, credentials.controllerManagerToken);
  const controllerManager =
    binaries.controllerManager &&
    (await site.start({
      name: 'kube-controller-manager',
      command: binaries.controllerManager,
      args: controllerManagerFlags(own, credentials),
      // Its work is the proof that it is up: every namespace gets a default service account from it.
      ready: () => api.answers('/api/v1/namespaces/default/serviceaccounts/default'),
      readyWithinMs: 30_000,
    }));
  const components = { etcd, apiserver, ...(controllerManager && { controllerManager }) };
  return { kubeconfig, server, components, ...(audit && { auditLog: audit.log }) };
}

async function writeAuditPolicy(site: Site, policy: AuditPolicy): Promise<AuditFiles> {
  const files = { policy: site.file('audit-policy.json'), log: site.file('audit.log') };
  await writeFile(files.policy, JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', ...policy }));
  await writeFile(files.log, '');
  return files;
}

/** Asked with kubectl, which proves in passing that kubectl and kubeconfig work. */
export async function serverVersion(kubectl: string, kubeconfig: string): Promise<string> {
  const args = ['--kubeconfig', kubeconfig, 'get', '--raw', '/version'];
  const { stdout } = await promisify(execFile)(kubectl, args, { timeout: 30_000 });
  const { gitVersion } = JSON.parse(stdout) as { gitVersion: string };
  return gitVersion;
}
