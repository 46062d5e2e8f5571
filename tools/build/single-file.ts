/**
 * A program of many modules as one file, of which a run reads only what it needs. Node compiles the whole of a file before its first line
 * runs: for the plugin that is half of the time that one waits for `--help`. So the modules stand in a comment, which costs next to
 * nothing to skip, and a few lines in front of it hand out each when it is imported.
 */
export interface Module {
  readonly name: string;
  readonly text: string;
}

/** What ends a comment, and what stands for it there. The second is in no program; if it ever were, the build would say so. */
const END = '*/';
const STAND_IN = '*~/';

export function singleFile(modules: readonly Module[], entry: string): string {
  const hidden = modules.map(({ name, text }) => ({ name, text: hide(name, text) }));
  const sizes = Object.fromEntries(hidden.map(({ name, text }) => [name, text.length]));
  const body = hidden.map(({ text }) => text).join('');
  return `${launcher(sizes, entry, body.length)}/*${body}${END}\n`;
}

function hide(name: string, text: string): string {
  if (text.includes(STAND_IN)) throw new Error(`${name} contains ${STAND_IN}, which is to stand for ${END}: choose another`);
  return ascii(text).replaceAll(END, STAND_IN);
}

/**
 * Places are counted in characters here and in bytes there, and a text of ASCII alone takes Node half the memory. esbuild escapes all but
 * regular expressions, in which an escape means the same.
 */
const ascii = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- all of ASCII
  text.replaceAll(/[^\u0000-\u007f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * What a run has compiled is kept for the next one, in the directory for temporary files; where that cannot be written nothing is kept.
 * The modules end where the file does but for the end of the comment: so no place depends on the length of these lines.
 */
const launcher = (sizes: Readonly<Record<string, number>>, entry: string, total: number): string => `#!/usr/bin/env node
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { enableCompileCache, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
enableCompileCache();
const sizes = ${JSON.stringify(sizes)};
const places = new Map();
let place = 0;
for (const [name, size] of Object.entries(sizes)) { places.set(name, { place, size }); place += size; }
const mark = import.meta.url + '?part=';
function textOf({ place, size }) {
  const file = openSync(fileURLToPath(import.meta.url), 'r');
  try {
    const bytes = Buffer.allocUnsafe(size);
    const begin = fstatSync(file).size - ${END.length + 1} - ${total};
    for (let read = 0; read < size;) {
      const count = readSync(file, bytes, read, size - read, begin + place + read);
      if (count === 0) throw new Error('the program has changed while it ran');
      read += count;
    }
    return bytes.toString('latin1').replaceAll(${JSON.stringify(STAND_IN)}, ${JSON.stringify(END)});
  } finally { closeSync(file); }
}
registerHooks({
  resolve(specifier, context, next) {
    const name = specifier.startsWith('./') && context.parentURL?.startsWith(mark) ? specifier.slice(2) : undefined;
    return places.has(name) ? { url: mark + name, format: 'module', shortCircuit: true } : next(specifier, context);
  },
  load(url, context, next) {
    const part = url.startsWith(mark) ? places.get(url.slice(mark.length)) : undefined;
    return part === undefined ? next(url, context) : { format: 'module', source: textOf(part), shortCircuit: true };
  },
});
await import(mark + ${JSON.stringify(entry)});
`;
