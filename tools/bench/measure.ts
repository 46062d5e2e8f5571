/** What a process and the two APIs that it talks to say of its cost. All of it is counted from the start; a chapter's is a difference. */
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { OperationCount } from '../../src/simulator/ledger.ts';

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

/** Calls by verb and resource. */
export type Calls = Readonly<Record<string, number>>;

interface AuditEvent {
  readonly verb: string;
  readonly userAgent?: string;
  readonly stage: string;
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string };
}

/** Calls in the audit log that came from a client whose user agent begins so. */
export async function kubernetesCalls(auditLog: string, userAgent: string): Promise<Calls> {
  const byVerb: Record<string, number> = {};
  for await (const line of createInterface(createReadStream(auditLog))) {
    // Most lines are of others, and to parse a hundred megabytes takes its time.
    if (!line.includes(userAgent)) continue;
    const { verb, userAgent: agent = '', stage, objectRef } = JSON.parse(line) as AuditEvent;
    if (stage !== 'ResponseComplete' || !agent.startsWith(userAgent)) continue;
    const what = `${verb} ${[objectRef?.resource, objectRef?.subresource].filter((part) => part !== undefined).join('/')}`;
    byVerb[what] = (byVerb[what] ?? 0) + 1;
  }
  return byVerb;
}

export const WRITES = ['create', 'update', 'patch', 'delete'] as const;
export const READS = ['get', 'list', 'watch'] as const;

/** How many of the calls have one of the verbs. */
export const withVerb = (calls: Calls, verbs: readonly string[]): number =>
  Object.entries(calls).reduce((sum, [what, count]) => (verbs.includes(what.split(' ', 1)[0] ?? '') ? sum + count : sum), 0);

/** AWS's ledger by operation. */
export type AwsCalls = Readonly<Record<string, { readonly calls: number; readonly throttled: number; readonly refused: number }>>;

const THROTTLING = 'ThrottlingException';

export function awsCalls(counts: Readonly<Record<string, OperationCount>>): AwsCalls {
  return Object.fromEntries(
    Object.entries(counts).map(([operation, { calls, errors }]) => {
      const throttled = errors[THROTTLING] ?? 0;
      const refused = Object.values(errors).reduce((sum, count) => sum + count, 0) - throttled;
      return [operation, { calls, throttled, refused }];
    }),
  );
}

/** Calls that serve all objects of a kind at once. */
const SHARED = /^List(?!Tags)|^GetCallerIdentity$/;

export interface AwsTotals {
  readonly calls: number;
  readonly shared: number;
  readonly throttled: number;
  /** Creates that AWS refused otherwise. */
  readonly refusedCreates: number;
}

export function awsTotals(aws: AwsCalls): AwsTotals {
  const entries = Object.entries(aws);
  const sum = (of: (operation: string, count: AwsCalls[string]) => number): number =>
    entries.reduce((total, [operation, count]) => total + of(operation, count), 0);
  return {
    calls: sum((_, { calls }) => calls),
    shared: sum((operation, { calls }) => (SHARED.test(operation) ? calls : 0)),
    throttled: sum((_, { throttled }) => throttled),
    refusedCreates: sum((operation, { refused }) => (operation.startsWith('Create') ? refused : 0)),
  };
}

/** Member by member; what has not changed is left out. */
export function difference<T extends number | Readonly<Record<string, number>>>(
  after: Readonly<Record<string, T>>,
  before: Readonly<Record<string, T>>,
): Record<string, T> {
  const less = (now: T, then: T | undefined): T => {
    if (typeof now === 'number') return (now - ((then as number | undefined) ?? 0)) as T;
    const was = then as Readonly<Record<string, number>> | undefined;
    return Object.fromEntries(Object.entries(now).map(([member, value]) => [member, value - (was?.[member] ?? 0)])) as T;
  };
  const isSome = (value: T): boolean =>
    typeof value === 'number' ? value > 0 : Object.values(value).some((member) => member > 0);
  return Object.fromEntries(
    Object.entries(after)
      .map(([name, now]) => [name, less(now, before[name])] as const)
      .filter(([, value]) => isSome(value))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** Undefined of none. */
export function latencyOf(values: readonly number[]): Latency | undefined {
  return values.length === 0 ? undefined : { p50: percentile(values, 0.5), p99: percentile(values, 0.99) };
}

/** The value below which a share of the values lies; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
