import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startProcesses } from './processes.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'processes-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Starts a control plane whose etcd is this shell script; it never comes as far as the other programs. */
async function startWith(script: string, progress: string[]): Promise<void> {
  const etcd = join(folder, 'etcd');
  await writeFile(etcd, `#!/bin/sh\n${script}\n`);
  await chmod(etcd, 0o755);
  const binaries = { etcd, apiserver: '/bin/false', controllerManager: '/bin/false', kubectl: '/bin/false' };
  const options = { directory: join(folder, 'sites'), progress: (line: string) => void progress.push(line) };
  await startProcesses({ binaries, from: 'binaries' }, options);
}

test('a port that was snatched is not given up on at the first try, nor for ever', async () => {
  const progress: string[] = [];
  const start = startWith('echo "listen tcp 127.0.0.1:$$: bind: address already in use"; exit 1', progress);
  await expect(start).rejects.toThrow('address already in use');
  expect(progress).toHaveLength(2);
});

test('any other failure is final, shows the log, and leaves no file', async () => {
  const progress: string[] = [];
  await expect(startWith('echo "panic: no memory"; exit 2', progress)).rejects.toThrow(
    'etcd exited with code 2 before it served. Its last lines:\npanic: no memory',
  );
  expect(progress).toEqual([]);
  expect(await readdir(join(folder, 'sites'))).toEqual([]);
});
