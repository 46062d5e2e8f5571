import { setTimeout as delay } from 'node:timers/promises';

/** Time as the simulator sees it. Everything that happens to a resource happens at a moment of this clock. */
export interface SimulatorClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves when the clock has moved on by `ms`, or when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
export interface VirtualClock extends SimulatorClock {
  /** Moves the clock and wakes, in order, who slept until then. */
  advance(ms: number): void;
}

export function realClock(): SimulatorClock {
  return {
    now: () => Date.now(),
    sleep: async (ms, signal) => {
      await delay(ms, undefined, { signal }).catch(() => undefined);
    },
  };
}

export const isVirtual = (clock: SimulatorClock): clock is VirtualClock => 'advance' in clock;

/** A clock that stands still until it is told otherwise, so that a test never waits and always sees the same times. */
export function virtualClock(start = Date.UTC(2030, 0, 1)): VirtualClock {
  let now = start;
  let sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((wake) => {
        signal.addEventListener('abort', () => wake(), { once: true });
        sleepers.push({ until: now + ms, wake });
      }),
    advance: (ms) => {
      if (!(ms >= 0)) throw new RangeError(`the clock cannot be advanced by ${ms} ms`);
      now += ms;
      const due = sleepers.filter(({ until }) => until <= now).sort((a, b) => a.until - b.until);
      sleepers = sleepers.filter(({ until }) => until > now);
      for (const { wake } of due) wake();
    },
  };
}
