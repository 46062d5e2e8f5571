/**
 * Runs a program apart from the rest of the machine: with a network, processes and mounts of its own, which the kernel takes away with it,
 * however it ends. A node changes all three, and has no way to undo that when it is killed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Guardian } from '../control-plane/guardian.ts';
import { Unavailable } from '../debian/packages.ts';

const CGROUPS = '/sys/fs/cgroup';
/** How kubelet calls the top of what it makes. */
const PODS = 'kubepods';

/** Resolves to its exit code. A signal is passed on, so that it can end in order; what it made in cgroups is removed when it is gone. */
export async function runApart(
  [command, ...args]: readonly [string, ...string[]],
  { env, guardian, signal }: { readonly env: NodeJS.ProcessEnv; readonly guardian: Guardian; readonly signal: AbortSignal },
): Promise<number> {
  if ((await podGroups()).length > 0)
    throw new Unavailable(`this machine is a node of a cluster itself (${CGROUPS} has ${PODS})`);
  const flags = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
  // In a group of its own, so that Ctrl-C reaches only us.
  const child = spawn('unshare', [...flags, command, ...args], { env, stdio: 'inherit', detached: true });
  await once(child, 'spawn');
  if (child.pid !== undefined) guardian.watch(child.pid);
  const passOn = (): void => {
    // unshare itself waits for its child whatever comes.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
  };
  signal.addEventListener('abort', passOn);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  } finally {
    signal.removeEventListener('abort', passOn);
    if (child.pid !== undefined) guardian.forget(child.pid);
    for (const group of await podGroups()) await removeGroups(group);
  }
}

/** One in each hierarchy of the first version of cgroups, or one at the top of the second. */
async function podGroups(): Promise<readonly string[]> {
  const tops = await readdir(CGROUPS, { withFileTypes: true });
  if (tops.some(({ name }) => name === PODS)) return [join(CGROUPS, PODS)];
  const folders = tops.filter((top) => top.isDirectory()).map(({ name }) => name);
  const within = await Promise.all(
    folders.map(async (name) => ((await readdir(join(CGROUPS, name))).includes(PODS) ? [name] : [])),
  );
  return within.flat().map((name) => join(CGROUPS, name, PODS));
}

/** A group is removed like an empty folder, whatever files it shows. */
async function removeGroups(group: string): Promise<void> {
  const entries = await readdir(group, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await removeGroups(join(group, entry.name));
  await rmdir(group);
}
