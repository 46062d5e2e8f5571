import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Guardian } from './guardian.ts';
import { until } from './until.ts';

export interface ComponentSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** All of its environment besides the PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** File that takes its stdout and stderr; a restart appends. */
  readonly log: string;
  readonly guardian: Guardian;
  /** Does it serve? An answer is awaited at every start, so it must be bounded itself. */
  readonly ready: () => Promise<boolean>;
  readonly readyWithinMs: number;
}

const GRACE_MS = 5_000;
const LOG_LINES = 15;

/** A component that did not come up. `log` holds its last lines, because its directory is removed with the control plane. */
export class ComponentFailed extends Error {
  readonly log: string;

  constructor(reason: string, log: string) {
    super(`${reason}. Its last lines:\n${log}`);
    this.name = 'ComponentFailed';
    this.log = log;
  }
}

/**
 * One process of the control plane: etcd, the API server or the controller manager. It can be ended, killed, paused and
 * started again on the same ports and data, each on its own, so that a test can break one and watch the rest.
 */
export class Component {
  readonly name: string;
  readonly #spec: ComponentSpec;
  #child: ChildProcess | undefined;

  constructor(spec: ComponentSpec) {
    this.name = spec.name;
    this.#spec = spec;
  }

  /** The process id while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the process and returns once it serves. If it never does, it is ended, and the error shows its log. */
  async start(): Promise<void> {
    if (this.#child) throw new Error(`${this.name} runs already (process ${this.pid}); stop it first.`);
    const child = await this.#spawn();
    try {
      await until(`${this.name} to serve`, () => this.#serves(child), { withinMs: this.#spec.readyWithinMs });
    } catch (error) {
      await this.kill();
      throw new ComponentFailed(error instanceof Error ? error.message : String(error), await lastLines(this.#spec.log));
    }
  }

  /** Asks it to end (SIGTERM), and after `graceMs` ends it (SIGKILL). Returns once the process is gone. */
  async stop(graceMs: number = GRACE_MS): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    child.kill('SIGCONT'); // a paused process sees no SIGTERM
    const patience = new AbortController();
    await Promise.race([gone, sleep(graceMs, undefined, { signal: patience.signal })]);
    patience.abort();
    child.kill('SIGKILL');
    await gone;
  }

  /** What a crash of the machine does to it: SIGKILL, no goodbye. Returns once the process is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Freezes it: connections stay open and nothing answers, as when a machine hangs. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /**
   * In a process group of its own, so that Ctrl-C reaches only us, who end things in order; and with none of our environment
   * but the PATH: etcd takes any ETCD_* variable for a flag, and a developer's AWS credentials are none of its business.
   */
  async #spawn(): Promise<ChildProcess> {
    const { command, args, env, log, guardian } = this.#spec;
    const output = openSync(log, 'a');
    const child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', output, output],
      env: { ...env, PATH: process.env['PATH'] },
    });
    closeSync(output);
    child.once('exit', () => {
      if (child.pid !== undefined) guardian.forget(child.pid);
      if (this.#child === child) this.#child = undefined;
    });
    await once(child, 'spawn');
    if (child.pid !== undefined) guardian.watch(child.pid);
    this.#child = child;
    return child;
  }

  async #serves(child: ChildProcess): Promise<boolean> {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${this.name} exited with ${child.signalCode ?? `code ${child.exitCode}`} before it served`);
    }
    return await this.#spec.ready();
  }
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  return text.trimEnd().split('\n').slice(-LOG_LINES).join('\n');
}
