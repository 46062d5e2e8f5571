import { AwsError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { number, objects, text } from '../json.ts';
import type { Call, Handler, Resource } from '../resources/kind.ts';
import type { World } from '../world.ts';
import { eventOf, standing } from './events.ts';
import { queueKey, Queues } from './queues.ts';

/** How often who waits for a message looks whether there is one, and what has happened meanwhile. Milliseconds. */
const LOOK_MS = 20;

/**
 * SQS, with a queue of one name in each account and region, to which EventBridge delivers what changes there. Without a name there is no
 * queue, and nobody asks what changed.
 */
export class EventQueue {
  readonly #world: World;
  readonly #name: string | undefined;
  readonly #queues = new Queues();
  /** How each resource stood when the last event told of it. */
  readonly #told = new WeakMap<Resource, string>();

  constructor(world: World, name: string | undefined) {
    this.#world = world;
    this.#name = name;
    if (name !== undefined) world.store.onTouch = (resource, at) => this.#tell(resource, at);
  }

  get operations(): Map<string, Handler> {
    return new Map<string, Handler>([
      ['ReceiveMessage', (call) => this.#receive(call)],
      ['DeleteMessageBatch', (call) => this.#delete(call)],
      ['SendMessage', (call) => this.#send(call)],
    ]);
  }

  /** A long poll: until there is a message, its time is over, or the client has gone. */
  async wait({ operation, scope, input, at }: Call, signal: AbortSignal): Promise<void> {
    if (operation !== 'ReceiveMessage' || this.#nameIn(input) !== this.#name) return;
    const until = at + (number(input, 'WaitTimeSeconds') ?? 0) * 1000;
    const queue = queueKey(scope, this.#name ?? '');
    for (let now = at; now < until && !this.#queues.hasVisible(queue, now) && !signal.aborted; now = this.#world.catchUp())
      await this.#world.clock.sleep(Math.min(LOOK_MS, until - now), signal);
  }

  /** Messages that nobody has deleted. */
  size(account: string, region: string): number {
    this.#world.catchUp();
    return this.#queues.size(queueKey({ account, region }, this.#name ?? ''));
  }

  /** The change that was just made is taken for told. */
  lose(resource: Resource): void {
    this.#told.set(resource, standing(resource));
  }

  clear(): void {
    this.#queues.clear();
  }

  #tell(resource: Resource, at: number): void {
    const now = standing(resource);
    if (this.#told.get(resource) === now) return;
    this.#told.set(resource, now);
    const event = eventOf(resource, at);
    if (event) this.#queues.send(queueKey(resource.scope, this.#name ?? ''), JSON.stringify(event), at);
  }

  #receive({ scope, input, at }: Call): JsonObject {
    const hidden = number(input, 'VisibilityTimeout');
    const messages = this.#queues.receive(this.#queue(scope, input), at, {
      max: number(input, 'MaxNumberOfMessages') ?? 1,
      ...(hidden === undefined ? {} : { hiddenMs: hidden * 1000 }),
    });
    if (messages.length === 0) return {};
    return {
      Messages: messages.map(({ id, receipt, body, md5 }) => ({
        MessageId: id,
        ReceiptHandle: receipt,
        MD5OfBody: md5,
        Body: body,
      })),
    };
  }

  #delete({ scope, input }: Call): JsonObject {
    const queue = this.#queue(scope, input);
    const entries = objects(input, 'Entries');
    for (const entry of entries) this.#queues.delete(queue, text(entry, 'ReceiptHandle') ?? '');
    return { Successful: entries.map((entry) => ({ Id: text(entry, 'Id') ?? '' })), Failed: [] };
  }

  #send({ scope, input, at }: Call): JsonObject {
    const delayMs = (number(input, 'DelaySeconds') ?? 0) * 1000;
    const { id, md5 } = this.#queues.send(this.#queue(scope, input), text(input, 'MessageBody') ?? '', at + delayMs);
    return { MessageId: id, MD5OfMessageBody: md5 };
  }

  #nameIn(input: JsonObject): string | undefined {
    return text(input, 'QueueUrl')?.split('/').at(-1);
  }

  #queue(scope: Call['scope'], input: JsonObject): string {
    const name = this.#nameIn(input);
    if (name === undefined || name !== this.#name)
      throw new AwsError('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.');
    return queueKey(scope, name);
  }
}
