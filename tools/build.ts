/**
 * Bundles the operator: one read at start, no unused half of the SDKs in memory, one thing to copy into an image. The simulator and the
 * kubectl plugin, in folders of their own, for they are no part of that image; the plugin is a single file, so that it can be put on a PATH
 * as it is.
 */
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { assetNotices, embeddedAssets } from './build/assets.ts';
import { singleFile } from './build/single-file.ts';

const shared = {
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  // The SDKs' ES modules: without them nothing that is unused can be left out (15 MiB of memory).
  mainFields: ['module', 'main'],
  target: 'node24',
  format: 'esm',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: false,
  legalComments: 'linked',
  metafile: true,
  logLevel: 'warning',
  // Packages of CommonJS that ask for `require` at run time.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
} as const satisfies BuildOptions;

async function bundle(name: string, entry: string, options: BuildOptions): Promise<void> {
  const { metafile } = await build({ ...shared, entryPoints: { [name]: entry }, ...options, metafile: true });
  const bytes = Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
  process.stdout.write(`${options.outdir}/${name}.mjs ${(bytes / 1_048_576).toFixed(1)} MiB with all that belongs to it\n`);
}

async function bundlePlugin(folder: string, file: string): Promise<void> {
  const { outputFiles } = await build({
    ...shared,
    entryPoints: { main: 'src/cli/main.ts' },
    outdir: folder,
    write: false,
    splitting: true,
    chunkNames: '[name]-[hash]',
    legalComments: 'external',
    plugins: [embeddedAssets],
  });
  const named = outputFiles.map(({ path, text }) => ({ name: basename(path), text }));
  const modules = named
    .filter(({ name }) => name.endsWith('.mjs'))
    .map(({ name, text }) => ({ name, text: text.replace(/^#!.*\n/, '') }));
  const program = singleFile(modules, 'main.mjs');
  const notices = named.filter(({ name }) => name.endsWith('.LEGAL.txt')).map(({ text }) => text);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file), program, { mode: 0o755 });
  await writeFile(join(folder, `${file}.LEGAL.txt`), [...new Set(notices), await assetNotices()].join('\n'));
  process.stdout.write(`${folder}/${file} ${(program.length / 1_048_576).toFixed(1)} MiB\n`);
}

await bundle('sagemaker-operator', 'src/main.ts', {
  outdir: 'dist',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
});

// In a folder of its own: it is no part of the operator's image. It reads the models from where it lies.
await bundle('simulator', 'src/simulator/main.ts', { outdir: 'dist/simulator' });
const models = (await readdir('src/model')).filter((name) => name.endsWith('.json'));
await Promise.all(models.map((name) => copyFile(`src/model/${name}`, `dist/simulator/${name}`)));

await bundlePlugin('dist/kubectl', 'kubectl-sagemaker.mjs');
