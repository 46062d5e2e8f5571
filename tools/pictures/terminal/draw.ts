/** What a terminal shows, as an SVG. */
import type { Terminal } from '@xterm/headless';

/** Pixels of one character, in a font that browsers have. */
const CELL = { width: 8.4, height: 18 };
const MARGIN = 14;
const PAPER = '#1e2127';
const INK = '#d7dae0';
/** The eight colours of a terminal, and their bright ones. */
const COLOURS = [
  '#5c6370',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#d7dae0',
  '#7f848e',
  '#f28b93',
  '#b5e890',
  '#f5d08b',
  '#81c9ff',
  '#e698ff',
  '#76d6e2',
  '#ffffff',
];

interface Run {
  readonly column: number;
  readonly style: string;
  readonly text: string;
}

/** All lines that were ever written, those that have scrolled away too, without the empty ones at the end. */
export function draw(terminal: Terminal): string {
  const lines = Array.from({ length: terminal.buffer.active.length }, (_, row) => runsOf(terminal, row));
  while (lines.at(-1)?.every(({ text }) => text.trim() === '')) lines.pop();
  const width = Math.ceil(terminal.cols * CELL.width + 2 * MARGIN);
  const height = lines.length * CELL.height + 2 * MARGIN;
  const texts = lines.flatMap((runs, row) => runs.filter(({ text }) => text.trim() !== '').map((run) => drawRun(run, row)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>`,
    `<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" xml:space="preserve">`,
    ...texts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function drawRun({ column, style, text }: Run, row: number): string {
  const x = (MARGIN + column * CELL.width).toFixed(1);
  const y = (MARGIN + (row + 0.75) * CELL.height).toFixed(1);
  const length = (text.length * CELL.width).toFixed(1);
  return `<text x="${x}" y="${y}" textLength="${length}" ${style}>${escape(text)}</text>`;
}

/** The pieces of one line that look alike. */
function runsOf(terminal: Terminal, row: number): readonly Run[] {
  const line = terminal.buffer.active.getLine(row);
  const runs: { column: number; style: string; text: string }[] = [];
  for (let column = 0; column < terminal.cols; column++) {
    const cell = line?.getCell(column);
    const colour = cell?.isFgPalette() ? (COLOURS[cell.getFgColor()] ?? INK) : INK;
    const style = [`fill="${colour}"`, cell?.isBold() ? 'font-weight="bold"' : '', cell?.isDim() ? 'opacity="0.6"' : '']
      .filter(Boolean)
      .join(' ');
    const text = cell?.getChars() || ' ';
    const last = runs.at(-1);
    if (last?.style === style) last.text += text;
    else runs.push({ column, style, text });
  }
  return runs.map((run) => ({ ...run, text: run.text.trimEnd() }));
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
