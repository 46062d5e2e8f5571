import type { Row } from './row.ts';
import type { Verdict } from './verdict.ts';

const COLUMNS = ['kind', 'name', 'status', 'detail', 'age'] as const;
type Column = (typeof COLUMNS)[number];
const GAP = '  ';
/** Narrower than this a detail says nothing; the line is then cut at the edge instead. */
const LEAST_DETAIL = 12;

/** Puts a colour around a text that has its final width already. */
export type Paint = (verdict: Verdict | 'head', text: string) => string;

/**
 * Aligned lines that are never wider than the terminal: a line that wraps would make a repaint in place miss by a line. The detail
 * gives way, because the rest is what tells the rows apart.
 */
export function table(rows: readonly Row[], width: number, paint: Paint = (_, text) => text): string[] {
  const widths = fit(rows, width);
  const head = line((column) => column.toUpperCase(), widths);
  return [
    paint('head', head.slice(0, width)),
    ...rows.map((row) => paint(row.verdict, line((column) => row[column], widths).slice(0, width))),
  ];
}

function line(cell: (column: Column) => string, widths: Readonly<Record<Column, number>>): string {
  return COLUMNS.map((column) => cut(cell(column), widths[column]).padEnd(widths[column]))
    .join(GAP)
    .trimEnd();
}

function fit(rows: readonly Row[], width: number): Readonly<Record<Column, number>> {
  const widths = Object.fromEntries(COLUMNS.map((column) => [column, widest(rows, column)])) as Record<Column, number>;
  const others = COLUMNS.filter((column) => column !== 'detail').reduce((sum, column) => sum + widths[column], 0);
  const left = width - others - GAP.length * (COLUMNS.length - 1);
  widths.detail = Math.min(widths.detail, Math.max(LEAST_DETAIL, left));
  return widths;
}

const widest = (rows: readonly Row[], column: Column): number =>
  Math.max(column.length, ...rows.map((row) => row[column].length));

export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
