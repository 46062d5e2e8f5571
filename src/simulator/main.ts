import { parseArgs } from 'node:util';
import { virtualClock } from './clock.ts';
import type { RateLimit } from './limits.ts';
import type { SimulatorOptions } from './simulator.ts';
import { startSimulator } from './simulator.ts';

const HELP = `Amazon SageMaker on your machine: the real wire protocol, no AWS account, nothing to pay.

Usage: simulator [options]

  --port <n>            port to listen on (default 4566; 0: a free one)
  --host <address>      address to listen on (default 127.0.0.1)
  --speed <n>           seconds of a job's life per second (default 60: a training job takes 8 s)
  --virtual-clock       time stands still until POST /_simulator/advance {"seconds": n}
  --account <id>        account of the callers (default 123456789012)
  --seed <text>         decides everything that looks random
  --quota <name>=<n>    instances, e.g. "ml.m5.large for training job usage=4" (repeatable)
  --limit <op>=<r>/<b>  r requests per second, bursts of b, e.g. ListTrainingJobs=2/5; * for all others (repeatable)
  --lag <ms>            how long a new resource is not seen by reads
  --event-queue <name>  queue of SQS to which EventBridge delivers SageMaker's events
  --help                this text

Point any AWS client at it, with any credentials and region:
  aws --endpoint-url http://127.0.0.1:4566 sagemaker list-training-jobs
How to make jobs fail, and the control API: docs/simulator.md
`;

const OPTIONS = {
  port: { type: 'string', default: '4566' },
  host: { type: 'string', default: '127.0.0.1' },
  speed: { type: 'string' },
  'virtual-clock': { type: 'boolean', default: false },
  account: { type: 'string' },
  seed: { type: 'string' },
  quota: { type: 'string', multiple: true },
  limit: { type: 'string', multiple: true },
  lag: { type: 'string' },
  'event-queue': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** The options that the command line asks for, or `help`. Throws an Error whose message tells the user what is wrong. */
export function readArguments(args: readonly string[]): SimulatorOptions | 'help' {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false });
  if (values.help) return 'help';
  if (values.account !== undefined && !/^\d{12}$/.test(values.account)) throw new Error('--account must have 12 digits');
  return {
    port: count('--port', values.port, 65_535),
    host: values.host,
    quotas: Object.fromEntries((values.quota ?? []).map(quota)),
    limits: Object.fromEntries((values.limit ?? []).map(limit)),
    ...(values['virtual-clock'] ? { clock: virtualClock(Date.now()) } : {}),
    ...(values.speed === undefined ? {} : { speed: positive('--speed', values.speed) }),
    ...(values.account === undefined ? {} : { accountId: values.account }),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    ...(values['event-queue'] === undefined ? {} : { eventQueue: values['event-queue'] }),
    ...(values.lag === undefined ? {} : { lagMs: count('--lag', values.lag, 3_600_000) }),
  };
}

function count(name: string, value: string, max: number): number {
  const parsed = Number(value);
  if (!/^\d+$/.test(value) || parsed > max) throw new Error(`${name} must be a whole number from 0 to ${max}, not ${value}`);
  return parsed;
}

function positive(name: string, value: string): number {
  const parsed = Number(value);
  if (!Number.isFinite(parsed) || parsed <= 0) throw new Error(`${name} must be a number above 0, not ${value}`);
  return parsed;
}

function quota(text: string): [string, number] {
  const [, name, instances] = /^(.+)=(\d+)$/.exec(text) ?? [];
  if (name === undefined || instances === undefined)
    throw new Error(`--quota must be <name>=<instances>, for example "ml.m5.large for training job usage=4", not ${text}`);
  return [name, Number(instances)];
}

function limit(text: string): [string, RateLimit] {
  const [, operation, rate, burst] = /^(\w+|\*)=([\d.]+)\/(\d+)$/.exec(text) ?? [];
  if (operation === undefined || rate === undefined || burst === undefined)
    throw new Error(`--limit must be <operation>=<rate>/<burst>, for example ListTrainingJobs=2/5, not ${text}`);
  return [operation, { rate: Number(rate), burst: Number(burst) }];
}

async function main(args: readonly string[]): Promise<void> {
  const options = readArguments(args);
  if (options === 'help') {
    process.stdout.write(HELP);
    return;
  }
  const simulator = await startSimulator(options);
  process.stdout.write(`SageMaker simulator on ${simulator.url} (control API: ${simulator.url}/_simulator/health)\n`);
  const stop = (): void => {
    simulator.stop().then(
      () => process.stdout.write('stopped\n'),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function fail(error: unknown): void {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const told = error instanceof Error ? error.message : String(error);
  const message = taken ? `${told}: another program listens there, choose another --port` : told;
  process.stderr.write(`simulator: ${message}\nTry --help.\n`);
  process.exitCode = 1;
}

if (import.meta.main) main(process.argv.slice(2)).catch(fail);
