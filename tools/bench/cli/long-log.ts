/** A log that is far larger than any memory should be: it is read whole, and peaks are told. */
import { spawn } from 'node:child_process';
import { processCost } from '../measure.ts';
import { PLUGIN, type PromptStage } from '../../prompt/stage.ts';

export interface LongLog {
  readonly megabytes: number;
  readonly seconds: number;
  readonly pluginMiB: number;
  readonly operatorMiB: number;
}

const LINE_BYTES = 8_000;
const LOOK_MS = 50;

export async function longLog(stage: PromptStage, megabytes: number): Promise<LongLog> {
  const count = Math.round((megabytes * 1_000_000) / LINE_BYTES);
  // One text for all lines: what is measured is who reads it, and not the simulator.
  const message = 'x'.repeat(LINE_BYTES);
  const begin = Date.now() - count;
  const stream = `done/size-${megabytes}`;
  stage.simulator.control.writeLog(
    '/aws/sagemaker/TrainingJobs',
    stream,
    Array.from({ length: count }, (_, nth) => ({ at: begin + nth, message })),
  );
  const begun = performance.now();
  const child = spawn(process.execPath, [PLUGIN, 'logs', 'trainingjob/done', '--instance', `size-${megabytes}`], {
    env: stage.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let bytes = 0;
  let pluginMiB = 0;
  child.stdout.on('data', (chunk: Buffer) => (bytes += chunk.length));
  const look = setInterval(() => {
    const { peakMiB } = processCost(child.pid ?? 0);
    if (!Number.isNaN(peakMiB)) pluginMiB = peakMiB;
  }, LOOK_MS);
  await new Promise((resolve) => child.once('close', resolve));
  clearInterval(look);
  if (bytes < megabytes * 1_000_000) throw new Error(`${bytes} bytes of a log of ${megabytes} MB were printed`);
  return {
    megabytes,
    seconds: (performance.now() - begun) / 1_000,
    pluginMiB,
    operatorMiB: processCost(stage.operatorPid).peakMiB,
  };
}
