import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { kinds } from '../../src/kinds/index.ts';
import { isReady, Stage } from '../support/stage.ts';
import { trainingSpec } from '../support/specs.ts';

const GROUPS = [...new Set(kinds.map(({ service }) => service.group))];

/** All that the operator needs in one namespace, and nothing outside of it. */
const RULES = [
  { apiGroups: GROUPS, resources: ['*'], verbs: ['get', 'list', 'watch', 'patch'] },
  { apiGroups: GROUPS, resources: ['*/status'], verbs: ['patch'] },
  { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
];

/** A kubeconfig for a service account that has only these rights, in this namespace. */
async function confined(stage: Stage, folder: string): Promise<string> {
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'operator' };
  const objects = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'operator' } },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'operator' }, rules: RULES },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'operator' },
      roleRef,
      subjects: [{ kind: 'ServiceAccount', name: 'operator', namespace: stage.namespace }],
    },
  ];
  await stage.kubectl(['apply', '--filename', '-'], objects.map((object) => stringify(object)).join('---\n'));
  const { out: token } = await stage.kubectl(['create', 'token', 'operator']);
  const admin = parse(await readFile(inject('controlPlane').kubeconfig, 'utf8')) as Record<string, unknown>;
  const [user] = admin['users'] as { name: string }[];
  const path = join(folder, 'kubeconfig');
  await writeFile(path, stringify({ ...admin, users: [{ name: user?.name, user: { token: token.trim() } }] }));
  return path;
}

test('with rights in its own namespace alone the operator runs a job from apply to deletion', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rights-'));
  await using stage = await Stage.set({ operator: false, simulator: { speed: 300 } });
  await stage.startOperator([`--kubeconfig=${await confined(stage, folder)}`]);
  await stage.create('TrainingJob', 'confined', trainingSpec());
  await stage.until('TrainingJob', 'confined', isReady);
  await stage.eventually(
    async () => (await stage.events('confined')).some(({ reason }) => reason === 'Completed'),
    () => 'no Event',
  );
  await stage.delete('TrainingJob', 'confined');
  await stage.untilGone('TrainingJob', 'confined');
  await rm(folder, { recursive: true });
});
