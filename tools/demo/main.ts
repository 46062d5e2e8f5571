/** `make demo`: see USAGE in options.ts. Puts up a cluster, a SageMaker and the operator, applies the examples, and shows what happens. */
import type { Setting } from './cluster.ts';
import { Interrupted, listenForInterrupts } from './interrupt.ts';
import { parseOptions, USAGE, UsageError } from './options.ts';
import { play } from './play.ts';
import { openScreen, type Screen } from './screen.ts';
import { inSession } from './session.ts';
import { applyManifests, setStage } from './stage.ts';

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const options = parseOptions(args, process.env);
  const signal = listenForInterrupts();
  const screen = openScreen(process.stdout, process.env);
  return await inSession({ options, screen, signal }, perform);
}

async function perform(setting: Setting): Promise<number> {
  const { screen, signal } = setting;
  try {
    const stage = await setStage(setting);
    return await play(setting, stage, applyManifests(setting, stage));
  } catch (error) {
    return report(screen, signal.aborted ? signal.reason : error);
  }
}

function report(screen: Screen, error: unknown): number {
  screen.say('');
  screen.say(error instanceof Error ? error.message : String(error));
  return error instanceof Interrupted ? error.exitCode : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
