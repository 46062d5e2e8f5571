/** What a process and the two APIs it talks to say of its cost. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

export interface ProcessCost {
  /** MiB. */
  readonly residentMiB: number;
  readonly peakMiB: number;
  readonly cpuSeconds: number;
}

const TICKS_PER_SECOND = 100;

/** Linux only: elsewhere all is NaN. */
export function processCost(pid: number): ProcessCost {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kib = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return {
      residentMiB: kib('VmRSS') / 1024,
      peakMiB: kib('VmHWM') / 1024,
      cpuSeconds: (Number(stat[11]) + Number(stat[12])) / TICKS_PER_SECOND,
    };
  } catch {
    return { residentMiB: Number.NaN, peakMiB: Number.NaN, cpuSeconds: Number.NaN };
  }
}

export interface KubernetesCost {
  readonly byVerb: Readonly<Record<string, number>>;
  readonly writes: number;
  readonly gets: number;
}

interface AuditEvent {
  readonly verb: string;
  readonly userAgent?: string;
  readonly stage: string;
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string };
}

const WRITES = new Set(['create', 'update', 'patch', 'delete']);

/** Calls in the audit log that came from a client whose user agent begins so. */
export async function kubernetesCost(auditLog: string, userAgent: string): Promise<KubernetesCost> {
  const byVerb: Record<string, number> = {};
  let [writes, gets] = [0, 0];
  for (const line of (await readFile(auditLog, 'utf8')).split('\n')) {
    if (line === '') continue;
    const { verb, userAgent: agent = '', stage, objectRef } = JSON.parse(line) as AuditEvent;
    if (stage !== 'ResponseComplete' || !agent.startsWith(userAgent)) continue;
    const what = `${verb} ${[objectRef?.resource, objectRef?.subresource].filter((part) => part !== undefined).join('/')}`;
    byVerb[what] = (byVerb[what] ?? 0) + 1;
    if (WRITES.has(verb)) writes++;
    if (verb === 'get') gets++;
  }
  return { byVerb, writes, gets };
}

/** The value below which a share of the values lies; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
