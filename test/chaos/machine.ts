/** The operator as a process on a control plane of its own, and what can be done to each of its processes. */
import { readFile } from 'node:fs/promises';
import type { Fields } from '../../src/kinds/types.ts';
import { isApiError } from '../../src/kube/api-error.ts';
import type { SimulatorOptions } from '../../src/simulator/simulator.ts';
import type { Components, ControlPlane } from '../../tools/control-plane/control-plane.ts';
import { OperatorProcess } from '../support/operator-process.ts';
import { Stage } from '../support/stage.ts';
import { CANARY } from './subjects.ts';

const PATIENCE_MS = 90_000;

export class Machine implements AsyncDisposable {
  readonly stage: Stage;
  readonly components: Components;
  readonly #flags: readonly string[];
  /** All processes of the operator, the running one last. */
  readonly #lives: OperatorProcess[] = [];

  private constructor(stage: Stage, components: Components, flags: readonly string[]) {
    this.stage = stage;
    this.components = components;
    this.#flags = flags;
  }

  /** Undefined where the processes are out of reach: inside a container. */
  static async of(
    plane: ControlPlane,
    { simulator = {}, flags = [] }: { simulator?: SimulatorOptions; flags?: readonly string[] } = {},
  ): Promise<Machine> {
    if (!plane.components) throw new Error('the processes of a control plane inside a container cannot be reached');
    return new Machine(await Stage.set({ operator: false, plane, simulator }), plane.components, flags);
  }

  get operator(): OperatorProcess {
    const operator = this.#lives.at(-1);
    if (!operator) throw new Error('no operator was started');
    return operator;
  }

  async startOperator(): Promise<void> {
    const flags = [...this.stage.operatorFlags, '--metrics-addr=0', '--healthz-addr=0', ...this.#flags];
    const operator = new OperatorProcess(flags, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    this.#lives.push(operator);
    await operator.says('working');
  }

  /** I9, of all processes so far. */
  get confessions(): readonly string[] {
    const said = this.#lives.map(({ output }) => output);
    return ['unhandled rejection', 'bug of the operator', CANARY].filter((words) => said.some((each) => each.includes(words)));
  }

  /** The most memory that the running operator ever held, where Linux tells. */
  async peakMiB(): Promise<number> {
    const status = await readFile(`/proc/${this.operator.pid}/status`, 'utf8').catch(() => '');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  }

  /** As a user would who tries again while the apiserver is away. */
  async create(kind: string, name: string, spec: Fields): Promise<void> {
    await this.#persist(() => this.stage.create(kind, name, spec), 409);
  }

  async delete(kind: string, name: string): Promise<void> {
    await this.#persist(() => this.stage.delete(kind, name), 404);
  }

  /** `done`: what the apiserver says when an earlier try had arrived. */
  async #persist(ask: () => Promise<unknown>, done: number): Promise<void> {
    let last: unknown;
    const isDone = (): Promise<boolean> =>
      ask().then(
        () => true,
        (error: unknown) => {
          last = error;
          return isApiError(error, done);
        },
      );
    await this.stage.eventually(isDone, () => String(last), PATIENCE_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const life of this.#lives) await life.stop('SIGKILL');
    await this.stage[Symbol.asyncDispose]();
  }
}
