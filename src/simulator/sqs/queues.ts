import { createHash } from 'node:crypto';
import type { Scope } from '../identity.ts';

export interface Delivered {
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
  readonly md5: string;
}

interface Held {
  readonly id: string;
  readonly body: string;
  visibleAt: number;
  receipt: string;
}

/** For how long a message that was received is not received again, unless it is deleted. Milliseconds. */
const HIDDEN_MS = 30_000;

/** Queues of a standard kind: in order by chance, at least once. */
export class Queues {
  readonly #held = new Map<string, Held[]>();
  #count = 0;

  send(queue: string, body: string, visibleAt: number): { readonly id: string; readonly md5: string } {
    const id = `message-${(this.#count += 1)}`;
    this.#of(queue).push({ id, body, visibleAt, receipt: '' });
    return { id, md5: md5(body) };
  }

  hasVisible(queue: string, at: number): boolean {
    return this.#of(queue).some(({ visibleAt }) => visibleAt <= at);
  }

  receive(queue: string, at: number, { max, hiddenMs = HIDDEN_MS }: { max: number; hiddenMs?: number }): readonly Delivered[] {
    const due = this.#of(queue)
      .filter(({ visibleAt }) => visibleAt <= at)
      .slice(0, max);
    return due.map((held) => {
      held.visibleAt = at + hiddenMs;
      held.receipt = `receipt-${(this.#count += 1)}`;
      return { id: held.id, receipt: held.receipt, body: held.body, md5: md5(held.body) };
    });
  }

  /** By the receipt that was given last: of a message that was received again meanwhile the older one counts no more. */
  delete(queue: string, receipt: string): void {
    const held = this.#of(queue);
    const at = held.findIndex((message) => message.receipt === receipt);
    if (at >= 0) held.splice(at, 1);
  }

  size(queue: string): number {
    return this.#of(queue).length;
  }

  clear(): void {
    this.#held.clear();
  }

  #of(queue: string): Held[] {
    const held = this.#held.get(queue) ?? [];
    this.#held.set(queue, held);
    return held;
  }
}

/** A queue is one account's in one region, whatever the host that its URL names. */
export const queueKey = ({ account, region }: Scope, name: string): string => `${region}/${account}/${name}`;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
