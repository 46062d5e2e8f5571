/** Panels as text, for a terminal of any width, with colours or without. Pure but for the library that plots. */
import { plot, type Settings } from 'simple-ascii-chart';
import type { Point } from '../../engine/measures.ts';
import { paint } from '../colour.ts';
import type { Sink } from '../command.ts';
import { cut, widthOf } from '../table.ts';
import { settled, shortNumber, tickText, ticksOf, timeText } from './numbers.ts';
import type { Axis, Curve, Panel } from './panels.ts';

export interface Canvas extends Pick<Sink, 'colour'> {
  readonly columns: number;
  /** Lines for one panel's plot, without its title and axis. */
  readonly height: number;
}

const COLOURS = ['ansiCyan', 'ansiYellow', 'ansiMagenta', 'ansiGreen', 'ansiRed', 'ansiBlue'] as const;
const CODES = { ansiCyan: 36, ansiYellow: 33, ansiMagenta: 35, ansiGreen: 32, ansiRed: 31, ansiBlue: 34 } as const;
/** A picture wider than this is not easier to read, and a file has no width at all. */
const MAX_COLUMNS = 100;

/** The lines of one panel. Without colours curves could not be told apart: each then has a plot of its own, on the same scale. */
export function drawPanel(panel: Panel, canvas: Canvas): readonly string[] {
  const columns = Math.min(canvas.columns, MAX_COLUMNS);
  const range = rangeOf(panel.curves.flatMap(({ points }) => points));
  const groups = canvas.colour || panel.curves.length === 1 ? [panel.curves] : panel.curves.map((curve) => [curve]);
  const lines = groups.flatMap((curves) => [
    ...headOf({ ...panel, curves }, canvas, columns),
    ...plotOf({ ...panel, curves }, { ...canvas, columns }, range),
  ]);
  return lines.map((line) => cut(line.trimEnd(), columns));
}

/** Title and latest value; of several curves each in its colour, as many on a line as there is room. */
function headOf({ title, unit, curves, x }: Panel, canvas: Canvas, columns: number): readonly string[] {
  const strong = paint(canvas, 'strong', title);
  const entries = curves.map(({ label, points }, nth) => {
    const value = `${shortNumber(points.at(-1)?.[1] ?? Number.NaN)}${unit}`;
    const text = x.is === 'time' ? (label === '' ? value : `${label} ${value}`) : label;
    return curves.length > 1 ? `${tinted(canvas, nth, '━')} ${text}` : text;
  });
  const lines = [strong];
  for (const entry of entries) {
    const last = lines.at(-1) ?? '';
    if (widthOf(last) + 2 + widthOf(entry) <= columns) lines[lines.length - 1] = `${last}  ${entry}`;
    else lines.push(`  ${entry}`);
  }
  return lines;
}

function tinted({ colour }: Canvas, nth: number, text: string): string {
  return colour ? `\u001b[${CODES[COLOURS[nth % COLOURS.length] ?? 'ansiCyan']}m${text}\u001b[0m` : text;
}

interface Range {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

function rangeOf(points: readonly Point[]): Range {
  const over = (side: 0 | 1): [number, number] => {
    const values = points.map((point) => settled(point[side]));
    return [Math.min(...values), Math.max(...values)];
  };
  return { x: over(0), y: over(1) };
}

function plotOf({ curves, x, marks }: Panel, { height, columns, colour }: Canvas, range: Range): readonly string[] {
  const yTicks = ticksOf(...range.y, Math.max(2, Math.min(5, height / 2)));
  const step = (yTicks[1] ?? 1) - (yTicks[0] ?? 0);
  const labels = yTicks.map((tick) => tickText(tick, step));
  const width = Math.max(12, columns - Math.max(...labels.map((label) => label.length)) - 3);
  const place = placing(x);
  const [begin, end] = [place(range.x[0]), place(range.x[1])];
  const settings: Settings = {
    width,
    height,
    mode: marks === 'points' ? 'point' : 'line',
    // Ticks are rounded, and what is outside the range is not drawn.
    yRange: [Math.min(yTicks[0] ?? 0, range.y[0]), Math.max(yTicks.at(-1) ?? 1, range.y[1])],
    customYAxisTicks: [...yTicks],
    customXAxisTicks: [...xTicks(x, [begin, end], width)],
    symbols: { axis: { n: '│', e: '─' } },
    formatter: (value, { axis }) => (axis === 'y' ? tickText(value, step) : xText(x, value, [begin, end])),
    ...(colour ? { color: curves.map((_, nth) => COLOURS[nth % COLOURS.length] ?? 'ansiCyan') } : {}),
  };
  const drawn = plot(
    curves.map(({ points }: Curve) => points.map(([at, value]): [number, number] => [place(at), settled(value)])),
    settings,
  );
  const lines = drawn.split('\n').filter((line) => line.trim() !== '');
  // The first line is the axis' empty head.
  return x.is === 'time' ? lines.slice(1) : [...lines.slice(1), titleOf(x, columns)];
}

const titleOf = (x: Exclude<Axis, { is: 'time' }>, columns: number): string =>
  x.title.padStart(Math.min(columns, MAX_COLUMNS) - 2);

const placing = (x: Axis): ((value: number) => number) =>
  x.is === 'number' && x.log ? (value) => Math.log10(value) : (value) => value;

/** As far apart as their labels are wide. */
const TICK_COLUMNS = 14;

function xTicks(x: Axis, [begin, end]: readonly [number, number], width: number): readonly number[] {
  if (begin === end) return [begin];
  const count = Math.max(2, Math.floor(width / TICK_COLUMNS) + 1);
  if (x.is === 'words') return x.words.map((_, nth) => nth);
  const even = Array.from({ length: count }, (_, nth) => begin + ((end - begin) * nth) / (count - 1));
  if (x.is === 'time' || x.log) return even;
  return ticksOf(begin, end, count).filter((tick) => tick >= begin && tick <= end);
}

function xText(x: Axis, value: number, [begin, end]: readonly [number, number]): string {
  switch (x.is) {
    case 'time':
      return timeText(value, end - begin);
    case 'words':
      return x.words[value] ?? '';
    case 'number':
      return shortNumber(Number((x.log ? 10 ** value : value).toPrecision(2)));
    default:
      return x satisfies never;
  }
}
