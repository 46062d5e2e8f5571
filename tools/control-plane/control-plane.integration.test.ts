import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { isAlive } from '../go/lock.ts';
import { until } from './until.ts';

/** The first run on a machine may have to build Kubernetes. */
const BUILD_MS = 30 * 60_000;
const TEST_MS = 60_000;

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane({
    auditPolicy: { rules: [{ level: 'Metadata' }] },
    extraApiServerArgs: ['--feature-gates=WatchList=true'],
  });
}, BUILD_MS);

afterAll(() => plane?.stop(), TEST_MS);

async function kubectl(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(plane.kubectl, ['--kubeconfig', plane.kubeconfig, ...args], { timeout: 30_000 });
  return stdout.trim();
}

async function phase(namespace: string): Promise<string> {
  return await kubectl('get', 'namespace', namespace, '--ignore-not-found', '-o', 'jsonpath={.status.phase}');
}

test('it says the version that it serves', () => {
  expect(plane.version).toMatch(/^v1\.\d+\.\d+/);
});

test(
  'a deleted namespace goes away with all that is in it, which proves the controller manager',
  async () => {
    await kubectl('create', 'namespace', 'short-lived');
    await kubectl('create', 'configmap', 'within', '--namespace', 'short-lived');
    expect(await phase('short-lived')).toBe('Active');
    await kubectl('delete', 'namespace', 'short-lived', '--wait=false');
    await until('the namespace to go', async () => (await phase('short-lived')) === '', { withinMs: 30_000 });
  },
  TEST_MS,
);

test(
  'RBAC is on: a user without a role is refused',
  async () => {
    expect(await kubectl('auth', 'can-i', '*', '*')).toBe('yes');
    await expect(kubectl('get', 'secrets', '--as', 'nobody')).rejects.toThrow('Forbidden');
  },
  TEST_MS,
);

test(
  'a service account gets a token that the API server accepts',
  async () => {
    const token = await kubectl('create', 'token', 'default');
    const whoami = await kubectl('auth', 'whoami', '--token', token, '-o', 'jsonpath={.status.userInfo.username}');
    expect(whoami).toBe('system:serviceaccount:default:default');
  },
  TEST_MS,
);

test(
  'the audit log has every request',
  async () => {
    await kubectl('create', 'configmap', 'audited');
    const log = await readFile(plane.auditLog ?? '', 'utf8');
    expect(log).toMatch(/"verb":"create".*"resource":"configmaps","namespace":"default","name":"audited"/);
  },
  TEST_MS,
);

test(
  'what was written survives a kill -9 of etcd and of the API server',
  async () => {
    await kubectl('create', 'namespace', 'durable');
    const { etcd, apiserver } = plane.components ?? {};
    await etcd?.kill();
    await etcd?.start();
    await apiserver?.kill();
    await apiserver?.start();
    expect(await phase('durable')).toBe('Active');
  },
  TEST_MS,
);

test(
  'after stop no process is left, no port answers and its folder is gone',
  async () => {
    const { pids } = plane;
    expect(pids.length).toBeGreaterThanOrEqual(2);
    expect(pids.every(isAlive)).toBe(true);
    await plane.stop();
    expect(plane.pids).toEqual([]);
    expect(pids.filter(isAlive)).toEqual([]);
    await expect(access(dirname(plane.kubeconfig))).rejects.toThrow('ENOENT');
    expect(await answers(new URL(plane.server))).toBe(false);
    await plane.stop();
  },
  TEST_MS,
);

function answers({ hostname, port }: URL): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(Number(port), hostname);
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
