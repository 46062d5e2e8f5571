/** How long one looks at nothing: from the start of the process to the first byte that it writes, or to its end where it has nothing to say. */
import { spawn } from 'node:child_process';
import { percentile } from '../measure.ts';
import { PLUGIN, type PromptStage } from '../../prompt/stage.ts';
import { manifestOf } from './objects.ts';

export interface FirstOutput {
  readonly line: string;
  /** Milliseconds. */
  readonly p50: number;
  readonly worst: number;
}

/** Every command, as it is used most; those that write to the cluster or AWS by a case that is refused, so that each run is the same. */
const linesFor = (manifest: string): readonly string[] => [
  '--help',
  'get',
  'get trainingjob/done',
  'tree',
  'logs trainingjob/done',
  'metrics trainingjob/done',
  'wait trainingjob/done',
  'stop trainingjob/done',
  'suspend trainingjob/none',
  'resume trainingjob/none',
  'retry trainingjob/done',
  'diff trainingjob/done',
  'describe-aws trainingjob/done',
  'status',
  'doctor',
  `validate ${manifest}`,
  `convert --to request ${manifest}`,
  `cost -f ${manifest}`,
  'generate trainingjob',
  'adopt trainingjob/none',
  'completion bash',
];

export async function* firstOutputs(stage: PromptStage, runs: number): AsyncGenerator<FirstOutput, void> {
  const manifest = manifestOf(stage);
  for (const line of linesFor(manifest)) {
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) times.push(await firstOutput(stage, line));
    yield { line: line.replace(manifest, 'FILE'), p50: percentile(times, 0.5), worst: Math.max(...times) };
  }
}

function firstOutput({ env }: PromptStage, line: string): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, [PLUGIN, ...line.split(' ')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let first: number | undefined;
  const onData = (): void => void (first ??= performance.now() - begun);
  child.stdout.on('data', onData);
  child.stderr.on('data', onData);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 70) reject(new Error(`${line} ended as a bug does`));
      else resolve(first ?? performance.now() - begun);
    });
  });
}
