import { setTimeout as sleep } from 'node:timers/promises';
import type { Setting } from './cluster.ts';
import type { DemoObject } from './object.ts';
import { type Row, rowOf } from './row.ts';
import { OPERATOR_LOG, type Stage } from './stage.ts';
import { allSettled, type MeantToFail } from './verdict.ts';

const LOOK_EVERY_MS = 400;

/** Some object was still on its way when the time was up. */
class NotSettled extends Error {
  override readonly name = 'NotSettled';
}

export interface Performance {
  readonly applying: Promise<void>;
  readonly meantToFail: MeantToFail;
}

/** Looks while the manifests are still being applied: the first objects move before the last one is there. */
export async function untilSettled(
  setting: Setting,
  stage: Stage,
  { applying, meantToFail }: Performance,
): Promise<readonly DemoObject[]> {
  const { options, signal } = setting;
  const failed = new AbortController();
  let applied = false;
  applying.then(
    () => (applied = true),
    (error: unknown) => failed.abort(error),
  );
  const stop = AbortSignal.any([signal, failed.signal]);
  const deadline = performance.now() + options.timeoutSeconds * 1000;
  for (let objects: readonly DemoObject[] = []; ; await pause(stop)) {
    objects = await look(setting, stage, { stop, before: objects });
    setting.screen.show(rowsOf(objects, meantToFail));
    if (applied && allSettled(objects, meantToFail)) return objects;
    await stage.operator.requireAlive();
    if (performance.now() > deadline) throw notSettled(objects, meantToFail, options.timeoutSeconds);
  }
}

/** A look that fails is no reason to give up a job of an hour: what was seen before stands until the next one. */
export async function look(
  { options, screen }: Setting,
  { cluster }: Stage,
  { stop, before }: Look,
): Promise<readonly DemoObject[]> {
  try {
    return await cluster.kubectl.objects(options.namespace, stop);
  } catch (error) {
    stop.throwIfAborted();
    if (!screen.live) screen.busy(error instanceof Error ? error.message : String(error));
    return before;
  }
}

function notSettled(objects: readonly DemoObject[], meantToFail: MeantToFail, seconds: number): NotSettled {
  const open = rowsOf(objects, meantToFail)
    .filter(({ verdict }) => verdict === 'open')
    .map(({ kind, name, status }) => `${kind}/${name} (${status})`);
  const what = objects.length === 0 ? 'no object was seen' : `still on their way: ${open.join(', ')}`;
  return new NotSettled(`After ${seconds} s not everything has settled; ${what}. The operator's log: ${OPERATOR_LOG}`);
}

interface Look {
  readonly stop: AbortSignal;
  /** What the last look saw. */
  readonly before: readonly DemoObject[];
}

export function rowsOf(objects: readonly DemoObject[], meantToFail: MeantToFail): readonly Row[] {
  return objects.map((object) => rowOf(object, meantToFail, Date.now()));
}

/** Until the next look is due; throws the reason to stop, should there be one first. */
export async function pause(stop: AbortSignal): Promise<void> {
  await sleep(LOOK_EVERY_MS, undefined, { signal: stop }).catch(() => stop.throwIfAborted());
}
