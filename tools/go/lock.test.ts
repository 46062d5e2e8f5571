import { spawnSync } from 'node:child_process';
import { access, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive, withLock } from './lock.ts';
import { until } from '../control-plane/until.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  file = join(folder, 'lock');
});

afterEach(() => rm(folder, { recursive: true }));

test('two holders never work at the same time', async () => {
  let working = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++working);
    await sleep(20);
    working--;
  };
  await Promise.all([1, 2, 3].map(() => withLock(file, work, { pollMs: 5 })));
  expect(most).toBe(1);
});

test('the lock names its holder while the work runs and is gone afterwards, also when the work fails', async () => {
  const failing = withLock(file, async () => {
    expect(await readFile(file, 'utf8')).toBe(String(process.pid));
    throw new Error('no space left');
  });
  await expect(failing).rejects.toThrow('no space left');
  await expect(access(file)).rejects.toThrow('ENOENT');
});

test('one who waits is told for whom, once', async () => {
  const waits: number[] = [];
  const second = (): Promise<void> => withLock(file, async () => {}, { pollMs: 5, onWait: (pid) => waits.push(pid) });
  let waiting: Promise<void> | undefined;
  await withLock(file, async () => {
    waiting = second();
    await until('the second to wait', async () => waits.length > 0, { withinMs: 5_000 });
    await sleep(30);
  });
  await waiting;
  expect(waits).toEqual([process.pid]);
});

test('the lock of a process that is dead is taken over at once', async () => {
  const { pid } = spawnSync('true');
  expect(isAlive(pid)).toBe(false);
  await writeFile(file, String(pid));
  expect(await withLock(file, async () => 'done')).toBe('done');
});

test('a lock that nobody renews is taken over, although some process has its pid', async () => {
  const hourAgo = new Date(Date.now() - 3_600_000);
  await writeFile(file, String(process.ppid));
  await utimes(file, hourAgo, hourAgo);
  expect(await withLock(file, async () => 'done')).toBe('done');
});

test('a long work keeps its lock, because it is renewed', async () => {
  const options = { abandonedAfterMs: 100, pollMs: 5 };
  const order: string[] = [];
  let second: Promise<number> | undefined;
  await withLock(
    file,
    async () => {
      second = withLock(file, async () => order.push('second'), options);
      await sleep(300);
      order.push('first');
    },
    options,
  );
  await second;
  expect(order).toEqual(['first', 'second']);
});
