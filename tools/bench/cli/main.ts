/**
 * `npm run bench:cli`: how long one waits for the plugin, as a bundle against a real apiserver, the bundled operator and the simulated
 * SageMaker: first output of every command, what following a log adds to CloudWatch's own delay, and memory over a long log. `--json FILE`.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { setPromptStage } from '../../prompt/stage.ts';
import { type FirstOutput, firstOutputs } from './first-output.ts';
import { followDelays, type Delays } from './follow.ts';
import { longLog, type LongLog } from './long-log.ts';
import { prepare } from './objects.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    megabytes: { type: 'string', default: '500' },
    json: { type: 'string' },
  },
});

interface Results {
  readonly first: readonly FirstOutput[];
  readonly delays: Delays;
  readonly logs: readonly LongLog[];
}

function report({ first, delays, logs }: Results): string {
  const width = Math.max(...first.map(({ line }) => line.length));
  return [
    'first output, ms: p50, worst',
    ...first.map(
      ({ line, p50, worst }) => `  ${line.padEnd(width)}  ${p50.toFixed(0).padStart(5)}  ${worst.toFixed(0).padStart(5)}`,
    ),
    `a line of a followed log is shown after, ms: p50 ${delays.p50.toFixed(0)}, worst ${delays.worst.toFixed(0)} of ${delays.count}`,
    ...logs.map(
      ({ megabytes, seconds, pluginMiB, operatorMiB }) =>
        `a log of ${megabytes} MB: ${seconds.toFixed(1)} s, peak memory in MiB: plugin ${pluginMiB.toFixed(0)}, operator ${operatorMiB.toFixed(0)}`,
    ),
    '',
  ].join('\n');
}

const stage = await setPromptStage('bench', { speed: 300 });
try {
  await prepare(stage);
  const first = await firstOutputs(stage, Number(values.runs));
  const delays = await followDelays(stage);
  // One after the other: the second is to show that ten times as much takes no more memory.
  const whole = Number(values.megabytes);
  const logs = [await longLog(stage, whole / 10), await longLog(stage, whole)];
  const results: Results = { first, delays, logs };
  process.stdout.write(report(results));
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  await stage.stop();
}
