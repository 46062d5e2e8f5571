/**
 * A picture that is drawn again and again. On a terminal in the other buffer, so that what stood there stands there again at the end, with
 * the last picture below; elsewhere each picture that is new is written below the last, without anything that moves a cursor.
 */
import type { Sink } from '../command.ts';

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const END_OF_LINE = '\u001b[K';
const REST = '\u001b[J';

export interface Screen {
  show(lines: readonly string[]): Promise<void>;
  /** Leaves the terminal as it was found, whatever happened. */
  close(): Promise<void>;
}

export async function openScreen(stdout: Sink): Promise<Screen> {
  return stdout.isTerminal ? terminalScreen(stdout) : plainScreen(stdout);
}

async function terminalScreen(stdout: Sink): Promise<Screen> {
  let last: readonly string[] = [];
  await stdout.write(ENTER);
  return {
    show: async (lines) => {
      last = lines;
      const shown = lines.length < stdout.rows ? lines : [...lines.slice(0, stdout.rows - 2), TALLER];
      await stdout.write(`${HOME}${shown.map((line) => `${line}${END_OF_LINE}\n`).join('')}${REST}`);
    },
    close: async () => {
      await stdout.write(`${LEAVE}${last.map((line) => `${line}\n`).join('')}`);
    },
  };
}

const TALLER = '… (there is more: make the terminal taller, or choose with --metric)';

function plainScreen(stdout: Sink): Screen {
  let last = '';
  return {
    show: async (lines) => {
      const text = lines.map((line) => `${line}\n`).join('');
      if (text !== last) await stdout.write(last === '' ? text : `\n${text}`);
      last = text;
    },
    close: async () => undefined,
  };
}
