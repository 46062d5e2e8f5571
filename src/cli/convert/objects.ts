/** Custom resources, as they are written. */
import { ANNOTATION } from '../../engine/policy.ts';
import type { Fields, KindDescriptor } from '../../kinds/types.ts';
import type { Manifest } from '../offline/manifests.ts';
import { isFields, type PlainFields } from '../validate/values.ts';
import type { Lost } from './members.ts';

export interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: PlainFields;
  readonly spec: Fields;
}

/** What came of one manifest. */
export interface Converted {
  readonly manifest: Manifest;
  readonly objects: readonly Written[];
  readonly lost: readonly Lost[];
}

export const written = ({ kind, service }: KindDescriptor, metadata: PlainFields, spec: Fields): Written => ({
  apiVersion: `${service.group}/${service.version}`,
  kind,
  metadata,
  spec,
});

/** What kubectl and the API server put there is not the user's. */
const NOT_OURS = new Set(['kubectl.kubernetes.io/last-applied-configuration']);

/** Name, namespace, labels and annotations; the region in the annotation by which it is told now. */
export function metadataOf(metadata: unknown, region?: unknown): PlainFields {
  const { name, generateName, namespace, labels, annotations } = isFields(metadata) ? metadata : {};
  const kept = Object.entries(isFields(annotations) ? annotations : {}).filter(([key]) => !NOT_OURS.has(key));
  const all = typeof region === 'string' && region !== '' ? [...kept, [ANNOTATION.region, region] as const] : kept;
  return {
    ...(name === undefined ? { generateName } : { name }),
    ...(namespace !== undefined && { namespace }),
    ...(isFields(labels) && { labels }),
    ...(all.length > 0 && { annotations: Object.fromEntries(all) }),
  };
}

/** A name that Kubernetes takes, made of one that AWS takes. */
export const kubernetesName = (...parts: readonly string[]): string =>
  parts
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 253);
