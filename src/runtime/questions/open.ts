/**
 * Puts the parts together that answer people. They have AWS clients of their own, that do not ask who leads: any replica may be asked, to
 * read is harmless, and a stop that a person asks for is right whoever passes it on.
 */
import { createLogReader } from '../../aws/logs.ts';
import { createMeasureReader } from '../../aws/measures.ts';
import { createRemote, type RemoteOptions } from '../../aws/remote.ts';
import { createAccess } from '../../kube/access.ts';
import { monotonicClock, systemClock } from '../../kube/timing.ts';
import type { Transport } from '../../kube/transport.ts';
import { type Listener, listenWith } from '../http.ts';
import { selfSigned } from './certificate.ts';
import { createQuestions, type QuestionOptions } from './server.ts';

export type AwsOptions = Omit<RemoteOptions, 'onMove' | 'timeoutMs'> & { readonly timeoutMs: number };

export interface OpenOptions extends Omit<QuestionOptions, 'access' | 'remote' | 'logs' | 'measures' | 'clock'> {
  readonly aws: AwsOptions;
  readonly transport: Transport;
}

export interface Questions {
  readonly listen: () => Promise<Listener>;
  close(): void;
}

/** Undefined when nobody is to be answered. */
export function openQuestions(address: string, { aws, transport, ...options }: OpenOptions): Questions | undefined {
  if (address === '0') return undefined;
  const remote = createRemote({ ...aws, onMove: () => {} });
  const reading = { clients: { ...aws.clients, clock: aws.clock }, timeoutMs: aws.timeoutMs };
  const [logs, measures] = [createLogReader(reading), createMeasureReader(reading)];
  const respond = createQuestions({
    ...options,
    remote,
    logs,
    measures,
    clock: systemClock,
    access: createAccess(transport, monotonicClock),
  });
  return {
    listen: () =>
      listenWith(address, respond, selfSigned()).catch((cause: Error) => {
        throw new Error(`--questions-addr ${address} cannot be served: ${cause.message}`, { cause });
      }),
    close: () => [remote, logs, measures].forEach((each) => each.close()),
  };
}
