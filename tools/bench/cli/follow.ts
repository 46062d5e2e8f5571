/** What `logs -f` adds to CloudWatch's own delay: from when a line can be read there to when it is shown. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../measure.ts';
import { PLUGIN, type PromptStage, until } from '../../prompt/stage.ts';
import { trainingSpec } from './objects.ts';

export interface Delays {
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly worst: number;
}

const LINES = 20;

export async function followDelays(stage: PromptStage): Promise<Delays> {
  await stage.create('TrainingJob', 'followed', trainingSpec('followed'));
  await stage.until('TrainingJob', 'followed', ({ status }) => status?.['secondaryStatus'] === 'Training');
  stage.simulator.control.patch({ type: 'training-job', name: 'followed' }, {}, { hold: true });
  const child = spawn(process.execPath, [PLUGIN, 'logs', 'trainingjob/followed', '-f'], {
    env: stage.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  try {
    await until('the first line', () => out !== '');
    const delays: number[] = [];
    for (let nth = 0; nth < LINES; nth += 1) {
      // At any moment of its round.
      await sleep(Math.random() * 1_500);
      const written = performance.now();
      stage.simulator.control.writeLog('/aws/sagemaker/TrainingJobs', 'followed/algo-9', [
        { at: Date.now(), message: `mark ${nth}!` },
      ]);
      while (!out.includes(`mark ${nth}!`)) await sleep(2);
      delays.push(performance.now() - written);
    }
    return { count: LINES, p50: percentile(delays, 0.5), worst: Math.max(...delays) };
  } finally {
    child.kill('SIGINT');
  }
}
