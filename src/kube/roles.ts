/** Roles as the cluster's objects tell them, in the engine's terms. */
import type { NamespaceFacts, RoleSelector, TypeSelector } from '../engine/selector.ts';
import type { Directory, RoleMap } from '../engine/tenancy.ts';
import type { ApiObject } from './rest.ts';
import type { SideWatch } from './side-watch.ts';

/** What is known now. */
export type RoleDirectory = () => Omit<Directory, 'namespace'>;

type Labels = Readonly<Record<string, string>>;

export interface ConfigMap extends ApiObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Every field may be missing: the CRD that is installed may be the incumbent's, of any age. */
export interface SelectorObject extends ApiObject {
  readonly spec?: {
    readonly arn?: string;
    readonly namespaceSelector?: { readonly names?: readonly string[]; readonly labelSelector?: LabelSelector };
    readonly resourceTypeSelector?: readonly TypeSelector[];
    readonly resourceLabelSelector?: LabelSelector;
  };
}
interface LabelSelector {
  readonly matchLabels?: Labels;
}

export function namespaceFacts(name: string, object: ApiObject | undefined): NamespaceFacts {
  const { labels = {}, annotations = {} } = object?.metadata ?? {};
  return { name, labels, annotations };
}

export function roleMap({ store, ...watch }: MapWatch): RoleMap {
  const [object] = store;
  return { source: `${watch.namespace}/${watch.name}`, ...(object ? { roles: object.data ?? {} } : {}) };
}
export interface MapWatch {
  readonly namespace: string;
  readonly name: string;
  readonly store: Iterable<ConfigMap>;
}

export function roleSelectors({ store, isUnreadable }: Pick<SideWatch<SelectorObject>, 'store' | 'isUnreadable'>) {
  return isUnreadable ? 'unreadable' : [...store].map(roleSelector);
}

export function roleSelector({ metadata, spec = {} }: SelectorObject): RoleSelector {
  const { arn = '', namespaceSelector = {}, resourceTypeSelector = [], resourceLabelSelector = {} } = spec;
  return {
    name: metadata.name,
    resourceVersion: metadata.resourceVersion,
    arn,
    namespaces: { names: namespaceSelector.names ?? [], labels: namespaceSelector.labelSelector?.matchLabels ?? {} },
    types: resourceTypeSelector,
    labels: resourceLabelSelector.matchLabels ?? {},
  };
}
