import type { Row } from './row.ts';
import { cut, type Paint, table } from './table.ts';

/** Where the demo shows what happens: a terminal that it repaints, or a plain stream that only grows. */
export interface Screen {
  /** Adds a line that stays. */
  say(line: string): void;
  /** Can it take back what it wrote? Then things may move on it. */
  readonly live: boolean;
  /** Tells what is going on now; the next thing that is shown takes its place. */
  busy(line: string): void;
  /** Shows the objects as they are, with lines below them. */
  show(rows: readonly Row[], footer?: readonly string[]): void;
  /** What is shown now stays, and what comes goes below it. */
  freeze(): void;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Escape sequences only for a person at a terminal: not in a pipe, not in CI, and not for who asked for none. */
export function openScreen(output: Output, env: Readonly<Record<string, string | undefined>>): Screen {
  const live = output.isTTY === true && !env['NO_COLOR'] && !env['CI'] && env['TERM'] !== 'dumb';
  return live ? new LiveScreen(output) : new PlainScreen(output);
}

const COLOURS = { head: '2', open: '36', good: '32', bad: '31' } as const;
const paint: Paint = (what, text) => `\u001B[${COLOURS[what]}m${text}\u001B[0m`;

/** Keeps what was said, and below it one region that is repainted in place. */
class LiveScreen implements Screen {
  readonly live = true;
  readonly #output: Output;
  #region: readonly string[] = [];

  constructor(output: Output) {
    this.#output = output;
  }

  say(line: string): void {
    this.#repaint([]);
    for (const paragraph of line.split('\n')) this.#output.write(`${wrap(paragraph, this.#width)}\n`);
  }

  busy(line: string): void {
    this.#repaint([cut(line, this.#width)]);
  }

  show(rows: readonly Row[], footer: readonly string[] = []): void {
    this.#repaint(['', ...table(rows, this.#width, paint), '', ...footer.map((line) => cut(line, this.#width))]);
  }

  freeze(): void {
    this.#region = [];
  }

  /** The last column stays empty: some terminals wrap as soon as it is written. */
  get #width(): number {
    return (this.#output.columns ?? 80) - 1;
  }

  /** Unchanged, it writes nothing, so that a text can be selected with the mouse. More than fits could not be taken back. */
  #repaint(lines: readonly string[]): void {
    const fitting = lines.slice(0, (this.#output.rows ?? 24) - 1);
    if (fitting.join('\n') === this.#region.join('\n')) return;
    const up = this.#region.length > 0 ? `\u001B[${this.#region.length}A` : '';
    this.#output.write(`\r${up}\u001B[J${fitting.map((line) => `${line}\n`).join('')}`);
    this.#region = fitting;
  }
}

/** Breaks a sentence at spaces. An indented line is a command, and stays whole, to be copied. */
function wrap(line: string, width: number): string {
  if (line.startsWith(' ')) return line;
  return line.replaceAll(new RegExp(`(.{1,${width}})(?: +|$)`, 'g'), '$1\n').trimEnd();
}

/** One line for each change: for logs, pipes and CI. */
class PlainScreen implements Screen {
  readonly live = false;
  readonly #output: Output;
  readonly #seen = new Map<string, string>();
  #footer = '';

  constructor(output: Output) {
    this.#output = output;
  }

  say(line: string): void {
    this.#output.write(`${line}\n`);
  }

  /** Only a full line of progress is worth keeping; who repeats it is not heard. */
  busy(line: string): void {
    if (this.#seen.get('busy') === line) return;
    this.#seen.set('busy', line);
    this.say(line);
  }

  show(rows: readonly Row[], footer: readonly string[] = []): void {
    for (const row of rows) {
      const object = `${row.kind}/${row.name}`;
      const state = row.detail === '' ? row.status : `${row.status}: ${row.detail}`;
      if (this.#seen.get(object) === state) continue;
      this.#seen.set(object, state);
      this.say(`${row.age.padStart(5)}  ${object.padEnd(36)}  ${state}`);
    }
    const lines = footer.map((line) => `${line}\n`).join('');
    if (lines !== this.#footer) this.#output.write(lines);
    this.#footer = lines;
  }

  /** Nothing is ever taken back here. */
  freeze(): void {}
}
