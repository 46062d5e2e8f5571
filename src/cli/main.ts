#!/usr/bin/env node
/** Wiring only: the process in, an exit code out. The one place where the plugin reads `process`. */
import { basename } from 'node:path';
import pack from '../../package.json' with { type: 'json' };
import { systemClock } from '../kube/timing.ts';
import { commands } from './commands.ts';
import { EXIT } from './exit-codes.ts';
import { CLOSED, runProgram } from './program.ts';
import { sinkOn } from './streams.ts';

const stop = new AbortController();
/** A second Ctrl-C means it: what does not end by itself is ended. */
const onSignal = (): void => (stop.signal.aborted ? process.exit(EXIT.interrupted) : stop.abort());
process.on('SIGINT', onSignal).on('SIGTERM', onSignal);

const env = process.env;
const onClosed = (): void => stop.abort(CLOSED);
const code = await runProgram({
  args: process.argv.slice(2),
  env,
  stdout: sinkOn(process.stdout, { env, onClosed }),
  stderr: sinkOn(process.stderr, { env, onClosed: () => {} }),
  stdin: process.stdin,
  clock: systemClock,
  signal: stop.signal,
  version: pack.version,
  commands,
  completes: basename(process.argv[1] ?? '') === 'kubectl_complete-sagemaker',
});
// What was written is out before the end, and connections that are kept alive do not hold it.
process.exitCode = code;
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise<void>((done) => void stream.write('', () => done()))),
);
process.exit();
