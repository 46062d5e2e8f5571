/** Applies examples to a cluster, each in a namespace of its own, all at once, and tells how each of them ended. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Setting } from '../demo/cluster.ts';
import type { DemoObject } from '../demo/object.ts';
import type { Stage } from '../demo/stage.ts';
import { complaintsOf, isSettled } from './complaints.ts';
import type { Example } from './find.ts';

export interface Result {
  readonly example: Example;
  /** Empty: it settled as it says. */
  readonly complaints: readonly string[];
  readonly objects: number;
  readonly seconds: number;
}

const LOOK_EVERY_MS = 1_000;
/** kubectl works for a second of a core on each example. */
const APPLY_AT_ONCE = 3;

export async function performAll(setting: Setting, stage: Stage, examples: readonly Example[]): Promise<readonly Result[]> {
  await makeNamespaces(setting, stage, examples);
  const looker = new Looker(setting, stage);
  const waiting = [...examples];
  const results: Promise<Result>[] = [];
  const feed = async (): Promise<void> => {
    for (let example = waiting.shift(); example; example = waiting.shift()) {
      const run = new Run(setting, stage, looker, example);
      await run.applyFirst();
      results.push(run.toTheEnd());
    }
  };
  await Promise.all(Array.from({ length: APPLY_AT_ONCE }, feed));
  return await Promise.all(results);
}

async function makeNamespaces({ folder, signal }: Setting, { cluster }: Stage, examples: readonly Example[]): Promise<void> {
  const file = join(folder, 'namespaces.json');
  const items = examples
    .filter(({ ownNamespaces }) => !ownNamespaces)
    .map(({ namespace }) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }));
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  await cluster.kubectl.run(['apply', '--server-side', '-f', file], signal);
}

/** One look at all namespaces serves every example that waits. */
class Looker {
  readonly #setting: Setting;
  readonly #stage: Stage;
  #next: Promise<readonly DemoObject[]> | undefined;

  constructor(setting: Setting, stage: Stage) {
    this.#setting = setting;
    this.#stage = stage;
  }

  /** Objects as they are after this call: a look that is under way may be from before what its caller did. */
  async look(): Promise<readonly DemoObject[]> {
    this.#next ??= this.#lookSoon();
    return await this.#next;
  }

  async #lookSoon(): Promise<readonly DemoObject[]> {
    const { signal } = this.#setting;
    await sleep(LOOK_EVERY_MS, undefined, { signal });
    this.#next = undefined;
    await this.#stage.operator.requireAlive();
    return await this.#stage.cluster.kubectl.objects(undefined, signal);
  }
}

/** One example, from its first apply to the end of its last step. */
class Run {
  readonly #setting: Setting;
  readonly #stage: Stage;
  readonly #looker: Looker;
  readonly #example: Example;
  readonly #since = performance.now();
  #refused: string | undefined;

  constructor(setting: Setting, stage: Stage, looker: Looker, example: Example) {
    this.#setting = setting;
    this.#stage = stage;
    this.#looker = looker;
    this.#example = example;
  }

  async applyFirst(): Promise<void> {
    await this.#apply(this.#example.steps[0] ?? []);
  }

  async toTheEnd(): Promise<Result> {
    let objects = await this.#settled();
    for (const step of this.#example.steps.slice(1)) {
      await this.#apply(step);
      objects = await this.#settled();
    }
    const { complaints, ends } = this.#example;
    return {
      example: this.#example,
      complaints: [...complaints, ...(this.#refused === undefined ? complaintsOf(ends, objects) : [this.#refused])],
      objects: objects.length,
      seconds: (performance.now() - this.#since) / 1000,
    };
  }

  /** What kubectl will not apply is a complaint about the example, and no reason to give up the others. */
  async #apply(files: readonly string[]): Promise<void> {
    const { signal } = this.#setting;
    const where = this.#example.ownNamespaces ? [] : ['--namespace', this.#example.namespace];
    try {
      await this.#stage.cluster.kubectl.run(
        ['apply', '--server-side', ...where, ...files.flatMap((file) => ['-f', file])],
        signal,
      );
    } catch (error) {
      signal.throwIfAborted();
      this.#refused = error instanceof Error ? error.message : String(error);
    }
  }

  /** All of them settled, or as they are when the time is up. */
  async #settled(): Promise<readonly DemoObject[]> {
    const deadline = performance.now() + this.#setting.options.timeoutSeconds * 1000;
    for (;;) {
      const all = await this.#looker.look();
      const own = all.filter(({ metadata }) => this.#example.namespaces.includes(metadata.namespace));
      if (this.#refused !== undefined || own.every(isSettled) || performance.now() > deadline) return own;
    }
  }
}
