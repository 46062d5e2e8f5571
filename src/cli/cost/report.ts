/** Bills, by whom they are for. Pure. */
import type { Sink } from '../command.ts';
import { table } from '../table.ts';
import type { Bill } from './charge.ts';
import type { Prices } from './prices.ts';

export type Grouping = 'object' | 'namespace' | { readonly label: string };

export interface Line {
  readonly of: string;
  readonly objects: number;
  readonly instanceSeconds: number;
  readonly savedSeconds: number;
  readonly cost: number | undefined;
  readonly perHour: number | undefined;
  readonly unpriced: readonly string[];
  readonly notes: readonly string[];
}

export function linesOf(bills: readonly Bill[], by: Grouping): readonly Line[] {
  const groups = Map.groupBy(bills, (bill) => groupOf(bill, by));
  return [...groups].map(([of, members]) => lineOf(of, members)).toSorted((a, b) => (b.cost ?? 0) - (a.cost ?? 0));
}

export const totalOf = (bills: readonly Bill[]): Line => lineOf('total', bills);

function groupOf({ kind, name, namespace, labels }: Bill, by: Grouping): string {
  if (by === 'object') return [...(namespace === '' ? [] : [namespace]), kind, name].join('/');
  return by === 'namespace' ? namespace : (labels[by.label] ?? '(none)');
}

/** What is known of a sum, where a part of it is not: the price of that part is missing, and `unpriced` says so. */
function lineOf(of: string, members: readonly Bill[]): Line {
  const sum = (pick: (bill: Bill) => number): number => members.reduce((total, bill) => total + pick(bill), 0);
  const unpriced = [...new Set(members.flatMap((bill) => bill.unpriced))].toSorted();
  const known = members.some(({ cost }) => cost !== undefined) || members.length === 0;
  return {
    of,
    objects: members.length,
    instanceSeconds: sum((bill) => bill.instanceSeconds),
    savedSeconds: sum((bill) => bill.savedSeconds),
    cost: known ? sum((bill) => bill.cost ?? 0) : undefined,
    perHour: known ? sum((bill) => bill.perHour ?? 0) : undefined,
    unpriced,
    notes: members.length === 1 ? (members[0]?.notes ?? []) : [],
  };
}

/** `bound`: the costs are upper bounds. */
export function costTable(lines: readonly Line[], prices: Prices, sink: Sink, bound: boolean): string {
  const headers = ['OF', 'INSTANCE HOURS', 'SPOT SAVED', `${bound ? 'AT MOST' : 'COST'} ${prices.currency}`, 'PER HOUR', 'NOTES'];
  const rows = lines.map((line) => [
    line.of,
    hours(line.instanceSeconds),
    saving(line),
    line.instanceSeconds === 0 && line.cost !== undefined ? '' : money(line.cost, line),
    line.perHour === 0 ? '' : money(line.perHour, line),
    [...line.notes, ...(line.unpriced.length > 0 ? [`no price of ${line.unpriced.join(', ')}`] : [])].join('; '),
  ]);
  return table(headers, rows, sink);
}

const hours = (seconds: number): string => (seconds === 0 ? '' : (seconds / 3600).toFixed(2));

/** Of what was used: billed and saved together. */
function saving({ instanceSeconds, savedSeconds }: Line): string {
  return savedSeconds === 0 ? '' : `${Math.round((100 * savedSeconds) / (instanceSeconds + savedSeconds))}%`;
}

const money = (amount: number | undefined, { unpriced }: Line): string =>
  amount === undefined ? '?' : `${amount.toFixed(2)}${unpriced.length > 0 ? '+?' : ''}`;
