/** The files that were named on the command line: a folder is all manifests below it, and `-` is stdin. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../command.ts';
import { CliError } from '../errors.ts';

export interface TextFile {
  /** As it is told in messages. */
  readonly name: string;
  readonly text: string;
}

/** A manifest of a megabyte is more than etcd takes; a whole folder of them is still no reason to fill the memory. */
const MOST_BYTES = 64 * 1_048_576;

export async function readInputs(names: readonly string[], stdin: Context['stdin']): Promise<readonly TextFile[]> {
  const files: TextFile[] = [];
  for (const name of names) {
    if (name === '-') files.push({ name: 'stdin', text: await readAll(stdin) });
    else for (const path of await pathsAt(name)) files.push({ name: path, text: await readText(path) });
  }
  return files;
}

async function readAll(stdin: Context['stdin']): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of stdin) {
    const chunk = typeof part === 'string' ? Buffer.from(part) : part;
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new CliError('usage', `stdin holds more than ${MOST_BYTES} bytes: that is no manifest`);
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

async function pathsAt(name: string): Promise<readonly string[]> {
  const found = await stat(name).catch((error: unknown) => {
    throw unreadable(name, error);
  });
  if (!found.isDirectory()) return [name];
  const entries = await readdir(name, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'it may not be read by you',
  EISDIR: 'it is a folder',
};

function unreadable(path: string, error: unknown): CliError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new CliError('usage', `${path}: ${REASONS[code] ?? message}`, { cause: error });
}
