/** Someone who may do what the rules say, in one namespace, or what a ClusterRole says, everywhere, and proves to be that by a token. */
import type { Transport } from '../../src/kube/transport.ts';
import type { Ground } from './questions.ts';

export interface Place extends Ground {
  readonly transport: Transport;
}

export async function tokenWith(stage: Place, rules: readonly object[], everywhere?: string): Promise<string> {
  const { namespace } = stage;
  const metadata = { name: `person-${Math.random().toString(36).slice(2, 8)}`, namespace };
  const rbac = 'rbac.authorization.k8s.io';
  await stage.client('serviceaccounts', '').create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  await stage.client('roles', rbac).create({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules } as never);
  await stage.client('rolebindings', rbac).create({
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: rbac, kind: 'Role', name: metadata.name },
    subjects: [{ kind: 'ServiceAccount', name: metadata.name, namespace }],
  } as never);
  if (everywhere !== undefined)
    await stage.client('clusterrolebindings', rbac).create({
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: `${namespace}-${metadata.name}` },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: everywhere },
      subjects: [{ kind: 'ServiceAccount', name: metadata.name, namespace }],
    } as never);
  const answer = await stage.transport.call({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${metadata.name}/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
    resource: 'serviceaccounts',
  });
  return (answer as { status: { token: string } }).status.token;
}
