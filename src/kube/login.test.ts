import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fromKubeconfig, inCluster } from './login.ts';
import { FakeClock } from './testkit.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'login-'));
  for (const [name, text] of [
    ['ca.crt', 'CA'],
    ['token', 'first\n'],
    ['namespace', 'team-a\n'],
  ] as const)
    await writeFile(join(folder, name), text);
});
afterEach(() => rm(folder, { recursive: true }));

describe('in a pod', () => {
  const clock = new FakeClock();
  const login = (host = '10.0.0.1') => inCluster({ host, port: '443', folder, now: clock.now });

  test('the mounted folder and two variables say it all', async () => {
    const connection = await login();
    expect(connection).toMatchObject({ server: 'https://10.0.0.1:443', tls: { ca: Buffer.from('CA') }, namespace: 'team-a' });
    expect(await connection.headers()).toEqual({ authorization: 'Bearer first' });
  });

  test('an IPv6 host is bracketed', async () => {
    expect((await login('fd00::1')).server).toBe('https://[fd00::1]:443');
  });

  test('a token that was replaced is read within a minute, and at once when the old one is refused', async () => {
    const connection = await login();
    await connection.headers();
    await writeFile(join(folder, 'token'), 'second');
    clock.advance(59_999);
    expect(await connection.headers()).toEqual({ authorization: 'Bearer first' });
    clock.advance(1);
    expect(await connection.headers()).toEqual({ authorization: 'Bearer second' });
    await writeFile(join(folder, 'token'), 'third');
    expect(await connection.headers(true)).toEqual({ authorization: 'Bearer third' });
  });
});

describe('from a kubeconfig', () => {
  const text = (user: object) =>
    JSON.stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u', namespace: 'team-b' } }],
      clusters: [
        { name: 'k', cluster: { server: 'https://k:6443', 'certificate-authority-data': Buffer.from('CA').toString('base64') } },
      ],
      users: [{ name: 'u', user }],
    });

  test('server, CA, namespace and token are taken', async () => {
    const connection = await fromKubeconfig({ text: text({ token: 't' }) });
    expect(connection).toMatchObject({ server: 'https://k:6443', tls: { ca: Buffer.from('CA') }, namespace: 'team-b' });
    expect(await connection.headers()).toEqual({ authorization: 'Bearer t' });
  });

  test('a client certificate goes into TLS', async () => {
    const [cert, key] = ['CERT', 'KEY'].map((part) => Buffer.from(part).toString('base64'));
    const { tls } = await fromKubeconfig({ text: text({ 'client-certificate-data': cert, 'client-key-data': key }) });
    expect(tls).toMatchObject({ cert: Buffer.from('CERT'), key: Buffer.from('KEY') });
  });

  test('a user name and password are sent as Basic', async () => {
    const connection = await fromKubeconfig({ text: text({ username: 'u', password: 'p' }) });
    expect(await connection.headers()).toEqual({ authorization: `Basic ${Buffer.from('u:p').toString('base64')}` });
  });

  test('files are found from where the kubeconfig is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
    await writeFile(join(folder, 'client.crt'), 'CERT');
    await writeFile(join(folder, 'client.key'), 'KEY');
    await writeFile(join(folder, 'token'), 'from-file');
    await writeFile(
      join(folder, 'config'),
      text({ 'client-certificate': 'client.crt', 'client-key': './client.key', tokenFile: 'token' }),
    );
    const connection = await fromKubeconfig({ path: join(folder, 'config') });
    expect(connection.tls).toMatchObject({ cert: Buffer.from('CERT'), key: Buffer.from('KEY') });
    expect(await connection.headers()).toEqual({ authorization: 'Bearer from-file' });
    await rm(folder, { recursive: true });
  });

  test('a login plugin is asked', async () => {
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'from-plugin' },
    };
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'echo',
      args: [JSON.stringify(credential)],
      interactiveMode: 'Never',
    };
    const connection = await fromKubeconfig({ text: text({ exec }) });
    expect(await connection.headers()).toEqual({ authorization: 'Bearer from-plugin' });
  });

  test('a context without a cluster is a mistake that is told', async () => {
    await expect(fromKubeconfig({ text: text({}), context: 'missing' })).rejects.toThrow('names no cluster');
  });
});
