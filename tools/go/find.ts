import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** The first of the folders that holds the program. */
export function find(
  program: string,
  folders: readonly string[],
  runs: (path: string) => boolean = isExecutable,
): string | undefined {
  return folders.map((folder) => join(folder, program)).find(runs);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
