/** Panels as text, for a terminal of any width, with colours or without. Pure but for the library that plots. */
import { plot, type Settings } from 'simple-ascii-chart';
import type { Point } from '../../engine/measures.ts';
import { paint } from '../colour.ts';
import type { Sink } from '../command.ts';
import { cut, widthOf } from '../table.ts';
import { settled, shortNumber, tickText, ticksOf, timeText } from './numbers.ts';
import type { Axis, Panel } from './panels.ts';

export interface Canvas extends Pick<Sink, 'colour'> {
  readonly columns: number;
  /** Lines for one panel's plot, without its title and axis. */
  readonly height: number;
}

const COLOURS = ['ansiCyan', 'ansiYellow', 'ansiMagenta', 'ansiGreen', 'ansiRed', 'ansiBlue'] as const;
const CODES = { ansiCyan: 36, ansiYellow: 33, ansiMagenta: 35, ansiGreen: 32, ansiRed: 31, ansiBlue: 34 } as const;
/** A picture wider than this is not easier to read, and a file has no width at all. */
const MAX_COLUMNS = 100;

/**
 * The lines of one panel. Without colours a line is told from points and from no other line: several then have a plot each, on the same
 * scale.
 */
export function drawPanel(panel: Panel, canvas: Canvas): readonly string[] {
  const columns = Math.min(canvas.columns, MAX_COLUMNS);
  const range = rangeOf(panel.curves.flatMap(({ points }) => points));
  const kinds = new Set(panel.curves.map(({ marks }) => marks));
  const isClear = canvas.colour || kinds.size === panel.curves.length;
  const groups = isClear ? [panel.curves] : panel.curves.map((curve) => [curve]);
  const lines = groups.flatMap((curves) => [
    ...headOf({ ...panel, curves }, canvas, columns),
    ...plotOf({ ...panel, curves }, { ...canvas, columns }, range),
  ]);
  return lines.map((line) => cut(line.trimEnd(), columns));
}

/** Title and latest value; of several curves each in its colour, as many on a line as there is room. */
function headOf({ title, unit, curves, x }: Panel, canvas: Canvas, columns: number): readonly string[] {
  const strong = paint(canvas, 'strong', title);
  const entries = curves.map(({ label, marks, points }, nth) => {
    const value = `${shortNumber(points.at(-1)?.[1] ?? Number.NaN)}${unit}`;
    const text = x.is === 'time' ? (label === '' ? value : `${label} ${value}`) : label;
    return curves.length > 1 ? `${tinted(canvas, nth, marks === 'line' ? '━' : POINT)} ${text}` : text;
  });
  const lines = [strong];
  for (const entry of entries) {
    const last = lines.at(-1) ?? '';
    if (widthOf(last) + 2 + widthOf(entry) <= columns) lines[lines.length - 1] = `${last}  ${entry}`;
    else if (entry !== '') lines.push(`  ${entry}`);
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

function plotOf(panel: Panel, { height, columns, colour }: Canvas, range: Range): readonly string[] {
  const { x, curves } = panel;
  const yTicks = ticksOf(...range.y, Math.max(2, Math.min(5, height / 2)));
  const step = (yTicks[1] ?? 1) - (yTicks[0] ?? 0);
  const place = placing(x);
  const ends = [place(range.x[0]), place(range.x[1])] as const;
  const drawn = curves.map(({ marks, points }, nth) => ({
    isLine: marks === 'line',
    colour: COLOURS[nth % COLOURS.length] ?? COLOURS[0],
    points: points.map(([at, value]): [number, number] => [place(at), settled(value)]),
  }));
  const lines = drawn.filter(({ isLine }) => isLine);
  const dots = drawn.filter(({ isLine }) => !isLine);
  const base = lines.length > 0 ? lines : dots;
  const settingsFor = (width: number): Settings => ({
    width,
    height,
    mode: lines.length > 0 ? 'line' : 'point',
    // Ticks are rounded, and what is outside the range is not drawn.
    yRange: [Math.min(yTicks[0] ?? 0, range.y[0]), Math.max(yTicks.at(-1) ?? 1, range.y[1])],
    customYAxisTicks: [...yTicks],
    customXAxisTicks: [...xTicks(x, ends, width)],
    symbols: { axis: { n: '│', e: '─' }, point: POINT },
    formatter: (value, { axis }) => (axis === 'y' ? tickText(value, step) : xText(x, value, ends)),
    points: dots.flatMap((curve) =>
      curve.points.map(([px, py]) => ({ x: px, y: py, ...(colour ? { color: curve.colour } : {}) })),
    ),
    ...(colour ? { color: base.map((curve) => curve.colour) } : {}),
  });
  const draw = (width: number): readonly string[] =>
    plot(
      base.map(({ points }) => points),
      settingsFor(width),
    )
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => widthOf(line) > 0)
      // The first line is the axis' empty head.
      .slice(1);
  const fitted = fitting(draw, columns);
  return x.is === 'time' ? fitted : [...fitted, x.title.padStart(columns - 2)];
}

const POINT = '●';
const [NARROWEST, TRIES] = [12, 3];

/** How much room labels take beside the plot is the library's affair: what is too wide is drawn again, narrower. */
function fitting(draw: (width: number) => readonly string[], columns: number): readonly string[] {
  let width = columns - 3;
  let lines = draw(width);
  for (let tries = 0; tries < TRIES && width > NARROWEST; tries += 1) {
    const excess = Math.max(...lines.map(widthOf)) - columns;
    if (excess <= 0) break;
    width = Math.max(NARROWEST, width - excess);
    lines = draw(width);
  }
  return lines;
}

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
