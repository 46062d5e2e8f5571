/** The charts, as a platform team meets them: what helm refuses, what the API server accepts, and a release from its first to its last day. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { stringify } from 'yaml';
import { whatToolsLack } from '../../tools/helm/programs.ts';
import { CRDS_CHART, Helm, OPERATOR_CHART } from '../support/helm.ts';
import { runKubectl } from '../support/kubectl.ts';
import type { Manifest } from '../support/rights.ts';
import { isReady, Stage } from '../support/stage.ts';
import { modelSpec } from '../support/specs.ts';

const REGION = { aws: { region: 'eu-west-1' } };
/** What belongs to the whole cluster is left to other tests: they share it. */
const ALONE = { ...REGION, installScope: 'namespace', advice: { enabled: false } };

const lacking = whatToolsLack();
if (lacking !== undefined) process.stderr.write(`chart.test.ts is skipped: ${lacking}\n`);

let stage: Stage;
let helm: Helm;
beforeAll(async () => {
  if (lacking !== undefined) return;
  helm = await Helm.at(inject('controlPlane').kubeconfig);
  stage = await Stage.set({ operator: false });
  const level = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  await stage.client('namespaces', '').patch({ name: stage.namespace }, { type: 'merge', body: { metadata: { labels: level } } });
}, 600_000);
afterAll(async () => {
  await stage?.[Symbol.asyncDispose]();
  await helm?.[Symbol.asyncDispose]();
});

describe.skipIf(lacking !== undefined)('helm refuses, with the name of the value,', () => {
  test.each([
    ['a number of replicas that makes no sense', { deployment: { replicas: -1 } }, '/deployment/replicas'],
    ['a value that there is not', { replicas: 2 }, "'replicas' not allowed"],
    ['one that is misspelt in a group', { aws: { region: 'eu-west-1', endpointUrl: 'https://x' } }, "'endpointUrl' not allowed"],
    ['a region that is none', { aws: { region: 'Ireland' } }, '/aws/region'],
    ['no region', { aws: { region: '' } }, 'aws.region is required'],
    ['a word of the log level', { log: { level: 'loud' } }, '/log/level'],
    ['a duration without a unit', { flags: { 'sweep-interval': '5' } }, '/flags/sweep-interval'],
    ['a flag that there is not', { flags: { 'no-such-flag': 'x' } }, "'no-such-flag' not allowed"],
    ['a flag past its value', { flags: { 'aws-region': 'eu-west-1' } }, "'aws-region' not allowed"],
    ['a gate that there is not', { featureGates: { Nothing: true } }, '/featureGates'],
    ['a kind that is not served', { reconcile: { resources: ['Trainingjob'] } }, '/reconcile/resources/0'],
    ['several operators without an election', { leaderElection: { enabled: false } }, 'leaderElection.enabled'],
    [
      'selectors of the cluster in a namespace',
      { installScope: 'namespace', featureGates: { IAMRoleSelector: true } },
      'featureGates.IAMRoleSelector',
    ],
  ])('%s', async (_case, values, words) => {
    const { code, out } = await helm.run(['template', 'op', OPERATOR_CHART], { ...REGION, ...values });
    expect(out).toContain(words);
    expect(code).not.toBe(0);
  });
});

const SETS = {
  'as it comes': REGION,
  'with everything': {
    ...REGION,
    caBundle: { configMap: 'ca' },
    aws: { ...REGION.aws, credentials: { secretName: 'aws' } },
    proxy: { https: 'http://proxy:3128' },
    fieldExport: { secretNamespaces: ['default'] },
    featureGates: { IAMRoleSelector: true },
    kubeflow: { enabled: true },
  },
  'for one namespace': ALONE,
};

describe.skipIf(lacking !== undefined).each(Object.entries(SETS))('the chart %s', (_set, values) => {
  let manifests: readonly Manifest[];
  beforeAll(async () => {
    manifests = await helm.render(stage.namespace, values);
  });

  test('is accepted by the API server, object by object', async () => {
    const text = manifests.map((each) => stringify(each)).join('---\n');
    const args = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'];
    const { code, out } = await runKubectl(args, text);
    expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
  });

  test('makes pods that are admitted where «restricted» is enforced', async () => {
    const { spec, metadata } = templateOf(manifests);
    await stage.kubectl(['create', 'serviceaccount', String(spec['serviceAccountName'])]);
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'operator' }, spec };
    const admitted = await stage.kubectl(['create', '--dry-run=server', '-f', '-'], stringify(pod));
    expect(admitted).toEqual({ code: 0, out: 'pod/operator created (server dry run)\n' });
    const loose = { ...pod, spec: { ...spec, securityContext: {} } };
    expect((await stage.kubectl(['create', '--dry-run=server', '-f', '-'], stringify(loose))).out).toContain(
      'violates PodSecurity',
    );
  });

  test('has no right to read a Secret, and none on what it does not name', () => {
    const rules = manifests.flatMap((each) => each.rules ?? []);
    expect(rules.filter(({ resources = [] }) => resources.some((resource) => resource.includes('*')))).toEqual([]);
    const onSecrets = manifests.filter((each) => each.rules?.some(({ resources = [] }) => resources.includes('secrets')));
    expect(
      onSecrets.every(({ kind, rules: own }) => kind === 'Role' && own?.every(({ verbs }) => verbs.join() === 'patch')),
    ).toBe(true);
    const named = 'fieldExport' in values ? values.fieldExport.secretNamespaces : [];
    expect(onSecrets.map(({ metadata }) => metadata.namespace)).toEqual(named);
  });
});

