/** What doctor looks at: each check says how it is, and what to do where it is not well. */
import { kinds } from '../../kinds/index.ts';
import { isApiError } from '../../kube/api-error.ts';
import type { Item } from '../cluster/inventory.ts';
import type { Failure } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Health } from './measures.ts';
import { ADVICE, type Stuck } from './stuck.ts';

export interface Finding {
  readonly check: string;
  readonly is: 'good' | 'doubtful' | 'bad';
  readonly says: string;
  readonly todo?: string;
}

const good = (check: string, says: string): Finding => ({ check, is: 'good', says });
/** docs/install.md: what the CRDs and policies need. */
const OLDEST_MINOR = 30;

export async function checkCluster({ transport, server }: Session, signal: AbortSignal): Promise<Finding> {
  const answer = await transport.call({ method: 'GET', path: '/version', resource: 'version', signal });
  const { gitVersion = 'unknown', minor = '0' } = answer as { gitVersion?: string; minor?: string };
  if (Number.parseInt(minor, 10) >= OLDEST_MINOR) return good('cluster', `${server} runs ${gitVersion}`);
  return {
    check: 'cluster',
    is: 'bad',
    says: `${server} runs ${gitVersion}`,
    todo: `the CRDs need Kubernetes 1.${OLDEST_MINOR} or later: upgrade the cluster`,
  };
}

/** Discovery may be read by everybody. */
export async function checkDefinitions({ transport }: Session, signal: AbortSignal): Promise<Finding> {
  const pluralsOf = async (group: string, version: string): Promise<readonly string[]> => {
    try {
      const path = `/apis/${group}/${version}`;
      const answer = await transport.call({ method: 'GET', path, resource: 'apiresources', signal });
      return ((answer as { resources?: readonly { name: string }[] }).resources ?? []).map(({ name }) => `${name}.${group}`);
    } catch (error) {
      if (!isApiError(error, 404)) throw error;
      return [];
    }
  };
  const groups = new Map(kinds.map(({ service }) => [service.group, service.version]));
  const served = new Set((await Promise.all([...groups].map(([group, version]) => pluralsOf(group, version)))).flat());
  const missing = kinds.filter(({ plural, service }) => !served.has(`${plural}.${service.group}`));
  if (missing.length === 0) return good('CRDs', `all ${kinds.length} kinds are installed`);
  const says = `${missing.length} of ${kinds.length} kinds are not installed: ${missing.map(({ kind }) => kind).join(', ')}`;
  return {
    check: 'CRDs',
    is: missing.length === kinds.length ? 'bad' : 'doubtful',
    says,
    todo: 'apply crds/ (or the chart sagemaker-operator-crds) of the operator’s version',
  };
}

export async function checkRights(session: Session, signal: AbortSignal): Promise<Finding> {
  const [kind] = kinds.filter(({ logs }) => logs);
  if (!kind) return good('your rights', 'nothing to look at');
  const { group } = kind.service;
  const wishes = [
    ['get', kind.plural],
    ['create', kind.plural],
    ['get', `${kind.plural}/logs`],
    ['get', `${kind.plural}/metrics`],
    ['get', `${kind.plural}/describe`],
  ] as const;
  const answers = await Promise.all(wishes.map(([verb, resource]) => isAllowed(session, { verb, group, resource }, signal)));
  const denied = wishes.filter((_, at) => answers[at] !== true).map(([verb, resource]) => `${verb} ${resource}`);
  if (denied.length === 0)
    return good('your rights', `in namespace ${session.namespace} you may see, make and read the logs of ${kind.plural}`);
  return {
    check: 'your rights',
    is: 'doubtful',
    says: `in namespace ${session.namespace} you may not ${denied.join(', ')}`,
    todo: 'ask for the ClusterRoles sagemaker-operator-view and -edit, which come with view and edit',
  };
}

interface Wish {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
}

