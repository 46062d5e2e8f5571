/**
 * Reads the queue that SageMaker's events come to, for as long as it is asked to. Nothing depends on it: what is lost, late, twice or
 * untrue costs a look or nothing, for the List loops go on and tell what was missed. So its troubles are told and waited out, and end nothing.
 *
 * Messages are deleted after what they say was handed on: those of a process that dies in between come again.
 */
import { Fault } from '../../engine/fault.ts';
import type { Clock } from '../../engine/ports.ts';
import type { Fields } from '../../kinds/types.ts';
import { pause } from '../deadline.ts';
import type { Heard } from '../sweeper.ts';
import { hintOf } from './hint.ts';
import type { Message, MessageQueue } from './queue.ts';

/** What became of a message. `unreadable`: it is no event of SageMaker's. */
export type MessageOutcome = Heard | 'unreadable';

export interface ListenOptions {
  readonly clock: Clock;
  readonly queue: Pick<MessageQueue, 'receive' | 'delete'>;
  /** Told of each resource that an event is about. Must not throw. */
  readonly heard: (arn: string, detail: Fields) => Heard;
  /** Told of each message. Must not throw. */
  readonly onMessage: (outcome: MessageOutcome) => void;
  /** Told of each look into the queue, with what was wrong with it. Must not throw. */
  readonly onPoll: (fault?: Fault) => void;
  /** Told once when messages do not come any more, and once when they do again. Must not throw. */
  readonly onTurn: (trouble: Fault | undefined) => void;
}

/** Bounds what a flood of messages costs: so many looks a second, with ten messages each. Milliseconds. */
const PACE_MS = 20;
/** Who answers «none» at once does not wait for messages, as SQS does: a stand-in for it, or a proxy. */
const EMPTY_PACE_MS = 1_000;
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;
/** A long poll is cut now and then. Only what lasts is told. */
const PATIENCE = 3;

/** Ends when the signal aborts, and at once. Never rejects. */
export async function listen(options: ListenOptions, signal: AbortSignal): Promise<void> {
  const { clock, onPoll } = options;
  const fortune = new Fortune(options.onTurn);
  while (!signal.aborted) {
    const startedAt = clock.now();
    let paceMs: number;
    try {
      const count = await poll(options, signal);
      onPoll();
      fortune.good();
      paceMs = count > 0 ? PACE_MS : EMPTY_PACE_MS;
    } catch (error) {
      if (signal.aborted) return;
      const fault = error instanceof Fault ? error : new Fault('bug', 'Internal', String(error), { cause: error });
      onPoll(fault);
      paceMs = backoffMs(fault, fortune.bad(fault), clock);
    }
    const restMs = paceMs - (clock.now() - startedAt);
    if (restMs > 0) await pause(clock, restMs, signal);
  }
}

async function poll(options: ListenOptions, signal: AbortSignal): Promise<number> {
  const messages = await options.queue.receive(signal);
  for (const message of messages) options.onMessage(outcomeOf(options, message));
  if (messages.length > 0) await options.queue.delete(messages, signal);
  return messages.length;
}

/** Of what an event says of several resources, the strongest counts. */
function outcomeOf({ heard }: ListenOptions, { body }: Message): MessageOutcome {
  const hint = hintOf(body);
  if (!hint) return 'unreadable';
  const all = hint.arns.map((arn) => heard(arn, hint.detail));
  return (['looked', 'left'] as const).find((outcome) => all.includes(outcome)) ?? 'unknown';
}

/** Full jitter over a time that doubles, and never less than was asked for. */
function backoffMs({ retryAfterMs = 0 }: Fault, failures: number, clock: Clock): number {
  return Math.max(retryAfterMs, PACE_MS, clock.random() * Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** failures));
}

/** Tells turns of fortune, and not each failure. */
class Fortune {
  readonly #onTurn: ListenOptions['onTurn'];
  #failures = 0;
  /** What was told last. */
  #told: string | undefined;

  constructor(onTurn: ListenOptions['onTurn']) {
    this.#onTurn = onTurn;
  }

  good(): void {
    this.#failures = 0;
    if (this.#told === undefined) return;
    this.#told = undefined;
    this.#onTurn(undefined);
  }

  /** Says how often it has failed in a row. */
  bad(fault: Fault): number {
    this.#failures += 1;
    const trouble = `${fault.kind} ${fault.code}`;
    const passing = fault.kind === 'transient' || fault.kind === 'throttled';
    if (trouble !== this.#told && (!passing || this.#failures >= PATIENCE)) {
      this.#told = trouble;
      this.#onTurn(fault);
    }
    return this.#failures;
  }
}
