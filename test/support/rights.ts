/** What RBAC grants, and what was asked for, as lines that can be compared. */
import type { ApiObject } from '../../src/kube/rest.ts';

export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** One verb on one resource: in a namespace or all, on an object of this name or any. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}

export type Manifest = ApiObject & { readonly kind: string; readonly rules?: readonly Rule[] };

interface Binding {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: readonly { readonly name: string }[];
}

/** Every single right that the manifests give to the service account, by the roles that are bound to it. */
export function granted(manifests: readonly Manifest[], account: string): readonly Right[] {
  const bound = manifests.filter(
    (each): each is Manifest & Binding => 'roleRef' in each && (each as unknown as Binding).subjects[0]?.name === account,
  );
  return bound.flatMap(({ roleRef, metadata: { namespace } }) => {
    const isTheirs = ({ kind, metadata }: Manifest): boolean =>
      kind === roleRef.kind && metadata.name === roleRef.name && metadata.namespace === namespace;
    const role = manifests.find(isTheirs);
    if (!role?.rules) throw new Error(`the role ${roleRef.kind} ${roleRef.name} is not among the manifests`);
    return role.rules.flatMap((rule) => spread(rule, namespace));
  });
}

function spread({ apiGroups = [], resources = [], resourceNames = [''], verbs }: Rule, namespace?: string): readonly Right[] {
  const rights: Right[] = [];
  for (const group of apiGroups)
    for (const resource of resources)
      for (const name of resourceNames)
        for (const verb of verbs)
          rights.push({ verb, group, resource, ...(namespace ? { namespace } : {}), ...(name === '' ? {} : { name }) });
  return rights;
}

interface AuditEvent {
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
}

/** What the user asked the API server for, each thing once. */
export function askedFor(auditLog: string, username: string): readonly Right[] {
  const events = auditLog
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditEvent)
    .filter(({ user, objectRef }) => user.username === username && objectRef?.resource !== undefined);
  const rights = events.map(({ verb, objectRef = {} }): Right => {
    const { apiGroup: group = '', resource = '', subresource, namespace, name } = objectRef;
    const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
    return { verb, group, resource: whole, ...(namespace ? { namespace } : {}), ...(name ? { name } : {}) };
  });
  return [...new Map(rights.map((right) => [JSON.stringify(right), right])).values()];
}

const gives = (right: Right, request: Right): boolean =>
  right.verb === request.verb &&
  right.group === request.group &&
  right.resource === request.resource &&
  (right.namespace === undefined || right.namespace === request.namespace) &&
  (right.name === undefined || right.name === request.name);

const line = ({ verb, group, resource, namespace, name }: Right): string =>
  [verb, `${resource}${group === '' ? '' : `.${group}`}`, name ?? '', namespace ? `in ${namespace}` : '']
    .filter((word) => word !== '')
    .join(' ');

/** What was asked for and not given, and what was given and never used. */
export function compare(rights: readonly Right[], requests: readonly Right[]) {
  return {
    missing: requests.filter((request) => !rights.some((right) => gives(right, request))).map(line),
    spare: rights.filter((right) => !requests.some((request) => gives(right, request))).map(line),
  };
}