async function isAllowed({ transport, namespace }: Session, { resource, ...wish }: Wish, signal: AbortSignal): Promise<boolean> {
  const [plural, subresource] = resource.split('/');
  const resourceAttributes = { ...wish, namespace, resource: plural, ...(subresource === undefined ? {} : { subresource }) };
  const answer = await transport.call({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } },
    resource: 'selfsubjectaccessreviews',
    signal,
  });
  return (answer as { status?: { allowed?: boolean } }).status?.allowed === true;
}

export interface OperatorAnswer {
  readonly operator?: Health;
  /** Why nothing is known of it. */
  readonly problem?: string;
  readonly failure?: Failure;
}

/** Where it cannot be asked, that may be its fault, the way there, or a right of who asks. */
const NO_ANSWER: Readonly<Partial<Record<Failure, string>>> = {
  forbidden: 'ask an administrator for that right; nothing tells whether the operator is well',
  login: 'log in again; nothing tells whether the operator is well',
};

export function checkOperator(
  version: string,
  { operator: health, problem, failure = 'remote' }: OperatorAnswer,
): readonly Finding[] {
  if (!health)
    return [
      {
        check: 'operator',
        is: failure in NO_ANSWER ? 'doubtful' : 'bad',
        says: problem ?? 'unknown',
        todo: NO_ANSWER[failure] ?? 'look at its pods and their log: kubectl -n sagemaker-operator get pods',
      },
    ];
  const { watch, sweep, queue, aws } = health;
  const findings: Finding[] = [good('operator', `${health.version} answers`)];
  if (health.version !== version)
    findings.push({
      check: 'versions',
      is: 'doubtful',
      says: `the operator is ${health.version}, this program ${version}`,
      todo: 'use the same version of both',
    });
  if ((watch?.seconds ?? 0) > 180)
    findings.push({
      check: 'watches',
      is: 'bad',
      says: `nothing heard of ${watch?.kind} for ${watch?.seconds} s`,
      todo: 'look at the operator’s log for refused or broken watches',
    });
  if ((sweep?.seconds ?? 0) > 60)
    findings.push({
      check: 'sweeps',
      is: 'bad',
      says: `${sweep?.kind} was last looked at ${sweep?.seconds} s ago`,
      todo: 'AWS throttles or cannot be reached: see AWS below, and docs/runbooks',
    });
  if (queue.longestSeconds > 120)
    findings.push({
      check: 'queue',
      is: 'bad',
      says: `a pass takes ${queue.longestSeconds} s already`,
      todo: 'a call hangs: lower --http-client-timeout, and look at the network',
    });
  for (const [fault, todo] of Object.entries(OF_FAULT))
    if ((aws.faults[fault] ?? 0) > 0)
      findings.push({ check: 'AWS', is: 'doubtful', says: `${aws.faults[fault]} of ${aws.calls} calls were ${fault}`, todo });
  return findings;
}

const OF_FAULT: Readonly<Record<string, string>> = {
  denied:
    'the credentials or the policies of the operator’s role lack something: docs/iam.md, and the objects’ messages below name the action',
  throttled: 'AWS slows the account down: spread the load, or have the limits raised',
  quota: 'a quota of the account is used up: ask for more in Service Quotas',
};

/** One finding a reason, however many objects share it. */
export function checkObjects(items: readonly Item[], stuck: readonly Stuck[]): readonly Finding[] {
  const byReason = [...Map.groupBy(stuck, ({ reason }) => reason)];
  if (byReason.length === 0) return [good('objects', `${items.length} objects, and none is stuck`)];
  return byReason.map(([reason, those]) => {
    const [first] = those;
    const others = those.length > 1 ? ` and ${those.length - 1} more` : '';
    const todo = ADVICE[reason];
    return {
      check: 'objects',
      is: 'bad',
      says: `${first?.object}${others}: ${first?.message}`,
      ...(todo === undefined ? {} : { todo }),
    } as const;
  });
}
