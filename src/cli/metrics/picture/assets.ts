/** Files of packages that are no code. In the bundle tools/build.ts puts them, compressed, in this module's place. */
import { readFile } from 'node:fs/promises';

const read = async (url: string): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await readFile(new URL(url)));

export const assets = {
  wasm: () => read(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm')),
  font: () => read(import.meta.resolve('@fontsource/roboto/files/roboto-latin-400-normal.woff')),
};
