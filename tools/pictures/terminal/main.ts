/** `node tools/pictures/terminal/main.ts PICTURE COMMAND …`: a picture of what the command shows in a terminal. */
import { writeFile } from 'node:fs/promises';
import { pictureOf } from './run.ts';

const [picture, ...command] = process.argv.slice(2);
if (picture === undefined || command.length === 0) throw new Error('Say which file to write, and which command to run.');
await writeFile(picture, await pictureOf({ command: command.join(' ') }));
