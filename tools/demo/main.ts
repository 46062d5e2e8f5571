/** `make demo`: see USAGE in options.ts. Puts up a cluster, a SageMaker and the operator, applies the examples, and shows what happens. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Guardian } from '../control-plane/guardian.ts';
import type { Setting } from './cluster.ts';
import { Interrupted, listenForInterrupts } from './interrupt.ts';
import { parseOptions, USAGE, UsageError } from './options.ts';
import { play } from './play.ts';
import { openScreen, type Screen } from './screen.ts';
import { applyManifests, setStage } from './stage.ts';

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const options = parseOptions(args, process.env);
  const signal = listenForInterrupts();
  const screen = openScreen(process.stdout, process.env);
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'sagemaker-demo-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const guardian = await Guardian.over(folder);
  stack.defer(() => guardian.dismiss());
  return await perform({ options, screen, signal, stack, folder, guardian });
}

/** However far it comes, what was put up is taken down; only then is there an exit code. */
async function perform(setting: Setting): Promise<number> {
  const { screen, stack, signal } = setting;
  try {
    const stage = await setStage(setting);
    return await play(setting, stage, applyManifests(setting, stage));
  } catch (error) {
    return report(screen, signal.aborted ? signal.reason : error);
  } finally {
    await cleanUp(screen, stack);
  }
}

function report(screen: Screen, error: unknown): number {
  screen.say('');
  screen.say(error instanceof Error ? error.message : String(error));
  return error instanceof Interrupted ? error.exitCode : 1;
}

async function cleanUp(screen: Screen, stack: AsyncDisposableStack): Promise<void> {
  screen.busy('Cleaning up');
  await stack.disposeAsync();
  screen.say('Cleaned up: nothing was left behind.');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
