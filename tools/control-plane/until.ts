import { setTimeout as sleep } from 'node:timers/promises';

export interface UntilOptions {
  readonly withinMs: number;
  readonly everyMs?: number;
}

/** Polls `check` until it answers true. Bounded: past the deadline it throws an error that names what was waited for. */
export async function until(what: string, check: () => Promise<boolean>, options: UntilOptions): Promise<void> {
  const deadline = performance.now() + options.withinMs;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`Waited ${options.withinMs / 1000} s in vain for ${what}`);
    await sleep(options.everyMs ?? 50);
  }
}
