import { writeFile } from 'node:fs/promises';
import { ApiClient, serverVersion } from './api-client.ts';
import type { Binaries } from './binaries.ts';
import { type Component, ComponentFailed } from './component.ts';
import type { AuditPolicy, ControlPlane, ControlPlaneOptions } from './control-plane.ts';
import { createCredentials, type Credentials, writeKubeconfig } from './credentials.ts';
import { apiserverFlags, type AuditFiles, auditFlags, controllerManagerFlags, etcdFlags, GO_MEMORY, LOOPBACK } from './flags.ts';
import { freePort } from './ports.ts';
import { Site } from './site.ts';
import type { Source } from './source.ts';

const ATTEMPTS = 3;

/** Programs, and the source that they came from. */
export interface Programs {
  readonly binaries: Binaries;
  readonly from: Source['kind'];
}

/** Starts etcd, the API server and the controller manager as processes; again with other ports if one was snatched. */
export async function startProcesses(programs: Programs, options: ControlPlaneOptions): Promise<ControlPlane> {
  if (!programs.binaries.controllerManager) {
    options.progress?.('No kube-controller-manager found: namespaces and owned objects will not be deleted');
  }
  for (let attempt = 1; ; attempt++) {
    const site = await Site.open(options.directory);
    try {
      return await startOn(site, programs, options);
    } catch (error) {
      await site.dispose();
      if (attempt === ATTEMPTS || !isPortTaken(error)) throw error;
      options.progress?.('A port was taken by another process in the meantime; trying others');
    }
  }
}

type Environment = Readonly<Record<string, string>>;

function isPortTaken(error: unknown): boolean {
  return error instanceof ComponentFailed && error.log.includes('address already in use');
}

async function startOn(site: Site, { binaries, from }: Programs, options: ControlPlaneOptions): Promise<ControlPlane> {
  const credentials = await createCredentials(site.directory);
  const audit = options.auditPolicy && (await writeAuditFiles(site, options.auditPolicy));
  const extraArgs = [...(audit ? auditFlags(audit) : []), ...(options.extraApiServerArgs ?? [])];

  const env = options.collectsAsShipped === true ? {} : GO_MEMORY;

  const etcd = await startEtcd(site, binaries.etcd, env);
  const apiserver = await startApiserver(site, binaries.apiserver, {
    etcdUrl: etcd.url,
    address: options.address ?? LOOPBACK,
    credentials,
    extraArgs,
    env,
  });
  const controllerManager = await startControllerManager(site, binaries.controllerManager, {
    apiserver,
    credentials,
    without: options.withoutControllers ?? [],
    env,
  });

  const kubeconfig = site.file('kubeconfig');
  await writeKubeconfig(kubeconfig, apiserver.url, credentials.authority, credentials.adminToken);
  const stop = (): Promise<void> => site.dispose();
  return {
    source: from,
    kubeconfig,
    kubectl: binaries.kubectl,
    server: apiserver.url,
    version: await serverVersion(binaries.kubectl, kubeconfig),
    components: { etcd: etcd.component, apiserver: apiserver.component, ...(controllerManager && { controllerManager }) },
    get pids() {
      return site.pids;
    },
    ...(audit && { auditLog: audit.log }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Etcd {
  readonly component: Component;
  readonly url: string;
}

async function startEtcd(site: Site, command: string, env: Environment): Promise<Etcd> {
  const [url, peerUrl] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  const component = await site.start({
    name: 'etcd',
    command,
    args: etcdFlags(site.file('etcd'), url, peerUrl),
    env,
    ready: () => isHealthy(url),
    readyWithinMs: 20_000,
  });
  return { component, url };
}

async function isHealthy(etcdUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${etcdUrl}/health`, { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
}

interface ApiServerInputs {
  readonly etcdUrl: string;
  readonly address: string;
  readonly credentials: Credentials;
  readonly extraArgs: readonly string[];
  readonly env: Environment;
}

interface ApiServer {
  readonly component: Component;
  readonly url: string;
  readonly client: ApiClient;
}

async function startApiserver(site: Site, command: string, inputs: ApiServerInputs): Promise<ApiServer> {
  const { etcdUrl, address, credentials, extraArgs, env } = inputs;
  const port = await freePort();
  const url = `https://${address}:${port}`;
  const client = new ApiClient(url, credentials.authority, credentials.adminToken);
  const component = await site.start({
    name: 'kube-apiserver',
    command,
    args: [...apiserverFlags(etcdUrl, { address, port }, credentials), ...extraArgs],
    env,
    ready: () => client.answers('/readyz'),
    readyWithinMs: 60_000,
  });
  return { component, url, client };
}

interface ControllerManagerInputs {
  readonly apiserver: ApiServer;
  readonly credentials: Credentials;
  readonly without: readonly string[];
  readonly env: Environment;
}

async function startControllerManager(
  site: Site,
  command: string | undefined,
  { apiserver, credentials, without, env }: ControllerManagerInputs,
): Promise<Component | undefined> {
  if (!command) return undefined;
  const kubeconfig = site.file('controller-manager.kubeconfig');
  await writeKubeconfig(kubeconfig, apiserver.url, credentials.authority, credentials.controllerManagerToken);
  return await site.start({
    name: 'kube-controller-manager',
    command,
    args: controllerManagerFlags(kubeconfig, credentials, without),
    env,
    // Its work is the proof that it is up: every namespace gets a default service account from it.
    ready: () => apiserver.client.answers('/api/v1/namespaces/default/serviceaccounts/default'),
    readyWithinMs: 30_000,
  });
}

async function writeAuditFiles(site: Site, policy: AuditPolicy): Promise<AuditFiles> {
  const files = { policy: site.file('audit-policy.json'), log: site.file('audit.log') };
  await writeFile(files.policy, JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', ...policy }));
  await writeFile(files.log, '');
  return files;
}
