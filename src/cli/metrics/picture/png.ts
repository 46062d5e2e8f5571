/** An SVG as PNG: by resvg, which is WebAssembly and so needs nothing of the machine, with the one font that comes along. */
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { assets } from './assets.ts';
import { FONT } from './spec.ts';
import { sfntOf } from './woff.ts';

/** Sharp on a screen with two pixels a point. */
const ZOOM = 2;

/** Once a process: WebAssembly is set up but once. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const [wasm, font] = await Promise.all([assets.wasm(), assets.font()]);
  await initWasm(wasm);
  const drawn = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: ZOOM },
    font: { fontBuffers: [sfntOf(font)], defaultFontFamily: FONT, sansSerifFamily: FONT },
  });
  return drawn.render().asPng();
}
