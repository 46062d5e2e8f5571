/** Which objects an IAMRoleSelector is for. Pure. */
import type { KubeObject } from '../kinds/types.ts';

type Labels = Readonly<Record<string, string>>;

export interface RoleSelector {
  readonly name: string;
  readonly resourceVersion: string;
  readonly arn: string;
  /** Any of the names and all of the labels; what is empty does not select. */
  readonly namespaces: { readonly names: readonly string[]; readonly labels: Labels };
  /** Any of them; all types when empty. */
  readonly types: readonly TypeSelector[];
  /** Labels of the object itself. */
  readonly labels: Labels;
}
export interface TypeSelector {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
}

export interface NamespaceFacts {
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
}

export function selects({ namespaces, types, labels }: RoleSelector, object: KubeObject, namespace: NamespaceFacts): boolean {
  return (
    (namespaces.names.length === 0 || namespaces.names.includes(namespace.name)) &&
    carries(namespace.labels, namespaces.labels) &&
    (types.length === 0 || types.some((type) => isOfType(object, type))) &&
    carries(object.metadata.labels ?? {}, labels)
  );
}

const carries = (held: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([name, value]) => Object.hasOwn(held, name) && held[name] === value);

/** One that names nothing is a mistake, and a mistake must not hand out a role: it selects nothing. */
function isOfType({ apiVersion, kind }: KubeObject, type: TypeSelector): boolean {
  const [group, version] = apiVersion.split('/');
  const asked = [
    [type.group, group],
    [type.version, version],
    [type.kind, kind],
  ].filter(([wanted]) => wanted !== undefined && wanted !== '');
  return asked.length > 0 && asked.every(([wanted, given]) => wanted === given);
}
