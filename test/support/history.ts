/** Every version of the objects of one kind in a namespace, as the apiserver's watch tells them: what any reader may happen to see. */
import { setTimeout } from 'node:timers/promises';
import type { KindStatus, KubeObject } from '../../src/kinds/types.ts';
import { isApiError } from '../../src/kube/api-error.ts';
import { LineSplitter } from '../../src/kube/lines.ts';
import type { ApiObject, ResourceClient } from '../../src/kube/rest.ts';

const ATTEMPTS = 60;
const REOPEN_MS = 50;

export class History implements AsyncDisposable {
  readonly #versions: KubeObject[] = [];
  readonly #end = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  /** From now on. */
  static async of(client: ResourceClient<ApiObject>, namespace: string): Promise<History> {
    const history = new History();
    const { resourceVersion } = await client.page({ namespace });
    const first = await history.#stream(client, namespace, resourceVersion);
    history.#watching = history.#follow(client, namespace, { stream: first, resourceVersion });
    return history;
  }

  /** Versions of one object, or of all of them, the first one first. */
  versions(name?: string): readonly KubeObject[] {
    return this.#versions.filter(({ metadata }) => name === undefined || metadata.name === name);
  }

  /** Every status that any of them ever had. */
  statuses(): readonly KindStatus[] {
    return this.#versions.flatMap(({ status }) => (status ? [status] : []));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#watching;
  }

  /** An apiserver that has just taken in our definitions asks watchers to come again while it fills its caches. */
  async #stream(
    client: ResourceClient<ApiObject>,
    namespace: string,
    resourceVersion: string,
  ): Promise<AsyncIterable<Uint8Array>> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await client.watch({ namespace }, { resourceVersion }, this.#end.signal);
      } catch (error) {
        if (!isApiError(error, 429) || attempt === ATTEMPTS) throw error;
        await setTimeout(error.retryAfterMs ?? 1_000);
      }
    }
  }

  /** A watch may end at any time, and does when the apiserver has taken in a definition anew: it goes on from the last version. */
  async #follow(
    client: ResourceClient<ApiObject>,
    namespace: string,
    { stream, resourceVersion }: { stream: AsyncIterable<Uint8Array>; resourceVersion: string },
  ): Promise<void> {
    try {
      for (let [next, from] = [stream, resourceVersion]; ; next = await this.#stream(client, namespace, from)) {
        await this.#read(next);
        from = this.#versions.at(-1)?.metadata.resourceVersion ?? from;
        await setTimeout(REOPEN_MS, undefined, { signal: this.#end.signal });
      }
    } catch (error) {
      if (!this.#end.signal.aborted) throw error;
    }
  }

  async #read(stream: AsyncIterable<Uint8Array>): Promise<void> {
    const lines = new LineSplitter();
    for await (const chunk of stream) {
      for (const line of lines.push(chunk)) {
        const { type, object } = JSON.parse(line) as { type: string; object: KubeObject };
        if (type === 'ERROR') throw new Error(`the watch failed: ${line}`);
        this.#versions.push(object);
      }
    }
  }
}
