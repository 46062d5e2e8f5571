import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANNOTATION } from '../../src/engine/policy.ts';
import { OPERATOR, operatorPolicy } from '../../src/guardrails/operator.ts';
import { PARAMETERS } from '../../src/guardrails/parameters.ts';
import { model, type Spec } from '../../src/guardrails/testkit.ts';
import { kinds } from '../../src/kinds/index.ts';
import type { Manifest } from '../support/admission.ts';
import { documents, eventually, succeed } from '../support/advice.ts';
import { inNamespaces, pathsIn, policiesFor, sampleIn, used } from '../support/guardrails.ts';
import { runKubectl } from '../support/kubectl.ts';

/** Guardrails that ask who it is. */

const SUFFIX = randomBytes(4).toString('hex');
const NAMESPACE = `guard-who-${SUFFIX}`;
const PATIENCE_MS = 120_000;

let installed: readonly object[] = [];

const install = async (objects: readonly object[]): Promise<void> => {
  installed = [...installed, ...objects];
  await succeed(['apply', '--server-side', '-f', '-'], documents(objects));
};

const manifest = (kind: string, spec: Spec, metadata?: Spec): Manifest => sampleIn(NAMESPACE, kind, spec, metadata);

beforeAll(async () => {
  await succeed(['create', 'namespace', NAMESPACE]);
  const policy = policiesFor(SUFFIX).get('SMOP-20');
  if (!policy) throw new Error('no SMOP-20');
  await install(used(policy, { mode: 'advise', namespaceSelector: inNamespaces(NAMESPACE) }));
});

afterAll(async () => {
  await succeed(['delete', '--ignore-not-found', '--wait=false', '-f', '-'], documents(installed));
  await succeed(['delete', 'namespace', '--wait=false', NAMESPACE]);
});

describe('adoption', () => {
  const adopting = { annotations: { [ANNOTATION.adoption]: 'adopt', [ANNOTATION.adoptionFields]: '{"modelName": "theirs"}' } };
  const createAs = (user: string, metadata: Spec): ReturnType<typeof runKubectl> =>
    runKubectl(['create', '--dry-run=server', '-f', '-', `--as=${user}`], documents([manifest('Model', model, metadata)]));

  beforeAll(async () => {
    const rule = (verbs: readonly string[]): readonly object[] => [
      { apiGroups: ['sagemaker.services.k8s.aws'], resources: ['models'], verbs },
    ];
    const role = (name: string, verbs: readonly string[]): readonly object[] => [
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name, namespace: NAMESPACE }, rules: rule(verbs) },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name, namespace: NAMESPACE },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
        subjects: [{ kind: 'User', name, apiGroup: 'rbac.authorization.k8s.io' }],
      },
    ];
    await succeed(
      ['apply', '-f', '-'],
      documents([...role('dev', ['create', 'patch', 'get']), ...role('adopter', ['create', 'patch', 'get', 'adopt'])]),
    );
    let last = '';
    await eventually(
      async () => pathsIn((last = (await createAs('dev', adopting)).out), 'SMOP-20').length > 0,
      () => last,
      PATIENCE_MS,
    );
  });

  it('is for who has the verb adopt, and refused to others by the names of the annotations', async () => {
    const dev = await createAs('dev', adopting);
    expect(pathsIn(dev.out, 'SMOP-20')).toEqual(
      [ANNOTATION.adoptionFields, ANNOTATION.adoption].map((name) => `metadata.annotations[${name}]`).toSorted(),
    );
    const adopter = await createAs('adopter', adopting);
    expect(adopter).toMatchObject({ code: 0 });
    expect(pathsIn(adopter.out, 'SMOP-20')).toEqual([]);
  });

  it('does not stand in the way of who adopts nothing', async () => {
    expect(pathsIn((await createAs('dev', {})).out, 'SMOP-20')).toEqual([]);
  });

  it('can’t be claimed by the operator’s own note', async () => {
    const claimed = await createAs('dev', { annotations: { [ANNOTATION.adopted]: 'true' } });
    expect(pathsIn(claimed.out, 'SMOP-20')).toEqual([`metadata.annotations[${ANNOTATION.adopted}]`]);
  });

  it('can’t be slipped in later, and an object that was adopted by an adopter can be edited by others', async () => {
    const plain = manifest('Model', model, { name: 'plain' });
    const adopted = manifest('Model', model, { name: 'adopted', ...adopting });
    await succeed(['create', '-f', '-'], documents([plain, adopted]));
    const annotate = (name: string, ...args: readonly string[]): ReturnType<typeof runKubectl> =>
      runKubectl(['annotate', 'model', name, '-n', NAMESPACE, '--as=dev', '--dry-run=server', '--overwrite', ...args]);
    expect(pathsIn((await annotate('plain', `${ANNOTATION.adoption}=adopt`)).out, 'SMOP-20')).toEqual([
      `metadata.annotations[${ANNOTATION.adoption}]`,
    ]);
    expect(pathsIn((await annotate('adopted', 'note=mine')).out, 'SMOP-20')).toEqual([]);
    expect(pathsIn((await annotate('adopted', `${ANNOTATION.adopted}=true`)).out, 'SMOP-20')).toEqual([]);
  });
});

