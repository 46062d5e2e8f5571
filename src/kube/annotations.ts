import { change } from './optimistic.ts';
import type { ApiObject, ResourceClient } from './rest.ts';

export type Annotations = Readonly<Record<string, string | null>>;

/** The object as it is afterwards. `null` removes; what is not named stays. No call when nothing differs. */
export function annotate<T extends ApiObject>(client: ResourceClient<T>, object: T, annotations: Annotations): Promise<T> {
  return change(client, object, (seen) => {
    const metadata = annotationChange(seen, annotations);
    return metadata === undefined ? undefined : { metadata };
  });
}

/** The part of `metadata` that differs, if any does. */
export function annotationChange(seen: ApiObject, wanted: Annotations): { readonly annotations: Annotations } | undefined {
  const held = new Map(Object.entries(seen.metadata.annotations ?? {}));
  const differing = Object.entries(wanted).filter(([name, value]) => (held.get(name) ?? null) !== value);
  return differing.length === 0 ? undefined : { annotations: Object.fromEntries(differing) };
}
