import type { KindDescriptor } from './types.ts';

/** Paths of the spec that may change after creation, besides tags: what updates carry, and what only other operations than Create take. */
export function mutablePaths({ crd, updates }: KindDescriptor): readonly string[] {
  const carried = updates.flatMap(({ watches, sends = [] }) => [...watches, ...sends]);
  const lent = (crd.extra ?? []).map(({ member }) => member);
  return [...new Set([...(crd.mutable ?? carried), ...lent])];
}
