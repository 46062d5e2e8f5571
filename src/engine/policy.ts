/**
 * What the people who run the cluster allow the operator to do with one object: from its annotations, its namespace's, and the flags,
 * in that order. Unknown words are refused, not guessed: a typo in `retain` must not delete a paid endpoint.
 */
import type { KindDescriptor, KubeObject } from '../kinds/types.ts';
import { Fault } from './fault.ts';
import type { Scope } from './ports.ts';
import type { Tenant } from './tenancy.ts';

export const finalizerOf = ({ service, kind }: KindDescriptor): string => `finalizers.${service.group}/${kind}`;

export const ANNOTATION = {
  deletionPolicy: 'services.k8s.aws/deletion-policy',
  readOnly: 'services.k8s.aws/read-only',
  region: 'services.k8s.aws/region',
  namespaceRegion: 'services.k8s.aws/default-region',
  namespaceEndpoint: 'services.k8s.aws/endpoint-url',
  adoption: 'services.k8s.aws/adoption-policy',
  adoptionFields: 'services.k8s.aws/adoption-fields',
  adopted: 'services.k8s.aws/adopted',
} as const;
/** Whether the operator has promised, in etcd, to clean up after the object. */
export const isHeld = (kind: KindDescriptor, { metadata }: KubeObject): boolean =>
  metadata.finalizers?.includes(finalizerOf(kind)) ?? false;

/** Annotations that each service has for itself, as the incumbent has a controller for each. */
export const annotationsOf = ({ service }: KindDescriptor) =>
  ({ namespaceDeletionPolicy: `${service.group}/deletion-policy`, paused: `${service.group}/paused` }) as const;

export interface Policy {
  readonly deletion: 'delete' | 'retain';
  readonly paused: boolean;
  /** The resource is shown and never touched. */
  readonly readOnly: boolean;
  /** `adopt`: take what is there. `adopt-or-create`: or make it. */
  readonly adopt: 'no' | 'adopt' | 'adopt-or-create';
}

export interface Defaults {
  readonly deletion: 'delete' | 'retain';
  readonly region: string;
}
type Annotations = Readonly<Record<string, string>>;

export function policyOf(kind: KindDescriptor, object: KubeObject, namespace: Annotations, defaults: Defaults): Policy {
  const own = object.metadata.annotations ?? {};
  const { namespaceDeletionPolicy, paused } = annotationsOf(kind);
  return {
    deletion: deletionPolicy(own[ANNOTATION.deletionPolicy] ?? namespace[namespaceDeletionPolicy], defaults.deletion),
    paused: own[paused] === 'true',
    readOnly: own[ANNOTATION.readOnly] === 'true',
    adopt: adoptionPolicy(own[ANNOTATION.adoption]),
  };
}

/** The region is fixed by the first ARN: an object cannot move, and following an edited annotation would lose the resource. */
export function scopeOf(object: KubeObject, namespace: Annotations, defaults: Defaults, tenant: Tenant = {}): Scope {
  const settled = object.status?.ackResourceMetadata;
  const asked = object.metadata.annotations?.[ANNOTATION.region];
  if (settled?.arn && asked !== undefined && asked !== settled.region) {
    throw new Fault(
      'invalid',
      'RegionChanged',
      `annotation ${ANNOTATION.region} says ${asked}, but the resource exists in ${settled.region}: set it back, or create another object`,
    );
  }
  const region = settled?.region ?? asked ?? namespace[ANNOTATION.namespaceRegion] ?? defaults.region;
  const endpointUrl = namespace[ANNOTATION.namespaceEndpoint];
  return { region, ...(endpointUrl === undefined ? {} : { endpointUrl }), ...tenant };
}

function deletionPolicy(word: string | undefined, byDefault: Policy['deletion']): Policy['deletion'] {
  if (word === undefined) return byDefault;
  if (word === 'delete' || word === 'retain') return word;
  throw new Fault(
    'invalid',
    'InvalidAnnotation',
    `unrecognized deletion policy ${word}. Supported policies are "delete" and "retain"`,
  );
}

function adoptionPolicy(word: string | undefined): Policy['adopt'] {
  if (word === undefined) return 'no';
  if (word === 'adopt' || word === 'adopt-or-create') return word;
  throw new Fault(
    'invalid',
    'InvalidAnnotation',
    `unrecognized adoption policy ${word}. Supported policies are "adopt" and "adopt-or-create"`,
  );
}