test.skipIf(lacking !== undefined)('for one namespace the chart gives no right outside of it', async () => {
  const manifests = await helm.render(stage.namespace, ALONE);
  expect(manifests.filter(({ kind }) => kind.startsWith('Cluster'))).toEqual([]);
  expect([...new Set(manifests.map(({ metadata }) => metadata.namespace))]).toEqual([stage.namespace]);
});

test.skipIf(lacking !== undefined)('a release is installed, upgraded, rolled back and uninstalled', async () => {
  const at = ['life', OPERATOR_CHART, '--namespace', stage.namespace];
  const notes = await helm.must(['install', ...at], ALONE);
  expect(notes).toContain('rollout status deployment/life-sagemaker-operator');
  const replicas = async (): Promise<unknown> =>
    (
      (await stage.client('deployments', 'apps').get({ name: 'life-sagemaker-operator', namespace: stage.namespace })) as {
        spec?: { replicas?: number };
      }
    ).spec?.replicas;
  expect(await replicas()).toBe(2);
  await helm.must(['upgrade', ...at], { ...ALONE, deployment: { replicas: 3 } });
  expect(await replicas()).toBe(3);
  await helm.must(['rollback', 'life', '--namespace', stage.namespace]);
  expect(await replicas()).toBe(2);
  const kept = 'deployment,role,rolebinding,networkpolicy,poddisruptionbudget,service,serviceaccount';
  const objects = async (): Promise<string> =>
    (await stage.kubectl(['get', kept, '-l', 'app.kubernetes.io/instance=life', '-o', 'name'])).out.trim();
  expect((await objects()).split('\n').length).toBeGreaterThan(7);
  await helm.must(['uninstall', 'life', '--namespace', stage.namespace]);
  expect(await objects()).toBe('');
});

test.skipIf(lacking !== undefined)(
  'a release of ACK’s chart is taken over: what both charts name is there all the time, and its objects lose nothing',
  async () => {
    const at = ['--namespace', stage.namespace];
    const ack = await ackChart({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'ack-sagemaker-controller' } });
    await stage.create('Model', 'inherited', modelSpec());
    const uidOf = async (): Promise<string> =>
      (
        await stage.kubectl([
          'get',
          'serviceaccount/ack-sagemaker-controller',
          'model/inherited',
          '-o',
          'jsonpath={.items[*].metadata.uid}',
        ])
      ).out;
    try {
      await helm.must(['install', 'ack-sagemaker-controller', ack, ...at]);
      const before = await uidOf();
      const ours = ['sagemaker-operator', OPERATOR_CHART, ...at, '--values', `${OPERATOR_CHART}ci/ack-values.yaml`];
      expect((await helm.run(['install', ...ours], ALONE)).out).toContain('cannot be imported into the current release');
      await helm.must(['install', ...ours, '--take-ownership'], ALONE);
      await stage.kubectl(['delete', 'secret', '--selector', 'owner=helm,name=ack-sagemaker-controller']);
      await helm.must(['upgrade', ...ours], ALONE);
      expect(await uidOf()).toBe(before);
      expect(await helm.must(['list', ...at, '--short'])).toBe('sagemaker-operator\n');
      await helm.must(['uninstall', 'sagemaker-operator', ...at]);
      expect((await stage.get('Model', 'inherited'))?.metadata.deletionTimestamp).toBeUndefined();
    } finally {
      await rm(ack, { recursive: true });
    }
  },
);

/** A chart of the incumbent's name with one object in it. */
async function ackChart(manifest: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ack-'));
  await mkdir(join(folder, 'templates'));
  await writeFile(join(folder, 'Chart.yaml'), stringify({ apiVersion: 'v2', name: 'sagemaker-chart', version: '1.9.1' }));
  await writeFile(join(folder, 'templates', 'object.yaml'), stringify(manifest));
  return folder;
}

describe.skipIf(lacking !== undefined)('the chart of definitions', () => {
  const release = ['definitions', CRDS_CHART, '--namespace', 'default'];

  test('takes over what is there, is upgraded, and leaves definitions and objects behind when it goes', async () => {
    await stage.create('Model', 'kept', modelSpec());
    await helm.must(['install', ...release, '--take-ownership', '--force-conflicts']);
    await helm.must(['upgrade', ...release, '--force-conflicts']);
    await helm.must(['uninstall', 'definitions', '--namespace', 'default']);
    expect((await stage.get('Model', 'kept'))?.metadata.name).toBe('kept');
    await stage.startOperator();
    await stage.until('Model', 'kept', isReady);
  });

  test('fits into the Secret that helm keeps a release in, with room for more kinds', async () => {
    await helm.must(['install', ...release, '--take-ownership', '--force-conflicts']);
    const { items } = await stage
      .client('secrets', '')
      .page({ namespace: 'default', labelSelector: 'owner=helm,name=definitions' });
    const [secret] = items as unknown as readonly { readonly data: { readonly release: string } }[];
    const bytes = Buffer.from(secret?.data.release ?? '', 'base64').length;
    await helm.must(['uninstall', 'definitions', '--namespace', 'default']);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(900_000);
  });
});

function templateOf(manifests: readonly Manifest[]): {
  readonly metadata: object;
  readonly spec: Readonly<Record<string, unknown>>;
} {
  const deployment = manifests.find(({ kind }) => kind === 'Deployment') as unknown as {
    spec: { template: { metadata: object; spec: Readonly<Record<string, unknown>> } };
  };
  return deployment.spec.template;
}
