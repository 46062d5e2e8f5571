import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Component, type ComponentSpec } from './component.ts';
import { Guardian } from './guardian.ts';

/** Makes a new folder for one control plane within `parent`, or within the system's temporary folder. */
export async function makeFolder(parent: string = tmpdir()): Promise<string> {
  await mkdir(parent, { recursive: true });
  return await mkdtemp(join(resolve(parent), 'control-plane-'));
}

/** Owns the folder and all processes of one control plane. However far a start came, `dispose` undoes it. */
export class Site {
  readonly directory: string;
  readonly #guardian: Guardian;
  readonly #components: Component[] = [];

  private constructor(directory: string, guardian: Guardian) {
    this.directory = directory;
    this.#guardian = guardian;
  }

  static async open(parent: string | undefined): Promise<Site> {
    const directory = await makeFolder(parent);
    return new Site(directory, await Guardian.over(directory));
  }

  get pids(): readonly number[] {
    return this.#components.flatMap((component) => component.pid ?? []);
  }

  file(name: string): string {
    return join(this.directory, name);
  }

  async start(spec: Omit<ComponentSpec, 'log' | 'guardian'>): Promise<Component> {
    const component = new Component({ ...spec, log: this.file(`${spec.name}.log`), guardian: this.#guardian });
    this.#components.push(component);
    await component.start();
    return component;
  }

  /** Clients before servers, so that none spends its last moments on retries. */
  async dispose(): Promise<void> {
    for (const component of this.#components.toReversed()) await component.stop();
    await this.#guardian.dismiss();
    await rm(this.directory, { recursive: true, force: true });
  }
}
