import { delimiter, dirname } from 'node:path';
import { find } from '../go/find.ts';
import type { Setting } from './cluster.ts';
import { onEnter } from './keyboard.ts';
import type { DemoObject } from './object.ts';
import { look, pause, rowsOf, untilSettled } from './settle.ts';
import type { Stage } from './stage.ts';
import { calls, type Hints, lookFurther, outcome } from './summary.ts';
import { FAILING_EXAMPLES, judge, type MeantToFail } from './verdict.ts';

/** Shows the objects until all have settled, then what can be done next. Returns the exit code. */
export async function play(setting: Setting, stage: Stage, applying: Promise<void>): Promise<number> {
  const { screen, options } = setting;
  const meantToFail = options.areExamples ? FAILING_EXAMPLES : new Set<string>();
  const since = performance.now();
  const objects = await untilSettled(setting, stage, { applying, meantToFail });
  // Who stays gets the table below the words, where it goes on; who leaves keeps it above them.
  const company = companyOf(setting);
  if (company === 'nobody') screen.freeze();
  screen.say(outcome(objects, meantToFail, (performance.now() - since) / 1000));
  if (stage.ledger) screen.say(calls(stage.ledger));
  screen.say('');
  if (company === 'nobody') screen.say('`make demo KEEP=1` keeps it up, to look further.');
  else await stay(setting, stage, { meantToFail, company });
  return objects.some((object) => judge(object, meantToFail) === 'bad') ? 1 : 0;
}

/** Who is there when all has settled. */
type Company = 'a person at a terminal' | 'a keeper' | 'nobody';

function companyOf({ options, screen }: Setting): Company {
  if (options.keep) return 'a keeper';
  return screen.live && process.stdin.isTTY ? 'a person at a terminal' : 'nobody';
}

interface Stay {
  readonly meantToFail: MeantToFail;
  readonly company: Exclude<Company, 'nobody'>;
}

/** Keeps everything up for who wants to look further, and the table true meanwhile. */
async function stay(setting: Setting, stage: Stage, { meantToFail, company }: Stay): Promise<void> {
  const { screen, signal } = setting;
  for (const line of lookFurther(hintsFor(setting, stage))) screen.say(line);
  const end = company === 'a keeper' ? undefined : onEnter();
  const stop = AbortSignal.any([signal, ...(end ? [end.signal] : [])]);
  const invitation = end ? 'Press Enter to clean up.' : 'Ctrl-C cleans up.';
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
