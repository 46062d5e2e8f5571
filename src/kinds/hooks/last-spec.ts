/** Whether an update that failed would only be sent again: an annotation remembers the spec that was sent last. Pure. */
import type { Fields, Json, KubeObject } from '../types.ts';

export const LAST_SPEC = 'sagemaker.services.k8s.aws/last-spec-for-update';

/** The spec is what was sent last, however the annotation's writer ordered its members: the incumbent's has another order. */
export function isAsLastSent({ metadata, spec }: KubeObject): boolean {
  const sent = metadata.annotations?.[LAST_SPEC];
  const { tags: _tags, ...asked } = spec;
  try {
    return sent !== undefined && isSame(JSON.parse(sent) as Json, asked);
  } catch {
    return false;
  }
}

function isSame(left: Json | undefined, right: Json | undefined): boolean {
  if (!isStructure(left) || !isStructure(right)) return left === right;
  const members = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...members].every((member) => isSame(left[member], right[member]));
}

/** Also a list, whose members are its places. */
const isStructure = (value: Json | undefined): value is Fields => typeof value === 'object' && value !== null;
