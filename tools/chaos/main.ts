#!/usr/bin/env node
/** `npm run chaos -- --seed N --minutes M`: the random run of test/chaos, for as long as asked for. */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

const HELP = `npm run chaos -- [--seed N] [--minutes M]

Starts a control plane, the operator and a simulated SageMaker, and for M minutes (default 10) makes and deletes objects while it
kills, freezes and disturbs all of them. The seed (default: from the time) draws the same events again.`;

const { values } = parseArgs({
  options: { seed: { type: 'string' }, minutes: { type: 'string', default: '10' }, help: { type: 'boolean', default: false } },
});

function numberOf(name: string, text: string): string {
  if (!Number.isFinite(Number(text)) || Number(text) < 0) throw new Error(`--${name} takes a number, not ${text}`);
  return text;
}

if (values.help) process.stdout.write(`${HELP}\n`);
else {
  const seed = numberOf('seed', values.seed ?? String(Date.now()));
  const minutes = numberOf('minutes', values.minutes);
  process.stdout.write(`seed ${seed}, ${minutes} minutes\n`);
  const args = ['vitest', 'run', '--project', 'integration', 'test/chaos/processes.test.ts', '-t', 'at random'];
  const child = spawn('npx', args, { stdio: 'inherit', env: { ...process.env, CHAOS_SEED: seed, CHAOS_MINUTES: minutes } });
  child.once('exit', (code) => (process.exitCode = code ?? 1));
}
