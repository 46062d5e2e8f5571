import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where the programs are. Without a controller manager, namespaces and owned objects are never deleted. */
export interface Binaries {
  readonly etcd: string;
  readonly apiserver: string;
  readonly controllerManager?: string;
  readonly kubectl: string;
}

export const PROGRAMS = {
  etcd: 'etcd',
  apiserver: 'kube-apiserver',
  controllerManager: 'kube-controller-manager',
  kubectl: 'kubectl',
} as const;

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
