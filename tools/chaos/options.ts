import { parseArgs } from 'node:util';

/** A command line that cannot be followed; the message says what would. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Options {
  readonly seed: number;
  readonly minutes: number;
}

export const USAGE = `Usage: npm run chaos -- [--seed N] [--minutes M]

Starts a control plane, the operator and a simulated SageMaker, and for M minutes (default 10) makes and deletes objects while it
kills, freezes and disturbs all of them. The seed (default: from the time) draws the same events again.`;

const CONFIG = {
  strict: true,
  allowPositionals: false,
  options: { seed: { type: 'string' }, minutes: { type: 'string', default: '10' } },
} as const;

export function parseOptions(args: readonly string[], now: number): Options {
  const { seed = String(now), minutes } = parse(args);
  return {
    seed: numberOf('--seed takes a whole number', seed, /^\d{1,15}$/),
    minutes: numberOf('--minutes takes a number above 0', minutes, /^(?!0*\.?0*$)\d{1,6}(?:\.\d+)?$/),
  };
}

function parse(args: readonly string[]): ReturnType<typeof parseArgs<typeof CONFIG>>['values'] {
  try {
    return parseArgs({ ...CONFIG, args: [...args] }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function numberOf(what: string, text: string, form: RegExp): number {
  if (!form.test(text)) throw new UsageError(`${what}, not '${text}'.\n\n${USAGE}`);
  return Number(text);
}
