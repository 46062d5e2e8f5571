#!/usr/bin/env node
/** `npm run chaos -- --seed N --minutes M`: the random run of test/chaos, for as long as asked for. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { type Options, parseOptions, USAGE, UsageError } from './options.ts';
import { RUN } from './run.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const options = parseOptions(args, Date.now());
  process.stdout.write(`seed ${options.seed}, ${options.minutes} minutes\n`);
  return await run(options);
}

/** In a process group of its own: of an interrupt it learns once, from here, and takes its control plane down before this ends. */
async function run({ seed, minutes }: Options): Promise<number> {
  const env = { ...process.env, CHAOS_SEED: String(seed), CHAOS_MINUTES: String(minutes) };
  const child = spawn(process.execPath, [RUN.program, 'run', ...RUN.args], { stdio: 'inherit', detached: true, env });
  let asked: (typeof SIGNALS)[number] | undefined;
  for (const signal of SIGNALS)
    process.on(signal, () => {
      asked = signal;
      child.kill(signal);
    });
  const [code] = (await once(child, 'exit')) as [number | null];
  return asked === undefined ? (code ?? 1) : 128 + constants.signals[asked];
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
