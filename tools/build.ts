/** Bundles the operator into one file: one read at start, no unused half of the SDKs in memory, one thing to copy into an image. */
import { build } from 'esbuild';

const result = await build({
  entryPoints: { 'sagemaker-operator': 'src/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
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
});

const bytes = Object.values(result.metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
process.stdout.write(`dist/sagemaker-operator.mjs ${(bytes / 1_048_576).toFixed(1)} MiB with its chunks\n`);
