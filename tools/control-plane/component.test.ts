import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Component, type ComponentSpec } from './component.ts';
import { Guardian } from './guardian.ts';
import { isAlive } from '../go/lock.ts';
import { until } from './until.ts';

let directory: string;
let guardian: Guardian;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'component-'));
  guardian = await Guardian.over(directory);
});

afterEach(async () => {
  await guardian.dismiss();
  await rm(directory, { recursive: true, force: true });
});

function shell(script: string, spec: Partial<ComponentSpec> = {}): Component {
  return new Component({
    name: 'shell',
    command: '/bin/sh',
    args: ['-c', script],
    log: join(directory, 'shell.log'),
    guardian,
    ready: async () => true,
    readyWithinMs: 5_000,
    ...spec,
  });
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

test('a component that exits before it serves fails at once and shows its log', async () => {
  const component = shell('echo no such flag >&2; exit 3', { ready: async () => false });
  await expect(component.start()).rejects.toThrow('shell exited with code 3 before it served. Its last lines:\nno such flag');
});

test('a component that never serves is ended at the deadline', async () => {
  const component = shell('echo dreaming; exec sleep 60', { ready: async () => false, readyWithinMs: 200 });
  await expect(component.start()).rejects.toThrow('Waited 0.2 s in vain for shell to serve. Its last lines:\ndreaming');
  expect(component.pid).toBeUndefined();
});

test('a program that is not there fails and leaves nothing', async () => {
  const component = shell('', { command: '/no/such/program' });
  await expect(component.start()).rejects.toThrow('ENOENT');
  await component.stop();
});

test('stop ends a process that ignores SIGTERM, after its grace', async () => {
  const marker = join(directory, 'deaf');
  const component = shell(`trap '' TERM; touch ${marker}; while :; do sleep 0.1; done`, { ready: () => exists(marker) });
  await component.start();
  await component.stop(100);
  expect(component.pid).toBeUndefined();
});

test('stop ends a paused process without waiting for its grace', async () => {
  const component = shell('exec sleep 60');
  await component.start();
  component.pause();
  await component.stop(60_000);
  expect(component.pid).toBeUndefined();
});

test('a component can be killed and started again', async () => {
  const component = shell('exec sleep 60');
  await component.start();
  const first = component.pid;
  await component.kill();
  await component.start();
  expect(component.pid).not.toBe(first);
  await expect(component.start()).rejects.toThrow('runs already');
  await component.stop();
});

test('it gets no environment but the PATH, so that nobody’s ETCD_* or AWS_* reaches it', async () => {
  const log = join(directory, 'shell.log');
  const component = shell('env; exec sleep 60', { log, ready: () => exists(log) });
  process.env['ETCD_NAME'] = 'stray';
  await component.start();
  delete process.env['ETCD_NAME'];
  await until('env to be printed', async () => (await readFile(log, 'utf8')).includes('PATH='), { withinMs: 5_000 });
  expect(await readFile(log, 'utf8')).not.toContain('ETCD_NAME');
  await component.stop();
});

test('when the process that started it is killed, the component ends and its directory goes', async () => {
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', OWNER, directory], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(owner.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  expect(isAlive(pid)).toBe(true);
  owner.kill('SIGKILL');
  await until('the component to go', async () => !isAlive(pid), { withinMs: 5_000 });
  await until('the directory to go', async () => !(await exists(join(directory, 'owned'))), { withinMs: 5_000 });
});

const OWNER = `
import { mkdirSync } from 'node:fs';
import { Component } from './component.ts';
import { Guardian } from './guardian.ts';
const directory = process.argv[1] + '/owned';
mkdirSync(directory);
const component = new Component({
  name: 'sleep', command: '/bin/sleep', args: ['60'], log: directory + '/sleep.log',
  guardian: await Guardian.over(directory), ready: async () => true, readyWithinMs: 5000,
});
await component.start();
process.stdout.write(String(component.pid));
`;
