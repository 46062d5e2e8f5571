/** SageMaker's events, where a queue for them is configured: who reads it, when, and what the log and the metrics tell of it. */
import { Counter, type Registry } from 'prom-client';
import type { AwsRemote } from '../aws/remote.ts';
import type { ClientOptions } from '../aws/clients.ts';
import { listen, type MessageOutcome } from '../aws/push/listen.ts';
import { createMessageQueue } from '../aws/push/queue.ts';
import type { Fault, FaultKind } from '../engine/fault.ts';
import type { Logger } from './log.ts';

export interface PushOptions {
  /** Empty: there is no push. */
  readonly url: string;
  readonly clients: ClientOptions;
  readonly timeoutMs: number;
  readonly heard: AwsRemote['heard'];
  readonly metrics: PushMetrics;
  readonly log: Logger;
}

export interface Push {
  /** Reads until the signal aborts. Only a leader may: what another reads it deletes. */
  start(signal: AbortSignal): void;
  /** Call it when that signal has aborted. */
  close(): Promise<void>;
}

/** Undefined where no queue is configured: then nothing of it is loaded. */
export function openPush({ url, clients, timeoutMs, heard, metrics, log }: PushOptions): Push | undefined {
  if (url === '') return undefined;
  const queue = createMessageQueue({ url, clients, timeoutMs });
  let listening: Promise<void> | undefined;
  return {
    start: (signal) => {
      log.info({ queue: url }, 'listening for events of SageMaker');
      const { clock } = clients;
      const onMessage = (outcome: MessageOutcome): void => metrics.took(outcome);
      const onPoll = (fault?: Fault): void => metrics.polled(fault?.kind);
      const onTurn = (trouble: Fault | undefined): void => tell(log, url, trouble);
      listening = listen({ clock, queue, heard, onMessage, onPoll, onTurn }, signal);
    },
    close: async () => {
      await listening;
      await queue.close();
    },
  };
}

function tell(log: Logger, queue: string, trouble: Fault | undefined): void {
  if (!trouble) return log.info({ queue }, 'events of SageMaker come again');
  const { kind, code, message } = trouble;
  log.warn(
    { queue, fault: kind, code },
    `no events of SageMaker come, and the sweeps alone tell what has moved: ${message}${advice(kind)}`,
  );
}

function advice(kind: FaultKind): string {
  if (kind === 'denied') return ". Allow the operator's role sqs:ReceiveMessage and sqs:DeleteMessage on it (docs/push.md)";
  if (kind === 'absent' || kind === 'invalid')
    return '. Check --aws-event-queue-url: it must be the URL of a queue that is there';
  return '';
}

export class PushMetrics {
  readonly #messages: Counter<'outcome'>;
  readonly #polls: Counter<'result'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#messages = new Counter({
      name: 'sagemaker_operator_push_messages_total',
      help: 'Messages of the event queue, by what came of them: looked (an object was looked at), left (the next sweep tells as much), unknown (no busy object stands for it), unreadable (no event of SageMaker).',
      labelNames: ['outcome'],
      registers,
    });
    this.#polls = new Counter({
      name: 'sagemaker_operator_push_polls_total',
      help: 'Looks into the event queue, by result: ok, or what was wrong, in the words of sagemaker_operator_aws_faults_total.',
      labelNames: ['result'],
      registers,
    });
  }

  took(outcome: MessageOutcome): void {
    this.#messages.inc({ outcome });
  }

  polled(fault: FaultKind | undefined): void {
    this.#polls.inc({ result: fault ?? 'ok' });
  }
}
