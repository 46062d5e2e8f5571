import { randomUUID } from 'node:crypto';
import { link, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LockOptions {
  /** Told once, when another process is found at work. */
  readonly onWait?: (pid: number) => void;
  readonly pollMs?: number;
  /** A lock not renewed for this long is abandoned, even if some process has its pid (pids are reused). */
  readonly abandonedAfterMs?: number;
}

/**
 * Runs `work` while holding the lock file, one process at a time; waits while a living process holds it.
 *
 * The lock saves double work; it is not what makes the work correct. Two processes that find the same abandoned lock at
 * the same instant may both go on, so `work` must also end in an atomic step that only one can win.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const { abandonedAfterMs = 60_000 } = options;
  await acquire(file, options, abandonedAfterMs);
  const renewal = setInterval(() => void renew(file), abandonedAfterMs / 10);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    if ((await holder(file)) === process.pid) await rm(file, { force: true });
  }
}

/** Is there a process of this id? One that belongs to another user counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
}

async function acquire(file: string, options: LockOptions, abandonedAfterMs: number): Promise<void> {
  let told = false;
  while (!(await claim(file))) {
    const pid = await holder(file);
    if (pid === undefined || !isAlive(pid) || (await age(file)) > abandonedAfterMs) {
      await rm(file, { force: true });
      continue;
    }
    if (!told) options.onWait?.(pid);
    told = true;
    await sleep(options.pollMs ?? 500);
  }
}

/** Links a file that already holds our pid into place: atomic, and never seen empty. */
async function claim(file: string): Promise<boolean> {
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function holder(file: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  return Number.isNaN(pid) ? undefined : pid;
}

async function age(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  return found ? Date.now() - found.mtimeMs : 0;
}

/** Best effort: a missed renewal costs at most the double work that the lock is there to save. */
async function renew(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => {});
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
