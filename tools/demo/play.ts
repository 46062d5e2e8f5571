import { delimiter, dirname } from 'node:path';
import { find } from '../control-plane/binaries.ts';
import type { Setting } from './cluster.ts';
import { onEnter } from './keyboard.ts';
import type { DemoObject } from './object.ts';
import { look, pause, rowsOf, untilSettled } from './settle.ts';
import type { Stage } from './stage.ts';
import { calls, type Hints, lookFurther, outcome } from './summary.ts';
import { judge, type MeantToFail } from './verdict.ts';

/** The examples' one object that is there to show what a failure looks like. */
const FAILING_EXAMPLES: MeantToFail = new Set(['TrainingJob/churn-no-data']);

/** Shows the objects until all have settled, then what can be done next. Returns the exit code. */
export async function play(setting: Setting, stage: Stage, applying: Promise<void>): Promise<number> {
  const { screen, options } = setting;
  const meantToFail = options.areExamples ? FAILING_EXAMPLES : new Set<string>();
  const since = performance.now();
  const objects = await untilSettled(setting, stage, { applying, meantToFail });
  screen.freeze();
  screen.say(outcome(objects, meantToFail, (performance.now() - since) / 1000));
  if (stage.ledger) screen.say(calls(stage.ledger));
  screen.say('');
  await stay(setting, stage, meantToFail);
  return objects.some((object) => judge(object, meantToFail) === 'bad') ? 1 : 0;
}

/** Keeps everything up for who wants to look further, and the table true meanwhile. With nobody there it returns at once. */
async function stay(setting: Setting, stage: Stage, meantToFail: MeantToFail): Promise<void> {
  const { screen, options, signal } = setting;
  const asks = !options.keep && screen.live && process.stdin.isTTY;
  if (!asks && !options.keep) return screen.say('`make demo KEEP=1` keeps it up, to look further.');
  for (const line of lookFurther(hintsFor(setting, stage))) screen.say(line);
  const end = asks ? onEnter() : undefined;
  const stop = AbortSignal.any([signal, ...(end ? [end.signal] : [])]);
  const invitation = asks ? 'Press Enter to clean up.' : 'Ctrl-C cleans up.';
  try {
    await showNews(setting, stage, { meantToFail, invitation, stop });
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    end?.dispose();
    screen.freeze();
  }
}

interface Showing {
  readonly meantToFail: MeantToFail;
  readonly invitation: string;
  readonly stop: AbortSignal;
}

/** Shows the objects anew when more than their age has changed: a repaint undoes the selection of who copies a line from above. */
async function showNews(setting: Setting, stage: Stage, { meantToFail, invitation, stop }: Showing): Promise<never> {
  for (let [objects, shown]: [readonly DemoObject[], string] = [[], '']; ; await pause(stop)) {
    objects = await look(setting, stage, { stop, before: objects });
    const rows = rowsOf(objects, meantToFail);
    const news = JSON.stringify(rows.map((row) => ({ ...row, age: '' })));
    if (news !== shown) setting.screen.show(rows, [invitation]);
    shown = news;
  }
}

function hintsFor({ options }: Setting, { cluster, operator }: Stage): Hints {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const isThere = find('kubectl', folders) !== undefined;
  return {
    kubeconfig: cluster.kubeconfig,
    path: isThere ? undefined : dirname(cluster.kubectl.program),
    metrics: operator.metrics,
    options,
  };
}
