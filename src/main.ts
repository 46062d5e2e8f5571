#!/usr/bin/env node
/** Wiring only: configuration in, one operator, exit code out. 0: asked to stop. 1: failed. 2: a flag is wrong. */
import pack from '../package.json' with { type: 'json' };
import { readConfig } from './config.ts';
import { HelpRequest, UsageError } from './config/errors.ts';
import type { Config } from './config/parse.ts';
import { createLogger } from './runtime/log.ts';
import { runOperator } from './runtime/operator.ts';

function configure(): Config | undefined {
  try {
    return readConfig(pack.version);
  } catch (error) {
    if (error instanceof HelpRequest) process.stdout.write(`${error.message}\n`);
    else if (error instanceof UsageError) process.stderr.write(`sagemaker-operator: ${error.message}\n`);
    else throw error;
    process.exitCode = error instanceof UsageError ? 2 : 0;
    return undefined;
  }
}

async function main(config: Config): Promise<void> {
  const log = createLogger(config.flags['log-level'], config.version);
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'stopping');
      stop.abort();
    });
  }
  // A promise that nobody handles means a state that nobody knows: end, and let a fresh start or another replica take over.
  process.on('unhandledRejection', (error) => {
    log.fatal({ error }, 'unhandled rejection');
    process.exit(1);
  });
  if (config.ignored.length > 0) log.warn({ flags: config.ignored }, 'these flags are accepted and have no effect');
  try {
    await runOperator(config, log, stop.signal);
    log.info({}, 'stopped');
  } catch (error) {
    log.fatal({ error }, 'ended by an error');
    process.exitCode = 1;
  }
}

const config = configure();
if (config) {
  await main(config);
  // Timers of work that will not be done any more must not hold the process.
  process.exit();
}
