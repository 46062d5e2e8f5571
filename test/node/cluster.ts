/** The cluster under test, and what the scenario does in it: no more than a person with kubectl and helm could do. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../tools/control-plane/until.ts';
import { Kubectl, runProgram } from '../../tools/demo/kubectl.ts';
import type { Screen } from '../../tools/demo/screen.ts';
import { step } from '../../tools/demo/step.ts';
import type { Images } from '../../tools/docker/images.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** All that a scenario needs: plain values, so that they can be given to a process that is apart. */
export interface Site {
  readonly kubectl: string;
  readonly kubeconfig: string;
  readonly helm: string;
  readonly images: Images;
  /** For what the programs keep; it goes away with the test. */
  readonly folder: string;
}

export class Cluster {
  readonly kubectl: Kubectl;
  readonly images: Images;
  readonly signal: AbortSignal;
  readonly #site: Site;
  readonly #screen: Screen;

  constructor(site: Site, screen: Screen, signal: AbortSignal) {
    this.kubectl = new Kubectl(site.kubectl, site.kubeconfig, join(site.folder, 'kubectl'));
    this.images = site.images;
    this.signal = signal;
    this.#site = site;
    this.#screen = screen;
  }

  async run(...args: readonly string[]): Promise<string> {
    return await this.kubectl.run(args, this.signal);
  }

  /** Applies objects, each of which is a value. */
  async apply(objects: readonly object[], namespace: string): Promise<void> {
    const file = join(this.#site.folder, 'objects.json');
    await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }), { mode: 0o600 });
    await this.run('apply', '--namespace', namespace, '--filename', file);
  }

  /** Nothing of it is kept in the home of who runs the test. */
  async helm(...args: readonly string[]): Promise<string> {
    const homes = ['CACHE', 'CONFIG', 'DATA'].map((kind) => `HELM_${kind}_HOME=${join(this.#site.folder, 'helm', kind)}`);
    return await runProgram('env', [...homes, this.#site.helm, '--kubeconfig', this.#site.kubeconfig, ...args], this.signal);
  }

  /** One line for what is done, with its time; it tells what came of it. */
  async step(doing: string, work: () => Promise<string | void>): Promise<void> {
    await step(this.#screen, { doing, work: async () => (await work()) ?? doing, done: (told) => told });
  }

  async until(what: string, check: () => Promise<boolean>, withinMs: number = 120_000): Promise<void> {
    const checkUnlessInterrupted = (): Promise<boolean> => {
      this.signal.throwIfAborted();
      return check();
    };
    await until(what, checkUnlessInterrupted, { withinMs, everyMs: 500 });
  }
}
