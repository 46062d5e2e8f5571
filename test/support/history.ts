/** Every version of the objects of one kind in a namespace, as the apiserver's watch tells them: what any reader may happen to see. */
import { setTimeout } from 'node:timers/promises';
import type { KindStatus, KubeObject } from '../../src/kinds/types.ts';
import { isApiError } from '../../src/kube/api-error.ts';
import { LineSplitter } from '../../src/kube/lines.ts';
import type { ApiObject, ResourceClient } from '../../src/kube/rest.ts';

const ATTEMPTS = 60;

export class History implements AsyncDisposable {
  readonly #versions: KubeObject[] = [];
  readonly #end = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  /** From now on. */
  static async of(client: ResourceClient<ApiObject>, namespace: string): Promise<History> {
    const history = new History();
    const { resourceVersion } = await client.page({ namespace });
    history.#watching = history.#read(await history.#stream(client, namespace, resourceVersion));
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

  async #read(stream: AsyncIterable<Uint8Array>): Promise<void> {
    const lines = new LineSplitter();
    try {
      for await (const chunk of stream) {
        for (const line of lines.push(chunk)) this.#versions.push((JSON.parse(line) as { object: KubeObject }).object);
      }
    } catch (error) {
      if (!this.#end.signal.aborted) throw error;
    }
  }
}
