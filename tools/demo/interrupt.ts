import { constants } from 'node:os';

/** Ctrl-C, or who asked the process to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') {
    super('Interrupted.');
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** A parent such as npm passes on a Ctrl-C that the terminal has sent to everyone already. */
const ECHO_MS = 1_000;

/**
 * The first signal asks everything to end in order. A second one ends this process at once; guardians then end what it started, less
 * gently. A reader that has gone away (`make demo | head`) is a signal too.
 */
export function listenForInterrupts(): AbortSignal {
  const controller = new AbortController();
  let since = 0;
  const interrupt = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void => {
    if (controller.signal.aborted && performance.now() - since > ECHO_MS) process.exit(128 + constants.signals[signal]);
    if (controller.signal.aborted) return;
    since = performance.now();
    controller.abort(new Interrupted(signal));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt(signal));
  process.stdout.on('error', () => interrupt('SIGHUP'));
  return controller.signal;
}
