/**
 * Whose power the operator uses for one object. In the incumbent's order: the team of its namespace, the owner account of its namespace,
 * the one IAMRoleSelector that matches; the operator's own identity only where nobody set up any of these. What is set up and gives no
 * clear answer is refused, never guessed: a wrong guess acts in somebody else's account. Pure.
 */
import type { KubeObject } from '../kinds/types.ts';
import { Fault } from './fault.ts';
import { type NamespaceFacts, type RoleSelector, selects } from './selector.ts';

export const TENANT_ANNOTATION = {
  team: 'services.k8s.aws/team-id',
  account: 'services.k8s.aws/owner-account-id',
} as const;

/** A ConfigMap that leads from an id to the ARN of a role. */
export interface RoleMap {
  /** `<namespace>/<name>`, for messages. */
  readonly source: string;
  /** Absent: it is not there, or may not be read. */
  readonly roles?: Readonly<Record<string, string>>;
}

/** What the cluster says about roles, as far as flags let it be asked. */
export interface Directory {
  readonly namespace: NamespaceFacts;
  /** Absent: team annotations mean nothing. */
  readonly teams?: RoleMap;
  /** Absent: owner account annotations mean nothing. */
  readonly accounts?: RoleMap;
  /** `sagemaker.<id>` in a map goes before `<id>`. */
  readonly serviceKeys?: boolean;
  /** Absent: IAMRoleSelectors mean nothing. */
  readonly selectors?: readonly RoleSelector[] | 'unreadable';
  /** What no selector matches uses the operator's own identity, as with the incumbent. */
  readonly fallback?: boolean;
}

export interface Selected {
  readonly name: string;
  readonly resourceVersion: string;
}

export interface Tenant {
  /** Absent: the operator's own identity. */
  readonly roleArn?: string;
  readonly selectedBy?: Selected;
}

const SERVICE = 'sagemaker';
const ROLE = /^arn:aws[a-z-]*:iam::(\d{12}):role\/.+$/;
/** What mends a tenant wakes its objects; this is for what nobody tells us of, such as a right to read that was given. Milliseconds. */
const ASK_AGAIN_MS = 60_000;

/** Throws a `missing` or `denied` Fault that says what to mend, or `invalid` when the object would have to move to another account. */
export function tenantOf(object: KubeObject, directory: Directory): Tenant {
  const tenant = choose(object, directory);
  if (tenant.roleArn !== undefined) requireSameAccount(object, accountOfRole(tenant.roleArn));
  return tenant;
}

/** The account is fixed by the first ARN: looking elsewhere would find nothing, and make the resource a second time. */
export function requireSameAccount(object: KubeObject, account: string): void {
  const arn = object.status?.ackResourceMetadata?.arn;
  const settled = arn?.split(':')[4];
  if (!settled || settled === account) return;
  throw new Fault(
    'invalid',
    'AccountChanged',
    `the resource exists in account ${settled}, but the object's tenancy now leads to account ${account}: ` +
      'lead it back there, or create another object',
  );
}

export const accountOfRole = (arn: string): string => ROLE.exec(arn)?.[1] ?? '';

function choose(object: KubeObject, directory: Directory): Tenant {
  const { namespace, teams, accounts, selectors } = directory;
  const team = namespace.annotations[TENANT_ANNOTATION.team];
  if (teams && team) return { roleArn: mapped(directory, teams, TENANT_ANNOTATION.team) };
  const account = namespace.annotations[TENANT_ANNOTATION.account];
  if (accounts && account) return { roleArn: mapped(directory, accounts, TENANT_ANNOTATION.account) };
  return selectors === undefined ? {} : selected(object, directory, selectors);
}

function mapped({ namespace, serviceKeys }: Directory, { source, roles }: RoleMap, annotation: string): string {
  const id = namespace.annotations[annotation] ?? '';
  const what = `IAM Role is not available: namespace ${namespace.name} is annotated ${annotation}: ${id}`;
  if (!roles)
    throw unavailable(`${what}, but ConfigMap ${source} is not there or may not be read: create it, or let the operator read it`);
  const keys = serviceKeys === true ? [`${SERVICE}.${id}`, id] : [id];
  const key = keys.find((key) => Object.hasOwn(roles, key) && roles[key] !== '');
  const arn = key === undefined ? undefined : roles[key];
  if (arn === undefined)
    throw unavailable(`${what}, but ConfigMap ${source} has no role for it: add the key ${id} with a role's ARN`);
  return requireRole(arn, `key ${key} of ConfigMap ${source}`);
}

function selected(object: KubeObject, directory: Directory, selectors: readonly RoleSelector[] | 'unreadable'): Tenant {
  if (selectors === 'unreadable')
    throw denied('IAMRoleSelectors may not be read, so nobody can tell whose role to use: let the operator list and watch them');
  const { namespace, fallback } = directory;
  const [first, ...others] = selectors.filter((selector) => selects(selector, object, namespace));
  if (first === undefined) {
    if (selectors.length === 0 || fallback === true) return {};
    throw denied(
      `no IAMRoleSelector matches this ${object.kind} in namespace ${namespace.name}: ` +
        'ask for one that does (or for --iam-role-selector-fallback, to use the operator’s own role)',
    );
  }
  if (others.length > 0) {
    const names = [first, ...others].map(({ name }) => name).toSorted();
    throw denied(
      `multiple (${names.length}) matching IAMRoleSelectors found: ${names.join(', ')}. Narrow them until one alone matches`,
    );
  }
  const { arn, name, resourceVersion } = first;
  return { roleArn: requireRole(arn, `IAMRoleSelector ${name}`), selectedBy: { name, resourceVersion } };
}

function requireRole(arn: string, source: string): string {
  if (ROLE.test(arn)) return arn;
  throw denied(`${source} gives '${arn}', which is no role: write it as arn:aws:iam::<account>:role/<name>`);
}

const unavailable = (message: string): Fault => new Fault('missing', 'RoleNotAvailable', message, { retryAfterMs: ASK_AGAIN_MS });
const denied = (message: string): Fault => new Fault('denied', 'TenancyDenied', message, { retryAfterMs: ASK_AGAIN_MS });
