/** Reads for people, that may be repeated: AWS allows few of these calls a second, and all who look share them. */
import { type ErrorMatch } from '../kinds/types.ts';
import type { Scope } from '../engine/ports.ts';
import { type Clients, type ClientOptions } from './clients.ts';
import { pause, withDeadline } from './deadline.ts';
import { faultOf } from './faults.ts';

export interface ReadingOptions {
  readonly clients: ClientOptions;
  /** Longest time for one call. Milliseconds. */
  readonly timeoutMs: number;
}

export interface Reading extends ReadingOptions {
  readonly service: string;
  /** What AWS says where there is nothing to read. */
  readonly absent: readonly ErrorMatch[];
}

export type Answer = Readonly<Record<string, unknown>>;
export type Send = (command: object) => Promise<Answer>;

const ATTEMPTS = 4;
const RETRY_MS = 300;

/** Rejects with a `Fault`. */
export function reads(clients: Clients, { clients: { clock }, timeoutMs, service, absent }: Reading) {
  return (scope: Scope, signal: AbortSignal): Send =>
    async (command) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const sent = withDeadline({ clock, timeoutMs }, signal, (cut) => clients.send({ scope, service }, command, cut));
          return (await sent) as Answer;
        } catch (error) {
          const fault = faultOf(error, { mutates: false, creates: false, absent, taken: [] });
          const passing = fault.kind === 'throttled' || fault.kind === 'transient';
          if (!passing || attempt >= ATTEMPTS || signal.aborted) throw fault;
          await pause(clock, clock.random() * RETRY_MS * 2 ** attempt, signal);
        }
      }
    };
}
