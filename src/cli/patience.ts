/** Who watches for hours outlives a rollout of the operator and a moment without network: what passes is asked again, and said once. */
import type { Clock } from '../engine/ports.ts';
import { fullJitter, sleep } from '../kube/timing.ts';
import type { Sink } from './command.ts';
import { failureOf } from './failures.ts';

export interface Patience {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly stderr: Pick<Sink, 'write'>;
}

/** About a minute, by backoff: long enough for a rollout. */
const ATTEMPTS = 12;
const AGAIN = { baseMs: 500, capMs: 10_000 } as const;

export async function patiently<T>({ clock, signal, stderr }: Patience, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted) throw error;
      const { failure, message } = failureOf(error);
      const passes = failure === 'remote' || failure === 'unreachable';
      if (!passes || attempt + 1 >= ATTEMPTS) throw error;
      if (attempt === 0) await stderr.write(`${message}; it is asked again\n`);
      await sleep(clock, fullJitter(attempt, AGAIN, clock), signal);
    }
  }
}
