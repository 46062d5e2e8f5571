/**
 * `node tools/pictures/terminal/main.ts PICTURE COMMAND …`: runs the command in a terminal of its own and draws what that shows at the end.
 * Needs `script` (util-linux), which brings the terminal.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import headless from '@xterm/headless';
import { draw } from './draw.ts';

const COLUMNS = 110;
const ROWS = 50;

const [picture, ...command] = process.argv.slice(2);
if (picture === undefined || command.length === 0) throw new Error('Say which file to write, and which command to run.');
const terminal = new headless.Terminal({ cols: COLUMNS, rows: ROWS, scrollback: 1_000, allowProposedApi: true });
const child = spawn(
  'script',
  ['--quiet', '--return', '--command', `stty cols ${COLUMNS} rows ${ROWS}; ${command.join(' ')}`, '/dev/null'],
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
child.stdout.on('data', (chunk: Uint8Array) => terminal.write(chunk));
await once(child, 'close');
await new Promise<void>((resolve) => terminal.write('', resolve));
await writeFile(picture, draw(terminal));
