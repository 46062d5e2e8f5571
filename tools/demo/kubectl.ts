import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { kinds } from '../../src/kinds/index.ts';
import type { DemoObject } from './object.ts';

const CRDS = kinds.map(({ plural, service }) => `${plural}.${service.group}`);
const TYPES = CRDS.join(',');

/** Runs kubectl, which a person would use too: what works here works for them, in any cluster that they can log in to. */
export class Kubectl {
  readonly program: string;
  readonly #flags: readonly string[];

  /** Without a cache of its own, each run of the demo would leave a folder in the home of the user. */
  constructor(program: string, kubeconfig: string, cache: string) {
    this.program = program;
    this.#flags = ['--kubeconfig', kubeconfig, '--cache-dir', cache];
  }

  /** What it prints. An error is what kubectl says. */
  async run(args: readonly string[], signal?: AbortSignal): Promise<string> {
    return await runProgram(this.program, [...this.#flags, ...args], signal);
  }

  /** Of all namespaces where none is named. */
  async objects(namespace: string | undefined, signal?: AbortSignal): Promise<readonly DemoObject[]> {
    const where = namespace === undefined ? ['--all-namespaces'] : ['--namespace', namespace];
    const list = await this.run(['get', TYPES, ...where, '--output', 'json'], signal);
    return (JSON.parse(list) as { readonly items: readonly DemoObject[] }).items;
  }

  /** Names of the CRDs of our kinds that the cluster has. */
  async crds(signal: AbortSignal): Promise<readonly string[]> {
    const names = await this.run(['get', 'customresourcedefinitions', '--output', 'name'], signal);
    return names.split('\n').filter((name) => CRDS.some((crd) => name.endsWith(`/${crd}`)));
  }
}

export async function runProgram(program: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, [...args], { maxBuffer: 2 ** 26, ...(signal && { signal }) });
    return stdout;
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(messageOf(program, error), { cause: error });
  }
}

function messageOf(program: string, error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ENOENT') return `${program} is needed and is not on the PATH.`;
  const stderr = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  return stderr === '' ? error.message : `${program}: ${stderr}`;
}
