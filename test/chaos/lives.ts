/** The lives of the operator in one plan: each behind doors of its own; when one ends at a boundary, the next one begins. */
import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Plane } from '../support/kubectl.ts';
import { OperatorProcess } from '../support/operator-process.ts';
import type { Stage } from '../support/stage.ts';
import { Door, KubeFaults, type Passage } from './door.ts';
import type { Crash, Plan } from './plan.ts';

interface LivesOptions {
  readonly stage: Stage;
  readonly plan: Plan;
  readonly kinds: readonly string[];
  readonly plane: Plane;
  readonly processes: boolean | undefined;
}
interface Kubeconfig {
  readonly clusters: readonly { readonly name: string; readonly cluster: { readonly [field: string]: string } }[];
}

export class Lives implements AsyncDisposable {
  readonly journal: Passage[] = [];
  readonly #options: LivesOptions;
  readonly #faults: KubeFaults;
  readonly #crashes: Crash[];
  readonly #file = join(tmpdir(), `chaos-${randomBytes(6).toString('hex')}.yaml`);
  readonly #endings: Promise<void>[] = [];
  #end: () => Promise<void> = () => Promise.resolve();
  #next: Promise<void> = Promise.resolve();
  #crashed = 0;

  private constructor(options: LivesOptions) {
    this.#options = options;
    this.#faults = new KubeFaults(options.plan.kube);
    this.#crashes = [...options.plan.crashes];
  }

  static async begin(options: LivesOptions): Promise<Lives> {
    const lives = new Lives(options);
    await lives.#begin();
    return lives;
  }

  get crashed(): number {
    return this.#crashed;
  }

  get troubles(): number {
    return this.#crashed + this.#faults.struck;
  }

  get boundaries(): { readonly aws: number; readonly kube: number } {
    const count = (door: Passage['door']): number =>
      this.journal.filter((passage) => passage.door === door && passage.counts).length;
    return { aws: count('aws'), kube: count('kube') };
  }

  heal(): void {
    this.#faults.heal();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#crashes.splice(0);
    await this.#next;
    await this.#end();
    await Promise.all(this.#endings);
    await rm(this.#file, { force: true });
  }

  async #begin(): Promise<void> {
    const { stage, plane, kinds } = this.#options;
    const config = parse(await readFile(plane.kubeconfig, 'utf8')) as Kubeconfig;
    const [{ name, cluster } = { name: '', cluster: {} }] = config.clusters;
    const ca = Buffer.from(cluster['certificate-authority-data'] ?? '', 'base64').toString();
    const crash = this.#crashes.shift();
    const both = { journal: this.journal, faults: this.#faults, onCrash: () => this.#die() };
    const aimedAt = (door: Crash['door']): Crash | undefined => (crash?.door === door ? crash : undefined);
    const aws = await Door.open({ ...both, door: 'aws', upstream: stage.simulator.url, crash: aimedAt('aws') });
    const kube = await Door.open({ ...both, door: 'kube', upstream: cluster['server'] ?? '', ca, crash: aimedAt('kube') });
    await writeFile(this.#file, stringify({ ...config, clusters: [{ name, cluster: { server: kube.url } }] }), { mode: 0o600 });
    const operator = await this.#operator([
      `--kubeconfig=${this.#file}`,
      `--aws-endpoint-url=${aws.url}`,
      `--aws-identity-endpoint-url=${aws.url}`,
      `--reconcile-resources=${kinds.join(',')}`,
    ]);
    this.#end = async () => {
      for (const door of [aws, kube]) door.shut();
      await operator();
      for (const door of [aws, kube]) await door[Symbol.asyncDispose]();
    };
  }

  /** Returns how it ends. */
  async #operator(flags: readonly string[]): Promise<() => Promise<void>> {
    const { stage, processes } = this.#options;
    if (processes !== true) {
      const running = await stage.startOperator(flags);
      return () => running.stop();
    }
    const all = [...stage.operatorFlags, '--metrics-addr=0', '--healthz-addr=0', ...flags];
    const child = new OperatorProcess(all, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    return async () => void (await child.stop('SIGKILL'));
  }

  /** What is left of a dead one ends by and by: behind its doors it can do nothing. */
  #die(): void {
    this.#crashed += 1;
    this.#endings.push(this.#end());
    this.#end = () => Promise.resolve();
    this.#next = this.#begin();
  }
}
