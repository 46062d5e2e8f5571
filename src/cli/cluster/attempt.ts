/** A job runs once for an object: another attempt is another object. This makes it from the first. Pure. */
import type { Fields, KindDescriptor, KubeObject } from '../../kinds/types.ts';
import { crName } from '../../model/names.ts';

export interface Attempt {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: Fields;
}

const RETRY_OF = 'sagemaker.services.k8s.aws/retry-of';
/** Kubernetes' limit for names of custom resources. */
const MAX_NAME = 253;

/** `name`: the new object's; else the old one with the next free number behind it. `taken` tells which are not free. */
export function attemptOf(kind: KindDescriptor, object: KubeObject, taken: ReadonlySet<string>, name?: string): Attempt {
  const { metadata, apiVersion, spec } = object;
  const next = name ?? nextName(metadata.name, MAX_NAME, taken);
  return {
    apiVersion,
    kind: object.kind,
    metadata: {
      name: next,
      namespace: metadata.namespace,
      ...(metadata.labels ? { labels: metadata.labels } : {}),
      annotations: { ...ownAnnotations(metadata.annotations ?? {}), [RETRY_OF]: metadata.name },
    },
    spec: { ...spec, ...nameIn(kind, spec, numberOf(next) ?? '2') },
  };
}

/** `churn` → `churn-2` → `churn-3`. */
export function nextName(name: string, maxLength: number, taken: ReadonlySet<string>): string {
  const base = name.replace(/-\d{1,3}$/, '');
  for (let number = Number(numberOf(name) ?? 1) + 1; ; number += 1) {
    const candidate = `${base.slice(0, maxLength - String(number).length - 1)}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

const numberOf = (name: string): string | undefined => /-(\d{1,3})$/.exec(name)?.[1];

/** AWS takes a name once: what the spec names gets the number of the attempt; what it does not name gets a name by itself. */
function nameIn({ name }: KindDescriptor, spec: Fields, number: string): Fields {
  if (!name) return {};
  const field = crName(name.member);
  const given = spec[field];
  if (typeof given !== 'string' || given === '') return {};
  const base = given.replace(/-\d{1,3}$/, '').slice(0, name.maxLength - number.length - 1);
  return { [field]: `${base}-${number}` };
}

/** What tools and the operator remember of the first object is not true of the second. */
const ownAnnotations = (annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(annotations).filter(([name]) => !NOT_ITS_OWN.test(name) || KEPT.test(name)));
const NOT_ITS_OWN = /(?:^|\.)kubernetes\.io\/|services\.k8s\.aws\/|argocd\.argoproj\.io\/|toolkit\.fluxcd\.io\//;
const KEPT = /^services\.k8s\.aws\/(?:region|deletion-policy)$/;
