/**
 * What stands between the operator and one of its two outsides. All calls go through it and into a journal. A door can be shut: from then
 * on nothing of this process has an effect any more, and it learns of nothing. With its memory thrown away that equals a kill -9.
 */
import { createServer, type IncomingMessage, request as plainRequest, type ServerResponse } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { callName, type Passage } from './journal.ts';
import type { KubeFaults } from './kube-faults.ts';
import type { Death, KubeRule } from './plan.ts';
import { watchFilter } from './watch-filter.ts';

export interface DoorOptions {
  readonly side: Passage['side'];
  readonly upstream: string;
  readonly ca?: string;
  readonly journal: Passage[];
  /** SageMaker's faults are the simulator's. */
  readonly faults?: KubeFaults;
  readonly death: Death | undefined;
  readonly onDeath: () => void;
}

/** One call on its way through. */
interface Way {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly passage: Passage;
  readonly dies: Death['when'] | undefined;
  readonly rule: KubeRule | undefined;
}

export class Door implements AsyncDisposable {
  readonly #options: DoorOptions;
  readonly #server = createServer((incoming, outgoing) => void this.#enter(incoming, outgoing));
  #isShut = false;
  #met = 0;

  private constructor(options: DoorOptions) {
    this.#options = options;
  }

  static async open(options: DoorOptions): Promise<Door> {
    const door = new Door(options);
    await new Promise<void>((resolve) => door.#server.listen(0, '127.0.0.1', resolve));
    return door;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  shut(): void {
    this.#isShut = true;
    this.#server.closeAllConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.shut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #enter(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    if (this.#isShut || body === undefined) return void outgoing.destroy();
    const { journal, faults, side } = this.#options;
    const { method = 'GET', url = '/', headers } = incoming;
    const passage: Passage = { side, call: callName(side, { method, url, headers, body }), body };
    journal.push(passage);
    const dies = this.#diesAt(passage);
    if (dies === 'before') return this.#die();
    const rule = faults?.strike(passage.call);
    if (rule?.action.type === 'delay') await sleep(rule.action.ms);
    if (rule && isInstead(rule)) return answerWith(rule, outgoing);
    this.#forward({ incoming, outgoing, passage, dies, rule });
  }

  #diesAt({ call }: Passage): Death['when'] | undefined {
    const { death } = this.#options;
    if (death?.call !== call) return undefined;
    this.#met += 1;
    return this.#met === death.nth ? death.when : undefined;
  }

  #forward(way: Way): void {
    const { incoming, outgoing, passage, dies } = way;
    const { upstream, ca } = this.#options;
    const target = new URL(incoming.url ?? '/', upstream);
    const headers = { ...incoming.headers, host: target.host, 'accept-encoding': 'identity' };
    const make = target.protocol === 'https:' ? tlsRequest : plainRequest;
    const options = { method: incoming.method ?? 'GET', headers, ...(ca === undefined ? {} : { ca }) };
    const call = make(target, options, (answer) => this.#answer(way, answer));
    call.once('error', () => outgoing.destroy());
    outgoing.once('close', () => dies === 'after' || call.destroy());
    call.end(passage.body);
  }

  #answer({ outgoing, passage, dies, rule }: Way, answer: IncomingMessage): void {
    const status = answer.statusCode ?? 0;
    passage.status = status;
    if (dies === 'after') return void answer.resume().once('end', () => this.#die());
    if (rule?.when === 'after') return void answer.resume().once('end', () => answerWith(rule, outgoing));
    if (this.#isShut) return void outgoing.destroy();
    outgoing.writeHead(status, answer.headers);
    outgoing.flushHeaders();
    // How a stream ended is seen by who reads it.
    const ended = (): void => {};
    if (rule?.action.type === 'watch') pipeline(answer, watchFilter(rule.action), outgoing, ended);
    else pipeline(answer, outgoing, ended);
  }

  #die(): void {
    this.shut();
    this.#options.onDeath();
  }
}

/** Undefined when the client went before it had said all. */
async function bodyOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString();
}

/** Whether the call never gets to the other side. */
const isInstead = ({ when, action: { type } }: KubeRule): boolean => when !== 'after' && type !== 'watch' && type !== 'delay';

function answerWith({ action }: KubeRule, outgoing: ServerResponse): void {
  if (action.type === 'reset') outgoing.socket?.resetAndDestroy();
  if (action.type !== 'status') return;
  const { status, reason } = action;
  const body = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: `injected: ${reason}`, reason, code: status };
  outgoing.writeHead(status, { 'content-type': 'application/json', ...(status === 429 ? { 'retry-after': '1' } : {}) });
  outgoing.end(JSON.stringify(body));
}
