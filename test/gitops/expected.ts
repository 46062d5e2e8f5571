/**
 * What GitOps tools must make of an object, from the table of conditions in docs/architecture.md: the page is the contract, and the row
 * whose conditions an object has says what it is.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { KubeObject } from '../../src/kinds/types.ts';
import type { Assessment } from './program.ts';

const ROOT = new URL('../../', import.meta.url);

/** By the words that begin the rows of the page. */
const VERDICTS = {
  moving: { kstatus: 'InProgress', argo: 'Progressing' },
  done: { kstatus: 'Current', argo: 'Healthy' },
  'ended badly': { kstatus: 'Failed', argo: 'Degraded' },
  refused: { kstatus: 'Failed', argo: 'Degraded' },
  waiting: { kstatus: 'InProgress', argo: 'Progressing' },
  'held (paused)': { kstatus: 'InProgress', argo: 'Progressing', ours: 'Suspended' },
} as const satisfies Readonly<Record<string, Expected>>;
export type State = keyof typeof VERDICTS;

export interface Expected {
  readonly kstatus: string;
  /** Argo CD from 3.6 on. */
  readonly argo: string;
  /** With our customization, where it says more. */
  readonly ours?: string;
}

const STATES = Object.keys(VERDICTS) as readonly State[];
const TABLE = tableOf(readFileSync(new URL('docs/architecture.md', ROOT), 'utf8'));

/** `ACK.ResourceSynced=True, Ready=True` → its row. Behind them may stand which role was chosen. */
function tableOf(page: string): ReadonlyMap<string, State> {
  const rows = [...page.matchAll(/^\| ([^|]+) \| ((?:[\w.]+=(?:True|False)(?:, )?)+) \|$/gm)];
  const table = new Map(rows.map(([, words = '', conditions = '']) => [conditions, stateOf(words)]));
  if (new Set(table.values()).size !== STATES.length)
    throw new Error('the table of conditions in docs/architecture.md lacks a row');
  return table;
}

function stateOf(words: string): State {
  const state = STATES.find((state) => words.startsWith(state));
  if (!state) throw new Error(`docs/architecture.md has a row for «${words}», and nobody said what tools should make of it`);
  return state;
}

/** Which row of the page the object is in. */
export function rowOf({ kind, metadata, status }: KubeObject): State {
  const own = (status?.conditions ?? []).filter(({ type }) => type !== 'ACK.IAMRoleSelected');
  const conditions = own.map(({ type, status }) => `${type}=${status}`).join(', ');
  const state = TABLE.get(conditions);
  if (!state) throw new Error(`${kind} ${metadata.name} has conditions of no row of docs/architecture.md: ${conditions}`);
  return state;
}

const LEAVING = { kstatus: 'Terminating', argo: 'Progressing' } as const satisfies Expected;
/** kstatus takes what nobody has said anything about for well: docs/gitops.md says what helps. */
const UNSEEN = { kstatus: 'Current', argo: 'Progressing' } as const satisfies Expected;

export function expectedOf(object: KubeObject): Expected {
  const { metadata, status } = object;
  if (metadata.deletionTimestamp !== undefined) return LEAVING;
  if (status === undefined) return UNSEEN;
  const expected: Expected = VERDICTS[rowOf(object)];
  if (status.observedGeneration === metadata.generation) return expected;
  // An edit that the operator has not seen yet. The rule of Argo CD 3.6 does not look at generations, and so tells of the old spec.
  return { ...expected, kstatus: 'InProgress', ours: 'Progressing' };
}

const path = (file: string): string => fileURLToPath(new URL(file, ROOT));
/** Argo CD's own rule from 3.6 on, told by us, and the customization that we give to those who have an older one. */
export const RULES = { argo: path('test/gitops/argo-3.6.yaml'), ours: path('examples/gitops/argocd/health.yaml') } as const;

export function agrees({ kstatus, flux, argo }: Assessment, expected: Expected): boolean {
  const { argo: builtIn, ours } = argo;
  const isCommon = kstatus.status === expected.kstatus && flux.status === expected.kstatus;
  return isCommon && builtIn?.status === expected.argo && ours?.status === (expected.ours ?? expected.argo);
}

/** What each of the tools makes of it. */
export const words = ({ kstatus, flux, argo }: Assessment): readonly (string | undefined)[] => [
  kstatus.status,
  flux.status,
  argo['argo']?.status,
  argo['ours']?.status,
];
