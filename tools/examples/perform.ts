/** Applies examples to a cluster in which the operator runs, all at once, and tells how each of them ended. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kubectl } from '../demo/kubectl.ts';
import type { DemoObject } from '../demo/object.ts';
import { complaintsOf, idOf, isSettled } from './complaints.ts';
import type { Example } from './find.ts';

/** Where examples are performed. */
export interface Theatre {
  readonly kubectl: Kubectl;
  readonly signal: AbortSignal;
  /** For files that are there as long as the performance. */
  readonly folder: string;
  /** Longest time for the objects of one step to settle. */
  readonly timeoutSeconds: number;
  /** Throws when nobody serves the objects any more. */
  readonly requireAlive: () => Promise<void>;
}

export interface Result {
  readonly example: Example;
  /** Empty: it settled as it says. */
  readonly complaints: readonly string[];
  readonly objects: number;
  readonly seconds: number;
}

/** kubectl asks for every kind; more often it would be in the way of what it looks at, and on a busy machine it would be all the time. */
const LOOK_EVERY_MS = 2_000;
/** kubectl works for a second of a core on each example. */
const APPLY_AT_ONCE = 3;

export async function performAll(theatre: Theatre, examples: readonly Example[]): Promise<readonly Result[]> {
  await makeNamespaces(theatre, examples);
  const looker = new Looker(theatre);
  const lanes: Promise<void>[] = Array.from({ length: APPLY_AT_ONCE }, async () => {});
  return await Promise.all(
    examples.map(async (example, index) => {
      const run = new Run(theatre, looker, example);
      const lane = index % APPLY_AT_ONCE;
      const applied = lanes[lane]?.then(() => run.applyFirst()) ?? run.applyFirst();
      lanes[lane] = applied;
      await applied;
      return await run.toTheEnd();
    }),
  );
}

async function makeNamespaces({ kubectl, folder, signal }: Theatre, examples: readonly Example[]): Promise<void> {
  const names = new Set(examples.filter(({ ownNamespaces }) => !ownNamespaces).map(({ namespace }) => namespace));
  const items = [...names].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const file = join(folder, 'namespaces.json');
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  await kubectl.run(['apply', '--server-side', '-f', file], signal);
}

/** One look at all namespaces serves every example that waits. */
class Looker {
  readonly #theatre: Theatre;
  #next: Promise<readonly DemoObject[]> | undefined;
  /** How long the last look took. */
  #tookMs = 0;

  constructor(theatre: Theatre) {
    this.#theatre = theatre;
  }

  /** Objects as they are after this call: a look that is under way may be from before what its caller did. */
  async look(): Promise<readonly DemoObject[]> {
    this.#next ??= this.#lookSoon();
    return await this.#next;
  }

  async #lookSoon(): Promise<readonly DemoObject[]> {
    const { kubectl, signal, requireAlive } = this.#theatre;
    await sleep(Math.max(LOOK_EVERY_MS, 2 * this.#tookMs), undefined, { signal });
    this.#next = undefined;
    await requireAlive();
    const since = performance.now();
    const objects = await kubectl.objects(undefined, signal);
    this.#tookMs = performance.now() - since;
    return objects;
  }
}

/** One example, from its first apply to the end of its last step. */
class Run {
  readonly #theatre: Theatre;
  readonly #looker: Looker;
  readonly #example: Example;
  #since = 0;
  #refused: string | undefined;

  constructor(theatre: Theatre, looker: Looker, example: Example) {
    this.#theatre = theatre;
    this.#looker = looker;
    this.#example = example;
  }

  async applyFirst(): Promise<void> {
    this.#since = performance.now();
    await this.#apply(this.#example.steps[0] ?? []);
  }

  async toTheEnd(): Promise<Result> {
    let objects = await this.#settled();
    for (const step of this.#example.steps.slice(1)) {
      // A step upon one that has not settled would show something else.
      if (!objects.every(isSettled)) break;
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
    const { kubectl, signal } = this.#theatre;
    const where = this.#example.ownNamespaces ? [] : ['--namespace', this.#example.namespace];
    try {
      await kubectl.run(['apply', '--server-side', ...where, ...files.flatMap((file) => ['-f', file])], signal);
    } catch (error) {
      signal.throwIfAborted();
      this.#refused = error instanceof Error ? error.message : String(error);
    }
  }

  /** All of them settled, or as they are when the time is up. */
  async #settled(): Promise<readonly DemoObject[]> {
    const deadline = performance.now() + this.#theatre.timeoutSeconds * 1000;
    for (;;) {
      const all = await this.#looker.look();
      const own = all.filter((object) => this.#isOwn(object));
      if (this.#refused !== undefined || own.every(isSettled) || performance.now() > deadline) return own;
    }
  }
  #isOwn(object: DemoObject): boolean {
    const { namespace, ownNamespaces, makes } = this.#example;
    return makes.includes(idOf(object)) && (ownNamespaces || object.metadata.namespace === namespace);
  }
}
