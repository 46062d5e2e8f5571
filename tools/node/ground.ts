/** What a node takes for granted of the machine that it has to itself. Here that is namespaces of the kernel: see apart.ts. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NODE_ADDRESS } from './address.ts';

const run = promisify(execFile);

/** Folders whose names are fixed in the programs. What is written there is gone with the namespace. */
const SCRATCH = ['/run', '/var/log', '/var/lib/kubelet', '/var/lib/cni'];

/** Settings of the whole kernel that kubelet would change. It finds them as it wants them, and the machine's stay as they are. */
const WANTED_SETTINGS = {
  'kernel/panic': '10',
  'kernel/panic_on_oops': '1',
  'kernel/keys/root_maxbytes': '25000000',
  'kernel/keys/root_maxkeys': '1000000',
  'vm/overcommit_memory': '1',
  'vm/panic_on_oom': '0',
} as const;

export async function prepareGround(folder: string): Promise<void> {
  await run('ip', ['link', 'set', 'lo', 'up']);
  await run('ip', ['address', 'add', `${NODE_ADDRESS}/32`, 'dev', 'lo']);
  for (const target of SCRATCH) {
    await mkdir(target, { recursive: true });
    await run('mount', ['-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', target]);
  }
  for (const [setting, value] of Object.entries(WANTED_SETTINGS)) {
    const file = join(folder, setting.replaceAll('/', '-'));
    await writeFile(file, `${value}\n`);
    await run('mount', ['--bind', file, join('/proc/sys', setting)]);
  }
}
