/**
 * What stands between the operator and one of its two outsides. All calls go through it and into a journal. A door can be shut: from then
 * on nothing of this process has an effect any more, and it learns of nothing. With its memory thrown away that equals a kill -9.
 */
import { createServer, type IncomingMessage, request as plainRequest, type ServerResponse } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Crash, KubeRule } from './plan.ts';
import { watchFilter } from './watch-filter.ts';

export interface Passage {
  readonly door: 'aws' | 'kube';
  readonly method: string;
  /** The operation for AWS, the path with its query for Kubernetes. */
  readonly what: string;
  readonly body: string;
  /** Whether a crash can be planned at it. */
  readonly counts: boolean;
  /** Absent as long as, or because, no answer came. */
  status?: number;
}

export interface DoorOptions {
  readonly door: 'aws' | 'kube';
  readonly upstream: string;
  readonly ca?: string;
  readonly journal: Passage[];
  readonly faults: KubeFaults;
  readonly crash: Crash | undefined;
  readonly onCrash: () => void;
}

/** Rules with what they have seen, which outlives a process of the operator. */
export class KubeFaults {
  readonly #rules: { readonly rule: KubeRule; readonly path: RegExp; seen: number; struck: number }[];
  #isHealed = false;

  constructor(rules: readonly KubeRule[]) {
    this.#rules = rules.map((rule) => ({ rule, path: new RegExp(rule.path), seen: 0, struck: 0 }));
  }

  get struck(): number {
    return this.#rules.reduce((sum, { struck }) => sum + struck, 0);
  }

  heal(): void {
    this.#isHealed = true;
  }

  strike(method: string, path: string): KubeRule | undefined {
    if (this.#isHealed) return undefined;
    for (const armed of this.#rules) {
      const { rule } = armed;
      if ((rule.method !== undefined && rule.method !== method) || !armed.path.test(path)) continue;
      armed.seen += 1;
      if (rule.nth !== undefined && armed.seen !== rule.nth) continue;
      if (armed.struck >= (rule.times ?? Number.POSITIVE_INFINITY)) continue;
      armed.struck += 1;
      return rule;
    }
    return undefined;
  }
}

const COUNTS_IN_AWS = /^(?!List|Search|GetCallerIdentity|AssumeRole)/;
const OBJECT = /services\.k8s\.aws\//;

export class Door implements AsyncDisposable {
  readonly #options: DoorOptions;
  readonly #server = createServer((incoming, outgoing) => void this.#enter(incoming, outgoing));
  #isShut = false;
  #counted = 0;

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
    const { journal, crash, faults, door } = this.#options;
    const passage = this.#passage(incoming, body);
    journal.push(passage);
    if (passage.counts) this.#counted += 1;
    const dies = passage.counts && crash?.nth === this.#counted ? crash.when : undefined;
    if (dies === 'before') return this.#die();
    const rule = door === 'kube' ? faults.strike(passage.method, passage.what) : undefined;
    if (rule?.action.type === 'delay') await new Promise((resolve) => setTimeout(resolve, (rule.action as { ms: number }).ms));
    else if (rule && rule.when !== 'after' && rule.action.type !== 'watch') return fail(rule, outgoing);
    this.#forward({ incoming, outgoing, body, passage, dies, rule });
  }

  #passage({ method = 'GET', url = '/', headers }: IncomingMessage, body: string): Passage {
    const { door } = this.#options;
    if (door === 'kube') return { door, method, what: url, body, counts: method !== 'GET' && OBJECT.test(url) };
    const operation = String(headers['x-amz-target'] ?? url).replace(/^SageMaker\./, '');
    return {
      door,
      method,
      what: operation,
      body,
      counts: headers['x-amz-target'] !== undefined && COUNTS_IN_AWS.test(operation),
    };
  }

  #forward({ incoming, outgoing, body, passage, dies, rule }: Way): void {
    const { upstream, ca } = this.#options;
    const target = new URL(incoming.url ?? '/', upstream);
    const headers = { ...incoming.headers, host: target.host, 'accept-encoding': 'identity' };
    const make = target.protocol === 'https:' ? tlsRequest : plainRequest;
    const call = make(target, { method: passage.method, headers, ...(ca === undefined ? {} : { ca }) }, (answer): void => {
      passage.status = answer.statusCode ?? 0;
      if (dies === 'after') {
        answer.resume().once('end', () => this.#die());
        return;
      }
      if (rule?.when === 'after' && rule.action.type !== 'delay') {
        answer.resume().once('end', () => fail(rule, outgoing));
        return;
      }
      if (this.#isShut) {
        outgoing.destroy();
        return;
      }
      outgoing.writeHead(passage.status, answer.headers);
      outgoing.flushHeaders();
      if (rule?.action.type === 'watch') answer.pipe(watchFilter(rule.action)).pipe(outgoing);
      else answer.pipe(outgoing);
    });
    call.once('error', () => outgoing.destroy());
    outgoing.once('close', () => dies === 'after' || call.destroy());
    call.end(body);
  }

  #die(): void {
    this.shut();
    this.#options.onCrash();
  }
}

interface Way {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly body: string;
  readonly passage: Passage;
  readonly dies: Crash['when'] | undefined;
  readonly rule: KubeRule | undefined;
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

function fail({ action }: KubeRule, outgoing: ServerResponse): void {
  if (action.type === 'reset') outgoing.socket?.resetAndDestroy();
  if (action.type !== 'status') return;
  const { status, reason } = action;
  const body = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: `injected: ${reason}`, reason, code: status };
  outgoing.writeHead(status, { 'content-type': 'application/json', ...(status === 429 ? { 'retry-after': '1' } : {}) });
  outgoing.end(JSON.stringify(body));
}
