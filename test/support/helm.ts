/** helm as people run it, against the control plane of the tests. */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments, stringify } from 'yaml';
import { prepareTool } from '../../tools/helm/programs.ts';
import type { Manifest } from './rights.ts';

export const OPERATOR_CHART = fileURLToPath(new URL('../../charts/sagemaker-operator/', import.meta.url));
export const CRDS_CHART = fileURLToPath(new URL('../../charts/sagemaker-operator-crds/', import.meta.url));

export interface Outcome {
  readonly code: number;
  readonly out: string;
}

/** Nothing of the machine's own: no plugins, no repositories, no kubeconfig but the one given. */
export class Helm implements AsyncDisposable {
  readonly #program: string;
  readonly #home: string;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(program: string, kubeconfig: string) {
    this.#home = mkdtempSync(join(tmpdir(), 'helm-'));
    this.#program = program;
    this.#env = { HOME: this.#home, KUBECONFIG: kubeconfig, PATH: '' };
  }

  static async at(kubeconfig: string): Promise<Helm> {
    return new Helm(await prepareTool('helm', { progress: (text) => process.stderr.write(`${text}\n`) }), kubeconfig);
  }

  /** `values` go to it as a file would. `out` is what a person would see. */
  async run(args: readonly string[], values?: object): Promise<Outcome> {
    const withValues = values === undefined ? args : [...args, '--values', '-'];
    const child = spawn(this.#program, withValues, { env: this.#env, stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stdin.end(values === undefined ? '' : stringify(values));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code: code ?? 1, out }));
    });
  }

  /** As `run`, for what must succeed. */
  async must(args: readonly string[], values?: object): Promise<string> {
    const { code, out } = await this.run(args, values);
    if (code !== 0) throw new Error(`helm ${args.join(' ')} ended with ${code}: ${out}`);
    return out;
  }

  async render(namespace: string, values: object): Promise<readonly Manifest[]> {
    const text = await this.must(['template', 'op', OPERATOR_CHART, '--namespace', namespace], values);
    return parseAllDocuments(text)
      .map((document) => document.toJS() as Manifest | null)
      .filter((manifest) => manifest !== null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#home, { recursive: true });
  }
}
