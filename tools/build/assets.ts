/** Puts files that are no code into the bundle, compressed: a program of one file has no other place for them. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'esbuild';

const require = createRequire(import.meta.url);
const FILES = {
  wasm: '@resvg/resvg-wasm/index_bg.wasm',
  font: '@fontsource/roboto/files/roboto-latin-400-normal.woff',
} as const;

/** In the place of src/cli/metrics/picture/assets.ts, whose exports it has. */
export const embeddedAssets: Plugin = {
  name: 'embedded-assets',
  setup: (build) =>
    build.onLoad({ filter: /\/picture\/assets\.ts$/ }, async () => {
      const entries = Object.entries(FILES).map(async ([name, file]) => `${name}: unpack('${await packed(file)}')`);
      const unpack = `(text) => async () => new Uint8Array(brotliDecompressSync(Buffer.from(text, 'base64')))`;
      const lines = [
        "import { brotliDecompressSync } from 'node:zlib';",
        `const unpack = ${unpack};`,
        `export const assets = { ${(await Promise.all(entries)).join(', ')} };`,
      ];
      return { contents: lines.join('\n'), loader: 'js' };
    }),
};

async function packed(file: string): Promise<string> {
  const bytes = await readFile(require.resolve(file));
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).toString('base64');
}

/** Of a package that does not tell itself. */
const SOURCES: Readonly<Record<string, string>> = { '@resvg/resvg-wasm': 'https://github.com/yisibl/resvg-js' };

/** What their licences ask to be said beside them. */
export async function assetNotices(): Promise<string> {
  const notices = Object.values(FILES).map(async (file) => {
    const name = file.split('/').slice(0, 2).join('/');
    const pack = JSON.parse(await readFile(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8')) as {
      version: string;
      license: string;
      repository?: { url?: string };
      homepage?: string;
    };
    const source = SOURCES[name] ?? pack.repository?.url ?? pack.homepage ?? name;
    return `${name} ${pack.version}, unchanged: ${pack.license}; its source is at ${source}\n`;
  });
  return (await Promise.all(notices)).join('');
}
