/** The lives of the operator in one plan: each behind doors of its own; when one dies at a call, the next one begins. */
import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Plane } from '../support/kubectl.ts';
import type { Stage } from '../support/stage.ts';
import { Door } from './door.ts';
import type { Passage } from './journal.ts';
import { KubeFaults } from './kube-faults.ts';
import type { Death, Plan } from './plan.ts';

interface LivesOptions {
  readonly stage: Stage;
  readonly plan: Plan;
  readonly kinds: readonly string[];
  readonly plane: Plane;
}
interface Kubeconfig {
  readonly clusters: readonly { readonly name: string; readonly cluster: { readonly [field: string]: string } }[];
}

export class Lives implements AsyncDisposable {
  readonly journal: Passage[] = [];
  readonly faults: KubeFaults;
  readonly #options: LivesOptions;
  readonly #deaths: Death[];
  readonly #file = join(tmpdir(), `chaos-${randomBytes(6).toString('hex')}.yaml`);
  readonly #endings: Promise<void>[] = [];
  #end: () => Promise<void> = () => Promise.resolve();
  #next: Promise<void> = Promise.resolve();
  #died = 0;

  private constructor(options: LivesOptions) {
    this.#options = options;
    this.faults = new KubeFaults(options.plan.kube);
    this.#deaths = [...options.plan.deaths];
  }

  static async begin(options: LivesOptions): Promise<Lives> {
    const lives = new Lives(options);
    await lives.#begin();
    return lives;
  }

  /** Processes that died. */
  get died(): number {
    return this.#died;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#deaths.splice(0);
    await this.#next;
    await this.#end();
    await Promise.all(this.#endings);
    await rm(this.#file, { force: true });
  }

  async #begin(): Promise<void> {
    const { stage, plane, kinds, plan } = this.#options;
    const config = parse(await readFile(plane.kubeconfig, 'utf8')) as Kubeconfig;
    const [{ name, cluster } = { name: '', cluster: {} }] = config.clusters;
    const ca = Buffer.from(cluster['certificate-authority-data'] ?? '', 'base64').toString();
    const both = { journal: this.journal, death: this.#deaths.shift(), onDeath: () => this.#die() };
    const aws = await Door.open({ ...both, side: 'aws', upstream: stage.simulator.url });
    const kube = await Door.open({ ...both, side: 'kube', upstream: cluster['server'] ?? '', ca, faults: this.faults });
    const through = { ...config, clusters: [{ name, cluster: { server: kube.url } }] };
    await writeFile(this.#file, stringify(through), { mode: 0o600 });
    const running = await stage.startOperator([
      `--kubeconfig=${this.#file}`,
      `--aws-endpoint-url=${aws.url}`,
      `--aws-identity-endpoint-url=${aws.url}`,
      `--reconcile-resources=${kinds.join(',')}`,
      ...plan.flags,
    ]);
    this.#end = async () => {
      for (const door of [aws, kube]) door.shut();
      await running.stop();
      for (const door of [aws, kube]) await door[Symbol.asyncDispose]();
    };
  }

  /** What is left of a dead one ends by and by: behind its doors it can do nothing. */
  #die(): void {
    this.#died += 1;
    this.#endings.push(this.#end());
    this.#end = () => Promise.resolve();
    this.#next = this.#begin();
  }
}
