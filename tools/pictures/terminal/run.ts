/** Runs a command in a terminal of its own and draws what that shows at the end. Needs `script` (util-linux), which brings the terminal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import headless from '@xterm/headless';
import { draw } from './draw.ts';

export interface Shot {
  /** For a shell. */
  readonly command: string;
  /** What stands above as typed; nothing when absent. */
  readonly typed?: string;
  readonly columns?: number;
  readonly env?: NodeJS.ProcessEnv;
}

const COLUMNS = 110;
const ROWS = 50;

export async function pictureOf({ command, typed, columns = COLUMNS, env = process.env }: Shot): Promise<string> {
  const terminal = new headless.Terminal({ cols: columns, rows: ROWS, scrollback: 1_000, allowProposedApi: true });
  if (typed !== undefined) terminal.write(`$ ${typed}\r\n`);
  const child = spawn(
    'script',
    ['--quiet', '--return', '--command', `stty cols ${columns} rows ${ROWS}; ${command}`, '/dev/null'],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...env, TERM: 'xterm-256color' } },
  );
  child.stdout.on('data', (chunk: Uint8Array) => terminal.write(chunk));
  await once(child, 'close');
  await new Promise<void>((resolve) => terminal.write('', resolve));
  return draw(terminal);
}