describe('the operator’s own writes', () => {
  const USER = `system:serviceaccount:${NAMESPACE}:operator`;
  const lasting = manifest('Model', model, { name: 'held', labels: { team: 'a' } });
  const patch = (change: object, ...flags: readonly string[]): ReturnType<typeof runKubectl> =>
    runKubectl([
      'patch',
      'model',
      'held',
      '-n',
      NAMESPACE,
      `--as=${USER}`,
      '--dry-run=server',
      '--type=merge',
      '-p',
      JSON.stringify(change),
      ...flags,
    ]);

  beforeAll(async () => {
    const policy = operatorPolicy(kinds, PARAMETERS.group);
    const named = {
      ...policy,
      metadata: { name: `${policy.metadata.name}-${SUFFIX}` },
      spec: JSON.parse(JSON.stringify(policy.spec).replaceAll(OPERATOR, USER)) as object,
    };
    await install([
      named,
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: named.metadata,
        spec: {
          policyName: named.metadata.name,
          validationActions: ['Deny'],
          matchResources: { namespaceSelector: inNamespaces(NAMESPACE) },
        },
      },
    ]);
    // All rights: what stops it is the policy.
    await succeed([
      'create',
      'rolebinding',
      'operator',
      '--clusterrole=cluster-admin',
      `--serviceaccount=${NAMESPACE}:operator`,
      '-n',
      NAMESPACE,
    ]);
    await succeed(['create', '-f', '-'], documents([lasting]));
    await eventually(
      async () => (await patch({ spec: { enableNetworkIsolation: false } })).code !== 0,
      () => 'the policy in force',
      PATIENCE_MS,
    );
  }, 2 * PATIENCE_MS);

  it.each<[what: string, change: object, flags: readonly string[]]>([
    ['a finalizer', { metadata: { finalizers: ['finalizers.sagemaker.services.k8s.aws/Model'] } }, []],
    ['the note of an adoption', { metadata: { annotations: { [ANNOTATION.adopted]: 'true' } } }, []],
    ['status', { status: { conditions: [] } }, ['--subresource=status']],
  ])('may touch %s', async (_what, change, flags) => {
    expect(await patch(change, ...flags)).toMatchObject({ code: 0 });
  });

  it.each<[what: string, change: object, path: string]>([
    ['the spec', { spec: { enableNetworkIsolation: false } }, 'spec'],
    ['a label', { metadata: { labels: { team: 'b' } } }, 'metadata.labels'],
    [
      'an owner',
      { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'u' }] } },
      'metadata.ownerReferences',
    ],
    ['an annotation of others', { metadata: { annotations: { note: 'x' } } }, 'metadata.annotations'],
    ['the annotation that adopts', { metadata: { annotations: { [ANNOTATION.adoption]: 'adopt' } } }, 'metadata.annotations'],
  ])('may not touch %s', async (_what, change, path) => {
    const { code, out } = await patch(change);
    expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining(`operator-writes ${path}: `) });
  });

  it('neither create nor delete', async () => {
    const as = ['-n', NAMESPACE, `--as=${USER}`, '--dry-run=server'];
    expect((await runKubectl(['create', ...as, '-f', '-'], documents([manifest('Model', model)]))).out).toContain(
      'operator-writes CREATE: ',
    );
    expect((await runKubectl(['delete', 'model', 'held', ...as])).out).toContain('operator-writes DELETE: ');
  });

  it('are no concern of others', async () => {
    await succeed([
      'patch',
      'model',
      'held',
      '-n',
      NAMESPACE,
      '--dry-run=server',
      '--type=merge',
      '-p',
      '{"metadata":{"labels":{"team":"b"}}}',
    ]);
  });
});
