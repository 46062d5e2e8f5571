/** Pictures into files. What draws them is loaded here and nowhere else: no other command waits for it. */
import { writeFile } from 'node:fs/promises';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import { CliError } from '../../errors.ts';
import { pageOf, type Picture } from './html.ts';
import { specOf } from './spec.ts';

export interface PictureFiles {
  readonly png?: string | undefined;
  readonly html?: string | undefined;
}

/** The files that were written. */
export async function savePictures(picture: Picture, { png, html }: PictureFiles): Promise<readonly string[]> {
  const svg = await draw(picture);
  const written: string[] = [];
  if (html !== undefined) written.push(await save('html', html, pageOf(picture, svg)));
  if (png !== undefined) {
    const { pngOf } = await import('./png.ts');
    written.push(await save('png', png, await pngOf(svg)));
  }
  return written;
}

async function draw({ title, panels }: Picture): Promise<string> {
  const view = new View(parse(compile(specOf(title, panels)).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

async function save(option: string, file: string, content: string | Uint8Array): Promise<string> {
  try {
    await writeFile(file, content);
    return file;
  } catch (error) {
    throw new CliError('usage', `--${option} ${file} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
