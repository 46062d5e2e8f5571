/** The queue that EventBridge delivers to, as the three things that are done with it: messages are received, deleted, and it is let go. */
import type { ErrorMatch } from '../../kinds/types.ts';
import { type Clients, type ClientOptions, createClients } from '../clients.ts';
import { withDeadline } from '../deadline.ts';
import { endpointOf } from '../endpoints.ts';
import { faultOf } from '../faults.ts';
import type * as SqsSdk from './sdk.ts';

export interface Message {
  readonly body: string;
  /** By which it is deleted. */
  readonly receipt: string;
}

/** Throws `Fault` only. */
export interface MessageQueue {
  /** Waits for messages as long as SQS does. None is no fault. */
  receive(signal: AbortSignal): Promise<readonly Message[]>;
  /** What could not be deleted comes again, and is as harmless then. */
  delete(messages: readonly Message[], signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface MessageQueueOptions {
  readonly url: string;
  /** `region`: the queue's, where its URL does not tell it. */
  readonly clients: ClientOptions;
  /** Longest time for one call, beyond what SQS waits. Milliseconds. */
  readonly timeoutMs: number;
}

type Sdk = typeof SqsSdk;

/** SQS's longest, and its most in one answer: three calls a minute while nothing happens. */
const WAIT_SECONDS = 20;
const MAX_MESSAGES = 10;
const SERVICE = 'sqs';
const ABSENT: readonly ErrorMatch[] = [
  { code: 'QueueDoesNotExist' },
  { code: 'AWS.SimpleQueueService.NonExistentQueue' },
  { code: 'InvalidAddress' },
];

export function createMessageQueue({ url, clients: options, timeoutMs }: MessageQueueOptions): MessageQueue {
  const { clock } = options;
  const region = regionIn(url) ?? options.region;
  const endpoint = endpointOf(options, { region }, SERVICE) ?? new URL(url).origin;
  let opened: Promise<{ readonly sdk: Sdk; readonly clients: Clients }> | undefined;
  const open = (): NonNullable<typeof opened> => {
    opened ??= import('./sdk.ts').then((sdk) => ({
      sdk,
      clients: createClients({ ...options, endpointUrls: { [SERVICE]: endpoint }, further: { [SERVICE]: sdk.SQSClient } }),
    }));
    return opened;
  };
  const send = async (commandOf: (sdk: Sdk) => object, ms: number, signal: AbortSignal): Promise<unknown> => {
    const place = { scope: { region }, service: SERVICE };
    try {
      const { sdk, clients } = await open();
      return await withDeadline({ clock, timeoutMs: ms }, signal, (cut) => clients.send(place, commandOf(sdk), cut));
    } catch (error) {
      throw faultOf(error, { mutates: false, creates: false, absent: ABSENT, taken: [] });
    }
  };
  return {
    receive: async (signal) => {
      const input = { QueueUrl: url, WaitTimeSeconds: WAIT_SECONDS, MaxNumberOfMessages: MAX_MESSAGES };
      const command = ({ ReceiveMessageCommand }: Sdk): object => new ReceiveMessageCommand(input);
      return messagesIn(await send(command, WAIT_SECONDS * 1_000 + timeoutMs, signal));
    },
    delete: async (messages, signal) => {
      const entries = messages.map(({ receipt }, at) => ({ Id: String(at), ReceiptHandle: receipt }));
      const command = ({ DeleteMessageBatchCommand }: Sdk): object =>
        new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entries });
      await send(command, timeoutMs, signal);
    },
    close: async () => {
      // What could not be loaded has told so to who wanted it.
      await opened?.then(
        ({ clients }) => clients.destroy(),
        () => {},
      );
    },
  };
}

interface Answer {
  readonly Messages?: readonly { readonly Body?: string; readonly ReceiptHandle?: string }[];
}

const messagesIn = (answer: unknown): readonly Message[] =>
  ((answer as Answer).Messages ?? []).flatMap(({ Body = '', ReceiptHandle }) =>
    ReceiptHandle === undefined ? [] : [{ body: Body, receipt: ReceiptHandle }],
  );

/** `sqs.eu-west-1.amazonaws.com`, that of a VPC endpoint, and the hosts of old, which begin with the region. */
const REGION_IN_HOST = /(?:^|\.)sqs(?:-fips)?\.([a-z]{2,}(?:-[a-z]+)+-\d+)\.|^([a-z]{2,}(?:-[a-z]+)+-\d+)\.queue\./;

/** Undefined where the URL does not tell. */
export function regionIn(url: string): string | undefined {
  const [, modern, old] = REGION_IN_HOST.exec(new URL(url).hostname) ?? [];
  return modern ?? old;
}
