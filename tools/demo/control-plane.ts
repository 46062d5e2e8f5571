import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts';

const CLI = fileURLToPath(new URL('../control-plane/cli.ts', import.meta.url));
/** A line that is followed by the end of the process is the reason for it, which is shown as an error and not as progress too. */
const LAST_WORDS_MS = 300;

/**
 * Makes the control plane's programs available; the first time on a machine that may compile them, for minutes. In a process group of
 * its own, so that an interrupt ends the compiler and all that it started, from wherever the interrupt came.
 */
export async function prepareControlPlane(note: (line: string) => void, signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [CLI, 'prepare'], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const lines: string[] = [];
  const told: NodeJS.Timeout[] = [];
  createInterface(child.stderr).on('line', (line) => {
    lines.push(line);
    told.push(setTimeout(note, LAST_WORDS_MS, line.trim()));
  });
  const interrupt = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
  };
  signal.addEventListener('abort', interrupt, { once: true });
  const [code] = await once(child, 'close');
  signal.removeEventListener('abort', interrupt);
  for (const timer of told) clearTimeout(timer);
  signal.throwIfAborted();
  if (code !== 0) throw new Error(lines.slice(-25).join('\n'));
}

/** Starts it. An interrupt is answered at once, and what was under way is stopped as soon as it can be. */
export async function openControlPlane(stack: AsyncDisposableStack, signal: AbortSignal): Promise<ControlPlane> {
  const starting = startControlPlane();
  stack.defer(async () => {
    const plane = await starting.catch(() => undefined);
    await plane?.stop();
  });
  return await unlessAborted(starting, signal);
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
