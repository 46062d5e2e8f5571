import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { singleFile } from './single-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'single-file-'));
});
afterAll(() => rm(folder, { recursive: true }));

const modules = [
  {
    name: 'main.mjs',
    text: "import { word } from './word.mjs'; console.log(word, await import('./later.mjs').then((m) => m.default));",
  },
  { name: 'word.mjs', text: "/* said */ export const word = 'a*/b'+ 'µ'.replace(/µ*/, '');" },
  { name: 'later.mjs', text: 'export default import.meta.url.length > 0;' },
  { name: 'broken.mjs', text: 'this is no program' },
];
const run = async (path: string): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [path]);
  return stdout + stderr;
};

test('a program of several modules runs as one file, under any name and by a link, and reads no module that it does not import', async () => {
  const path = join(folder, 'program.mjs');
  await writeFile(path, singleFile(modules, 'main.mjs'));
  await copyFile(path, join(folder, 'program'));
  await symlink(path, join(folder, 'link'));
  for (const name of ['program.mjs', 'program', 'link']) expect(await run(join(folder, name))).toBe('a*/b true\n');
});

test('what would not come out of the file as it was put in is refused', () => {
  expect(() => singleFile([{ name: 'a.mjs', text: '"*~/"' }], 'a.mjs')).toThrow('a.mjs contains *~/');
});

test('nobody loads a package later by itself: esbuild would keep the names of no CommonJS one, and only the bundle would fail', async () => {
  const files = (await readdir('src', { recursive: true })).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const loads = files.map(async (name) => {
    const text = await readFile(join('src', name), 'utf8');
    return [...text.matchAll(/(?<!typeof )\bimport\('(?!\.|node:)([^']+)'\)/g)].map(([, pack]) => `${name} loads ${pack}`);
  });
  expect((await Promise.all(loads)).flat()).toEqual([]);
});
