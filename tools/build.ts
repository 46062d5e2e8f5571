/**
 * Bundles the operator: one read at start, no unused half of the SDKs in memory, one thing to copy into an image. And the kubectl plugin,
 * which is a single file, so that it can be put on a PATH as it is; what a command does not use of it is read, and not run.
 */
import { chmod } from 'node:fs/promises';
import { writeKrewManifest } from './krew.ts';
import { build, type BuildOptions, type Metafile } from 'esbuild';

const common = {
  outdir: 'dist',
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

const [operator, plugin] = await Promise.all([
  build({
    ...common,
    entryPoints: { 'sagemaker-operator': 'src/main.ts' },
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
  }),
  build({ ...common, entryPoints: { 'kubectl-sagemaker': 'src/cli/main.ts' } }),
]);
await chmod('dist/kubectl-sagemaker.mjs', 0o755);

await writeKrewManifest();

const mebibytes = ({ metafile }: { readonly metafile: Metafile }): string =>
  (Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0) / 1_048_576).toFixed(1);
process.stdout.write(`dist/sagemaker-operator.mjs ${mebibytes(operator)} MiB with its chunks\n`);
process.stdout.write(`dist/kubectl-sagemaker.mjs ${mebibytes(plugin)} MiB\n`);
