/**
 * Puts the parts together that answer people. They have AWS clients of their own, that do not ask who leads: any replica may be asked, to
 * read is harmless, and a stop that a person asks for is right whoever passes it on.
 */
import { createLogReader } from '../../aws/logs.ts';
import { createRemote, type RemoteOptions } from '../../aws/remote.ts';
import { createAccess } from '../../kube/access.ts';
import { monotonicClock } from '../../kube/timing.ts';
import type { Transport } from '../../kube/transport.ts';
import { type Listener, listenWith } from '../http.ts';
import { selfSigned } from './certificate.ts';
import { createQuestions, type QuestionOptions } from './server.ts';

export type AwsOptions = Omit<RemoteOptions, 'onMove' | 'timeoutMs'> & { readonly timeoutMs: number };

export interface OpenOptions extends Omit<QuestionOptions, 'access' | 'remote' | 'logs'> {
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
  const logs = createLogReader({ clients: { ...aws.clients, clock: aws.clock }, timeoutMs: aws.timeoutMs });
  const respond = createQuestions({ ...options, remote, logs, access: createAccess(transport, monotonicClock) });
  return {
    listen: () =>
      listenWith(address, respond, selfSigned()).catch((cause: Error) => {
        throw new Error(`--questions-addr ${address} cannot be served: ${cause.message}`, { cause });
      }),
    close: () => {
      remote.close();
      logs.close();
    },
  };
}
