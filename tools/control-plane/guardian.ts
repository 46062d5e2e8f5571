import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Remembers the last line read; when the pipe closes, ends those processes and removes the directory. */
const SCRIPT = `
pids=
while read -r line; do pids=$line; done
[ -z "$pids" ] || kill -KILL $pids
rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
`;

/**
 * A tiny shell at the other end of a pipe, told which processes are alive. The kernel closes the pipe however this
 * process ends, kill -9 included, and the guardian then ends them and removes their directory: nothing lingers.
 * It is a shell, not a feature of the components, because binaries that we did not build must be covered too.
 */
export class Guardian {
  readonly #shell: ChildProcess;
  readonly #pids = new Set<number>();

  private constructor(shell: ChildProcess) {
    this.#shell = shell;
    // A guardian that was killed breaks the pipe. That costs the safety net, not the run.
    shell.stdin?.on('error', () => {});
  }

  /** Stands guard over `directory`. It runs in a session of its own, so Ctrl-C at a terminal does not reach it. */
  static async over(directory: string): Promise<Guardian> {
    const shell = spawn('/bin/sh', ['-c', SCRIPT, 'guardian', directory], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
    });
    await once(shell, 'spawn');
    return new Guardian(shell);
  }

  watch(pid: number): void {
    this.#pids.add(pid);
    this.#tell();
  }

  /** To be called as soon as a process has ended: its pid may be given to a stranger. */
  forget(pid: number): void {
    this.#pids.delete(pid);
    this.#tell();
  }

  /** Closes the pipe and waits for the guardian to end what is left (normally nothing) and go. */
  async dismiss(): Promise<void> {
    if (this.#shell.exitCode !== null || this.#shell.signalCode !== null) return;
    const gone = once(this.#shell, 'exit');
    this.#shell.stdin?.end();
    await gone;
  }

  #tell(): void {
    if (this.#shell.stdin?.writable) this.#shell.stdin.write(`${[...this.#pids].join(' ')}\n`);
  }
}
