/** Results as a table for people: one row a chapter. */
import { awsTotals, type Latency, READS, withVerb, WRITES } from './measure.ts';
import type { ChapterResult } from './run.ts';

type Column = readonly [title: string, cell: (result: ChapterResult) => string];

const NONE = '-';
const seconds = (ms: number | undefined): string => (ms === undefined ? NONE : (ms / 1_000).toFixed(2));
const both = (latency: Latency | undefined): string =>
  latency === undefined ? NONE : `${seconds(latency.p50)}/${seconds(latency.p99)}`;
const own = ({ aws }: ChapterResult): number => awsTotals(aws).calls - awsTotals(aws).shared;

const COLUMNS: readonly Column[] = [
  ['scenario', ({ scenario }) => scenario],
  ['chapter', ({ chapter }) => chapter],
  ['s', (result) => result.seconds.toFixed(1)],
  ['ready s', ({ readyMs }) => seconds(readyMs)],
  ['Create p50/p99 s', ({ createMs }) => both(createMs)],
  ['from POST', ({ postToCreateMs }) => both(postToCreateMs)],
  ['creates/s', ({ created, createSeconds }) => (createSeconds ? ((created - 1) / createSeconds).toFixed(0) : NONE)],
  ['end→status p50/p99 s', ({ endMs }) => both(endMs)],
  ['settled', ({ settled, objects }) => `${settled}/${objects}`],
  ['AWS/object', (result) => (own(result) / result.objects).toFixed(2)],
  ['shared', ({ aws }) => String(awsTotals(aws).shared)],
  ['throttled', ({ aws }) => percent(awsTotals(aws).throttled, awsTotals(aws).calls)],
  ['refused', ({ aws }) => String(awsTotals(aws).refusedCreates)],
  ['writes/object', ({ kubernetes, objects }) => (withVerb(kubernetes, WRITES) / objects).toFixed(2)],
  ['reads', ({ kubernetes }) => String(withVerb(kubernetes, READS))],
  ['RSS/peak MiB', ({ process }) => `${process.residentMiB.toFixed(0)}/${process.peakMiB.toFixed(0)}`],
  ['CPU s', ({ process }) => process.cpuSeconds.toFixed(1)],
  ['load', ({ load }) => load.toFixed(1)],
];

const percent = (part: number, whole: number): string => (whole === 0 ? NONE : `${((100 * part) / whole).toFixed(2)}%`);

export function tableOf(results: readonly ChapterResult[]): string {
  const rows = [COLUMNS.map(([title]) => title), ...results.map((result) => COLUMNS.map(([, cell]) => cell(result)))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n');
}
