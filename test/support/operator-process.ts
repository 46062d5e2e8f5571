/** The operator as people run it: a process with flags, an environment, a log and an exit code. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { compileCache } from './compile-cache.ts';

export type LogLine = Readonly<Record<string, unknown>>;

export interface Exit {
  readonly code: number | null;
  /** From the signal to the end. */
  readonly ms: number;
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const PATIENCE_MS = 90_000;

export class OperatorProcess implements AsyncDisposable {
  readonly lines: LogLine[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #errors = '';

  /** Nothing of the test's own environment reaches it: no credentials, no kubeconfig. */
  constructor(flags: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [MAIN, ...flags], {
      env: { HOME: tmpdir(), AWS_EC2_METADATA_DISABLED: 'true', ...compileCache(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#ended = once(child, 'close');
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (this.#errors += chunk));
    createInterface({ input: child.stdout }).on('line', (line) => this.lines.push(parse(line)));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it wrote for a person. */
  get stderr(): string {
    return this.#errors;
  }

  /** What it wrote, on either stream. */
  get output(): string {
    return `${this.lines.map((line) => JSON.stringify(line)).join('\n')}\n${this.#errors}`;
  }

  /** The first line of the log that is as asked for. */
  async line(law: (line: LogLine) => boolean): Promise<LogLine> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = this.lines.find(law);
      if (found) return found;
      if (performance.now() > deadline || this.#child.exitCode !== null) throw new Error(`no such line in:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  says(message: string): Promise<LogLine> {
    return this.line((line) => line['message'] === message);
  }

  /** Ports of the endpoints for health and metrics, in this order. */
  async ports(): Promise<readonly [health: number, metrics: number]> {
    const { ports } = await this.says('serving health and metrics');
    const [health = 0, metrics = 0] = ports as readonly number[];
    return [health, metrics];
  }

  async exit(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<Exit> {
    const begun = performance.now();
    this.#child.kill(signal);
    return { code: await this.exit(), ms: performance.now() - begun };
  }

  /** Takes the processor away from it: all that it waits for goes on, and it learns of nothing. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('SIGKILL');
  }
}

function parse(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { message: line };
  }
}
