/** Tables as kubectl prints them: columns as wide as their widest cell, two spaces between, and no line wider than the terminal. */
import { stripVTControlCharacters } from 'node:util';

export interface TableOptions {
  /** Longer lines are cut, and end in an ellipsis: a wrapped table cannot be read. */
  readonly columns: number;
  readonly headers?: boolean;
}

const GAP = '  ';

/** Cells may hold colours. Ends with a newline, unless there is nothing at all to say. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[], options: TableOptions): string {
  const lines = options.headers === false ? rows : [headers, ...rows];
  const widths = headers.map((_, at) => Math.max(0, ...lines.map((line) => widthOf(line[at] ?? ''))));
  return lines.map((line) => `${cut(lineOf(line, widths), options.columns)}\n`).join('');
}

function lineOf(cells: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, at) => pad(cells[at] ?? '', width))
    .join(GAP)
    .trimEnd();
}

const pad = (cell: string, width: number): string => cell + ' '.repeat(Math.max(0, width - widthOf(cell)));
export const widthOf = (text: string): number => Array.from(stripVTControlCharacters(text)).length;

// oxlint-disable-next-line no-control-regex -- what begins a colour is a control character
const PIECES = /\u001b\[[0-9;]*m|./gsu;

/** Cuts what is visible to `columns` characters; colours stay, so that they end where they should. */
export function cut(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  let left = Math.max(1, columns) - 1;
  let out = '';
  for (const [piece] of line.matchAll(PIECES)) {
    if (piece.startsWith('\u001b[')) out += piece;
    else if (left > 0) {
      out += piece;
      left -= 1;
    } else if (left === 0) {
      out += '…';
      left -= 1;
    }
  }
  return out;
}
