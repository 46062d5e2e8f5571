/** What ends a command before its time: one line for a person and a code for a script, never a stack trace. */
import type { EXIT } from './exit-codes.ts';

export type Failure = Exclude<keyof typeof EXIT, 'ok'>;

export class CliError extends Error {
  override readonly name = 'CliError';
  readonly failure: Failure;

  constructor(failure: Failure, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.failure = failure;
  }
}
