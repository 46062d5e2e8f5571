/** Every version of the objects of one kind in a namespace, as the apiserver's watch tells them: what any reader may happen to see. */
import type { KindStatus, KubeObject } from '../../src/kinds/types.ts';
import { LineSplitter } from '../../src/kube/lines.ts';
import type { ApiObject, ResourceClient } from '../../src/kube/rest.ts';

export class History implements AsyncDisposable {
  readonly #versions: KubeObject[] = [];
  readonly #end = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  /** From now on. */
  static async of(client: ResourceClient<ApiObject>, namespace: string): Promise<History> {
    const history = new History();
    const { resourceVersion } = await client.page({ namespace });
    const stream = await client.watch({ namespace }, { resourceVersion }, history.#end.signal);
    history.#watching = history.#read(stream);
    return history;
  }

  /** Versions of one object, the first one first. */
  versions(name: string): readonly KubeObject[] {
    return this.#versions.filter(({ metadata }) => metadata.name === name);
  }

  /** Every status that any of them ever had. */
  statuses(): readonly KindStatus[] {
    return this.#versions.flatMap(({ status }) => (status ? [status] : []));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#watching;
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
