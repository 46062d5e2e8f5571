/** From what was measured to pictures: which curves go together, and what their axes are. Pure. */
import type { MeasureAnswer, Point, Series } from '../../engine/measures.ts';
import { at } from '../../engine/phase.ts';
import type { Fields, Json, KindDescriptor, KubeObject, PartRule } from '../../kinds/types.ts';
import { crPath } from '../../model/refs.ts';
import { spanOfSeconds } from './numbers.ts';

export type Axis =
  | { readonly is: 'time' }
  | { readonly is: 'number'; readonly title: string; readonly log: boolean }
  /** The points' places are the words' numbers. */
  | { readonly is: 'words'; readonly title: string; readonly words: readonly string[] };

export interface Curve {
  readonly label: string;
  readonly marks: 'line' | 'points';
  readonly points: readonly Point[];
}

export interface Panel {
  readonly title: string;
  /** Behind each value: `%`, ` ms`. */
  readonly unit: string;
  readonly x: Axis;
  readonly curves: readonly Curve[];
}

/** One for each metric of which there is anything, in the order of the descriptor. */
export function measuredPanels({ series, period }: MeasureAnswer): readonly Panel[] {
  const withPoints = series.filter(({ points }) => points.length > 0);
  return [...Map.groupBy(withPoints, ({ metric }) => metric)].map(([metric, group]) => ({
    title: group[0]?.statistic === 'Sum' ? `${metric} in ${spanOfSeconds(period)}` : metric,
    unit: UNITS[group[0]?.unit ?? 'None'].word,
    x: { is: 'time' },
    curves: group.map(curveOf),
  }));
}

const UNITS = {
  None: { word: '', divisor: 1 },
  Percent: { word: '%', divisor: 1 },
  Microseconds: { word: ' ms', divisor: 1_000 },
} as const;

function curveOf({ label = '', unit, points }: Series): Curve {
  const { divisor } = UNITS[unit ?? 'None'];
  // A line takes two points.
  const marks = points.length === 1 ? 'points' : 'line';
  return { label, marks, points: points.map(([time, value]): Point => [time, value / divisor]) };
}

interface Trial {
  readonly nth: number;
  readonly value: number;
  readonly entries: Fields;
}

/** What parts are ranked by, in the order of time, and against everything that was varied between them. */
export const partPanels = ({ parts = [] }: KindDescriptor, object: KubeObject): readonly Panel[] =>
  parts.flatMap((rule) => panelsOf(rule, object));

function panelsOf(rule: PartRule, object: KubeObject): readonly Panel[] {
  const { rank, plot } = rule;
  if (!rank || !plot) return [];
  const trials = trialsOf(rule, object);
  if (trials.length === 0) return [];
  const { spec } = object;
  const order = rank.order.map((path) => at(spec, crPath(path))).find((value) => typeof value === 'string');
  const best = order === rank.ascending ? Math.min : Math.max;
  const singular = rule.title.replace(/s$/, '');
  const bestSoFar = trials.map(({ nth }, index): Point => [nth, best(...trials.slice(0, index + 1).map(({ value }) => value))]);
  const one = (title: string, x: Axis, curves: readonly Curve[]): Panel => ({ title, unit: '', x, curves });
  const names = [...new Set(trials.flatMap(({ entries }) => Object.keys(entries)))].toSorted();
  return [
    one(`objective of each ${singular}`, { is: 'number', title: singular, log: false }, [
      { label: 'best so far', marks: 'line', points: bestSoFar },
      { label: singular, marks: 'points', points: trials.map(({ nth, value }): Point => [nth, value]) },
    ]),
    ...names.map((name) => {
      const { axis, points } = against(name, trials);
      return one(`objective by ${name}`, axis, [{ label: '', marks: 'points', points }]);
    }),
  ];
}

function trialsOf({ list, rank, plot }: PartRule, { status = {} }: KubeObject): readonly Trial[] {
  const found = at(status as Fields, crPath(list));
  const parts = Array.isArray(found) ? (found as readonly Fields[]) : [];
  const when = (part: Fields): string => {
    const moment = at(part, crPath(plot?.when ?? ''));
    return typeof moment === 'string' ? moment : '';
  };
  return parts
    .toSorted((a, b) => (when(a) < when(b) ? -1 : 1))
    .flatMap((part, index) => {
      const value = at(part, crPath(rank?.by ?? ''));
      const entries = at(part, crPath(plot?.against ?? ''));
      if (typeof value !== 'number') return [];
      return [{ nth: index + 1, value, entries: typeof entries === 'object' ? (entries as Fields) : {} }];
    });
}

/** What spans two powers of ten was searched by powers of ten. */
const LOG_FROM = 100;

/** AWS tells hyperparameters as texts: where all are numbers, they are meant as such. */
function against(name: string, trials: readonly Trial[]): { axis: Axis; points: readonly Point[] } {
  const mine = trials.filter(({ entries }) => entries[name] !== undefined);
  const texts = mine.map(({ entries }) => textOf(entries[name]));
  const numbers = texts.map(Number);
  if (numbers.every(Number.isFinite)) {
    const log = Math.min(...numbers) > 0 && Math.max(...numbers) / Math.min(...numbers) >= LOG_FROM;
    const points = mine.map(({ value }, nth): Point => [numbers[nth] ?? 0, value]);
    return { axis: { is: 'number', title: name, log }, points: points.toSorted(([a], [b]) => a - b) };
  }
  const words = [...new Set(texts)].toSorted();
  const points = mine.map(({ value }, nth): Point => [words.indexOf(texts[nth] ?? ''), value]);
  return { axis: { is: 'words', title: name, words }, points: points.toSorted(([a], [b]) => a - b) };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value.replaceAll(/^"|"$/g, '') : JSON.stringify(value ?? null);
}
