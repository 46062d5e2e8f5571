/** Keeps a store filled: one watch per namespace, or a single one for the whole cluster. */
import type { ApiObject } from './rest.ts';
import type { ObjectStore } from './store.ts';
import { watch, type WatchOptions } from './watch.ts';

export interface ReflectOptions<T extends ApiObject> extends Omit<WatchOptions<T>, 'selection' | 'onHeartbeat'> {
  readonly store: ObjectStore<T>;
  /** As the store was made with. */
  readonly namespaces?: readonly (string | undefined)[];
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** The server spoke on the watch of this namespace. */
  readonly onHeartbeat?: (namespace: string | undefined) => void;
}

/** Ends when the signal aborts. Rejects only when a listener of the store throws, which is a bug. */
export async function reflect<T extends ApiObject>(options: ReflectOptions<T>): Promise<void> {
  const { store, namespaces = [undefined], labelSelector, fieldSelector, onHeartbeat, ...rest } = options;
  const selector = {
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
  await Promise.all(
    namespaces.map(async (namespace) => {
      const selection = namespace === undefined ? selector : { ...selector, namespace };
      for await (const event of watch({ ...rest, selection, onHeartbeat: () => onHeartbeat?.(namespace) }))
        store.accept(event, namespace);
    }),
  );
}
