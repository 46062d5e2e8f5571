/**
 * Where the apiserver is and who we are. In a pod that is four facts from the environment and a mounted folder, in a plain kubeconfig a
 * few fields, read here natively; login plugins are left to @kubernetes/client-node, imported only then: it costs a second and 85 MB.
 */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Connection, Tls } from './connection.ts';
import { plainConnection } from './kubeconfig.ts';
import { tokenHeaders } from './token.ts';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

export interface InClusterOptions {
  readonly host: string;
  readonly port: string;
  readonly now: () => number;
  readonly folder?: string;
}

export async function inCluster(options: InClusterOptions): Promise<Connection> {
  const folder = options.folder ?? SERVICE_ACCOUNT;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    server: `https://${host}:${options.port}`,
    tls: { ca: await readFile(join(folder, 'ca.crt')) },
    namespace: await readFile(join(folder, 'namespace'), 'utf8').then(
      (text) => text.trim(),
      () => undefined,
    ),
    headers: tokenHeaders(join(folder, 'token'), options.now),
  };
}

export interface KubeconfigOptions {
  /** The file's text, or its path; ~/.kube/config when neither is given. */
  readonly text?: string;
  readonly path?: string;
  readonly context?: string;
}

/**
 * Login plugins keep their own caches and are asked before each call. A client certificate that a plugin replaces while we run is
 * not picked up: plugins that do so are rare, and a restart helps.
 */
export async function fromKubeconfig(given: KubeconfigOptions): Promise<Connection> {
  // Named here, for where there is no such file the library would try an unsafe port of this machine, and say nothing of a kubeconfig.
  const options = { path: join(homedir(), '.kube', 'config'), ...given };
  return (await plain(options)) ?? withPlugins(options);
}

/** Undefined also where there is no one file to read: what stands for it is then found by the library. */
async function plain({ text, path, context }: KubeconfigOptions): Promise<Connection | undefined> {
  const common = { now: () => performance.now(), ...(context === undefined ? {} : { context }) };
  if (text !== undefined) return plainConnection({ ...common, text });
  if (path === undefined || path.includes(delimiter)) return undefined;
  return plainConnection({ ...common, text: await read(path), path });
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Error(`the kubeconfig ${path} cannot be read: set KUBECONFIG or --kubeconfig to one that can`, { cause: error });
  }
}

async function withPlugins(options: KubeconfigOptions): Promise<Connection> {
  const { KubeConfig } = await import('./kubeconfig-library.ts');
  const config = new KubeConfig();
  if (options.text !== undefined) config.loadFromString(options.text);
  else if (options.path !== undefined && !options.path.includes(delimiter)) config.loadFromFile(options.path);
  else config.loadFromDefault();
  if (options.context !== undefined) config.setCurrentContext(options.context);

  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error('the kubeconfig names no cluster for its current context');
  const login = async (): Promise<LoginOptions> => {
    const options: LoginOptions = {};
    await config.applyToHTTPSOptions(options);
    return options;
  };
  return {
    server: cluster.server,
    tls: tlsOf(await login()),
    namespace: config.getContextObject(config.getCurrentContext())?.namespace,
    headers: async () => headersOf(await login()),
  };
}

type LoginOptions = Parameters<KubeConfig['applyToHTTPSOptions']>[0];

function tlsOf(login: LoginOptions): Tls {
  const { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized } = login;
  const given = Object.entries({ ca, cert, key, pfx, passphrase, servername, rejectUnauthorized });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Tls;
}

function headersOf(login: LoginOptions): Record<string, string> {
  const headers = Object.entries(login.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  const basic = typeof login.auth === 'string' ? { authorization: `Basic ${Buffer.from(login.auth).toString('base64')}` } : {};
  return { ...basic, ...Object.fromEntries(headers) };
}
