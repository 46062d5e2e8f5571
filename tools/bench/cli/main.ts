/**
 * `npm run bench:cli`: how long one waits for the plugin, as a bundle against a real apiserver, the bundled operator and the simulated
 * SageMaker: first output of every command, what following a log adds to CloudWatch's own delay, and memory over a long log. `--json FILE`.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { setPromptStage } from '../../prompt/stage.ts';
import { type FirstOutput, firstOutputs } from './first-output.ts';
import { followDelays, type Delays } from './follow.ts';
import { longLog, type LongLog, type Peaks } from './long-log.ts';
import { prepare } from './objects.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    megabytes: { type: 'string', default: '500' },
    json: { type: 'string' },
  },
});

/** What a person does not notice as waiting. Milliseconds, of the median run. */
const BUDGET_MS = 500;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const sayFirst = ({ line, p50, worst }: FirstOutput): void =>
  say(`  ${p50.toFixed(0).padStart(5)}  ${worst.toFixed(0).padStart(5)}  ${line}${p50 > BUDGET_MS ? `  over ${BUDGET_MS}` : ''}`);

const sayDelays = ({ p50, worst, count }: Delays): void =>
  say(`a line of a followed log is shown after, ms: p50 ${p50.toFixed(0)}, worst ${worst.toFixed(0)} of ${count}`);

const sayPeaks = ({ half, end }: Peaks): string => `${half.toFixed(0)} → ${end.toFixed(0)}`;

const sayLog = ({ megabytes, seconds, plugin, operator }: LongLog): void =>
  say(
    `a log of ${megabytes} MB: ${seconds.toFixed(1)} s, peak memory in MiB at its half → its end: plugin ${sayPeaks(plugin)}, operator ${sayPeaks(operator)}`,
  );

const stage = await setPromptStage('bench', { speed: 300 });
try {
  await prepare(stage);
  const first: FirstOutput[] = [];
  say('first output, ms: p50, worst');
  for await (const measured of firstOutputs(stage, Number(values.runs))) {
    sayFirst(measured);
    first.push(measured);
  }
  const delays = await followDelays(stage);
  sayDelays(delays);
  const logs: LongLog[] = [];
  // One after the other: the second is to show that ten times as much takes no more memory, nor its own second half.
  for (const megabytes of [Number(values.megabytes) / 10, Number(values.megabytes)]) {
    const log = await longLog(stage, megabytes);
    sayLog(log);
    logs.push(log);
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ first, delays, logs }, null, 2)}\n`);
} finally {
  await stage.stop();
}
