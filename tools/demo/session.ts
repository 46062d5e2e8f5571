/** What is put up for a while: a folder, a guardian over the processes, and all that is taken down again at the end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Guardian } from '../control-plane/guardian.ts';
import type { Setting } from './cluster.ts';
import type { Options } from './options.ts';
import type { Screen } from './screen.ts';

export interface Frame {
  readonly options: Options;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/** However far `work` comes, what was put up is taken down; only then is there a result. */
export async function inSession<T>(frame: Frame, work: (setting: Setting) => Promise<T>): Promise<T> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'sagemaker-demo-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  try {
    const guardian = await Guardian.over(folder);
    stack.defer(() => guardian.dismiss());
    return await work({ ...frame, stack, folder, guardian });
  } finally {
    await cleanUp(frame.screen, stack);
  }
}

async function cleanUp(screen: Screen, stack: AsyncDisposableStack): Promise<void> {
  screen.busy('Cleaning up');
  await stack.disposeAsync();
  screen.say('Cleaned up: nothing was left behind.');
}
