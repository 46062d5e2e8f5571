/** Waiting, always on the injected clock, and always random: a thousand clients that wait equally long come back together. */
import type { Clock } from '../engine/ports.ts';

export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Full jitter: anything between nothing and an exponentially growing bound. `attempt` counts from 0.
 * The exponent stops growing long before the number could overflow.
 */
export function fullJitter(attempt: number, backoff: Backoff, clock: Pick<Clock, 'random'>): number {
  return clock.random() * Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(attempt, 30));
}

/** Resolves after `ms`, or rejects with the signal's reason as soon as that aborts. */
export function sleep(clock: Pick<Clock, 'timer'>, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.timer(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
    return undefined;
  });
}

/** Tells the time of day, which may be set forwards and back: for what is shown and written. */
export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  timer: (ms, fire) => {
    const handle = setTimeout(fire, ms);
    return () => clearTimeout(handle);
  },
};

/** Counts from the start of the process and never jumps: for measuring and waiting. */
export const monotonicClock: Clock = { ...systemClock, now: () => performance.now() };
