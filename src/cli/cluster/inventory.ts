/** All objects of some kinds, as far as they are installed here and may be seen. */
import type { KindDescriptor, KubeObject } from '../../kinds/types.ts';
import { isApiError } from '../../kube/api-error.ts';
import type { Selection } from '../../kube/rest.ts';
import type { Session } from '../session.ts';

export interface Item {
  readonly kind: KindDescriptor;
  readonly object: KubeObject;
}

export interface Inventory {
  readonly items: readonly Item[];
  /** Kinds that this person may not list. They are told of, for what is missing must not look like what is not there. */
  readonly hidden: readonly KindDescriptor[];
}

/** Rejects when nothing at all may be seen, with the apiserver's reason. */
export async function takeInventory(
  session: Session,
  kinds: readonly KindDescriptor[],
  selection: Selection,
  signal: AbortSignal,
): Promise<Inventory> {
  const refusals: unknown[] = [];
  const hidden: KindDescriptor[] = [];
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      try {
        return await listAll(session, kind, selection, signal);
      } catch (error) {
        if (isApiError(error, 404)) return [];
        if (!isApiError(error, 403)) throw error;
        refusals.push(error);
        hidden.push(kind);
        return [];
      }
    }),
  );
  if (refusals.length === kinds.length) throw refusals[0];
  return { items: lists.flat(), hidden };
}

async function listAll(session: Session, kind: KindDescriptor, selection: Selection, signal: AbortSignal): Promise<Item[]> {
  const client = session.objects(kind);
  const items: Item[] = [];
  let from: string | undefined;
  do {
    const page = await client.page(selection, from, { signal });
    items.push(...page.items.map((object) => ({ kind, object: withSpec(object) })));
    from = page.next;
  } while (from !== undefined);
  return items;
}

/** An object that adopts may have no spec. */
export const withSpec = (object: KubeObject): KubeObject =>
  (object as Partial<KubeObject>).spec === undefined ? { ...object, spec: {} } : object;
