/** Namespaces in which plans are lived one after the other. To take one apart is more work for the control plane than a plan is. */
import { randomBytes } from 'node:crypto';
import { type Plane, runKubectl } from '../support/kubectl.ts';

export class Namespaces {
  readonly #plane: Plane;
  readonly #free: string[] = [];

  constructor(plane: Plane) {
    this.#plane = plane;
  }

  /** An empty one, for its taker alone. */
  async take(): Promise<string> {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const name = `chaos-${randomBytes(4).toString('hex')}`;
    const { code, out } = await runKubectl(['create', 'namespace', name], undefined, this.#plane);
    if (code !== 0) throw new Error(`there is no namespace to be had: ${out}`);
    return name;
  }

  /** When nothing is left in it. One in which something went wrong stays as it is. */
  giveBack(name: string): void {
    this.#free.push(name);
  }
}
