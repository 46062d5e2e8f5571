/**
 * Completes package-lock.json with the optional platform packages that a registry mirror did not serve.
 *
 * Native tools (oxlint, oxfmt, …) list one optional package a platform. A mirror that lacks some of them makes `npm install` write
 * a lockfile without their entries, and `npm ci` then refuses it ("Missing: … from lock file"), on platforms that never need them too.
 * Against the public registry this changes nothing. Run it after `npm install`: `node tools/complete-lockfile.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface LockEntry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  optionalDependencies?: Record<string, string>;
}

const PATH = 'package-lock.json';
const CPUS = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x'] as const;
const OSES = ['linux', 'darwin', 'win32', 'freebsd', 'android', 'openharmony'] as const;

const lock = JSON.parse(readFileSync(PATH, 'utf8')) as { packages: Record<string, LockEntry> };
let added = 0;
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    const words = name.replace(/^.*\//, '').split('-');
    const os = OSES.find((candidate) => words.includes(candidate));
    const cpu = CPUS.find((candidate) => words.includes(candidate));
    if (lock.packages[path] || !os || !cpu || !/^\d/.test(version)) continue;
    lock.packages[path] = { version, ...(entry.dev ? { dev: true } : {}), optional: true, os: [os], cpu: [cpu] };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(PATH, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${PATH}: ${added} platform packages added\n`);
