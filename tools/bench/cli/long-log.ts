/** A log that is far larger than any memory should be: it is read whole, and it is told what the second half of it added to the peaks. */
import { spawn } from 'node:child_process';
import { processCost } from '../measure.ts';
import { PLUGIN, type PromptStage } from '../../prompt/stage.ts';

/** Peak memory, MiB, when half of the log had been printed, and when all of it had. Equal: nothing of it is kept. */
export interface Peaks {
  readonly half: number;
  readonly end: number;
}

export interface LongLog {
  readonly megabytes: number;
  readonly seconds: number;
  readonly plugin: Peaks;
  readonly operator: Peaks;
}

const LINE_BYTES = 8_000;
const LOOK_MS = 50;

export async function longLog(stage: PromptStage, megabytes: number): Promise<LongLog> {
  const size = megabytes * 1_000_000;
  const instance = writeLog(stage, megabytes);
  const begun = performance.now();
  const child = spawn(process.execPath, [PLUGIN, 'logs', 'trainingjob/done', '--instance', instance], {
    env: stage.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const peaks = (): { plugin: number; operator: number } => ({
    plugin: processCost(child.pid ?? 0).peakMiB,
    operator: processCost(stage.operatorPid).peakMiB,
  });
  let bytes = 0;
  let half: ReturnType<typeof peaks> | undefined;
  let end = peaks();
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes >= size / 2) half ??= peaks();
  });
  const look = setInterval(() => {
    const now = peaks();
    // Its last words: a process that has ended has no memory.
    if (!Number.isNaN(now.plugin)) end = now;
  }, LOOK_MS);
  await new Promise((resolve) => child.once('close', resolve));
  clearInterval(look);
  if (bytes < size || !half) throw new Error(`${bytes} bytes of a log of ${megabytes} MB were printed`);
  return {
    megabytes,
    seconds: (performance.now() - begun) / 1_000,
    plugin: { half: half.plugin, end: end.plugin },
    operator: { half: half.operator, end: end.operator },
  };
}

/** By the name of an instance. One text for all lines: what is measured is who reads it, and not the simulator. */
function writeLog({ simulator }: PromptStage, megabytes: number): string {
  const count = Math.round((megabytes * 1_000_000) / LINE_BYTES);
  const message = 'x'.repeat(LINE_BYTES);
  const begin = Date.now() - count;
  const instance = `size-${megabytes}-`;
  simulator.control.writeLog(
    '/aws/sagemaker/TrainingJobs',
    `done/${instance}`,
    Array.from({ length: count }, (_, nth) => ({ at: begin + nth, message })),
  );
  return instance;
}
