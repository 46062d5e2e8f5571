/**
 * Kubeconfigs that say everything themselves: certificates, a token, a password. They are read here, because @kubernetes/client-node,
 * which also knows login plugins, merged files and proxies, costs 60 MB of memory and a second of start. What it is needed for is
 * left to it: then this returns undefined.
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import type { Connection, Tls } from './connection.ts';
import { tokenHeaders } from './token.ts';

interface Entry<T> {
  readonly name: string;
  readonly context?: T;
  readonly cluster?: T;
  readonly user?: T;
}
type Strings = Readonly<Record<string, unknown>>;
interface KubeconfigFile {
  readonly 'current-context'?: string;
  readonly contexts?: readonly Entry<Strings>[];
  readonly clusters?: readonly Entry<Strings>[];
  readonly users?: readonly Entry<Strings>[];
}

export interface PlainOptions {
  readonly text: string;
  /** Folder that relative paths start from; absent for a text without a file. */
  readonly path?: string;
  readonly context?: string;
  readonly now: () => number;
}

/** What only a plugin, a proxy or another identity can do. */
const BEYOND = {
  cluster: ['proxy-url'],
  user: ['exec', 'auth-provider', 'as', 'as-uid', 'as-groups', 'as-user-extra', 'impersonate-user'],
} as const;

export async function plainConnection(options: PlainOptions): Promise<Connection | undefined> {
  const file = parse(options.text) as KubeconfigFile | null;
  const context = find(file?.contexts, options.context ?? file?.['current-context'])?.context;
  const cluster = find(file?.clusters, text(context?.['cluster']))?.cluster;
  const user = find(file?.users, text(context?.['user']))?.user ?? {};
  const server = text(cluster?.['server']);
  if (!cluster || server === undefined) return undefined;
  if (BEYOND.cluster.some((field) => field in cluster) || BEYOND.user.some((field) => field in user)) return undefined;
  const folder = options.path === undefined ? '.' : dirname(options.path);
  return {
    server,
    tls: await tlsOf(cluster, user, folder),
    namespace: text(context?.['namespace']),
    headers: headersOf(user, folder, options.now),
  };
}

const find = <T>(entries: readonly Entry<T>[] | undefined, name: string | undefined): Entry<T> | undefined =>
  entries?.find((entry) => entry.name === name);

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

async function tlsOf(cluster: Strings, user: Strings, folder: string): Promise<Tls> {
  const [ca, cert, key] = await Promise.all([
    material(cluster, 'certificate-authority', folder),
    material(user, 'client-certificate', folder),
    material(user, 'client-key', folder),
  ]);
  const servername = text(cluster['tls-server-name']);
  return {
    ...(ca ? { ca } : {}),
    ...(cert && key ? { cert, key } : {}),
    ...(servername === undefined ? {} : { servername }),
    ...(cluster['insecure-skip-tls-verify'] === true ? { rejectUnauthorized: false } : {}),
  };
}

/** Inline data wins over a file, as in kubectl. */
async function material(from: Strings, field: string, folder: string): Promise<Buffer | undefined> {
  const data = text(from[`${field}-data`]);
  if (data !== undefined) return Buffer.from(data, 'base64');
  const path = text(from[field]);
  return path === undefined ? undefined : readFile(resolve(folder, path));
}

function headersOf(user: Strings, folder: string, now: () => number): Connection['headers'] {
  const tokenFile = text(user['tokenFile']);
  if (tokenFile !== undefined) return tokenHeaders(resolve(folder, tokenFile), now);
  const token = text(user['token']);
  const [name, password] = [text(user['username']), text(user['password'])];
  const basic = name === undefined ? undefined : `Basic ${Buffer.from(`${name}:${password ?? ''}`).toString('base64')}`;
  const authorization = token === undefined ? basic : `Bearer ${token}`;
  return async () => (authorization === undefined ? {} : { authorization });
}
