import type { Clock } from '../ports.ts';

/** Stands still until a test moves it, and always draws the middle. The engine sets no timers: it says when to look again. */
export class StillClock implements Clock {
  #now: number;

  constructor(now = Date.parse('2026-01-01T00:01:00Z')) {
    this.#now = now;
  }

  now = (): number => this.#now;
  random = (): number => 0.5;
  timer = (): never => {
    throw new Error('the engine set a timer');
  };

  pass(ms: number): void {
    this.#now += ms;
  }
}
