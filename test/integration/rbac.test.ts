/**
 * Rights equal to use. The operator runs as the chart's service account, with the chart's own flags, over the life of every kind; the API
 * server's audit log tells what it asked for. Nothing may be missing, and nothing spare.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Agent, request } from 'undici';
import { stringify } from 'yaml';
import { kinds } from '../../src/kinds/index.ts';
import { type ControlPlane, prepare, startControlPlane } from '../../tools/control-plane/control-plane.ts';
import { TOKEN_HEADER } from '../../src/runtime/questions/server.ts';
import { installCrds } from '../../tools/control-plane/crds.ts';
import { freePort } from '../../tools/control-plane/ports.ts';
import { applyAll, cases, manifestsAsYaml } from '../kinds/manifests.ts';
import { whatToolsLack } from '../../tools/helm/programs.ts';
import { Helm } from '../support/helm.ts';
import { type Meddler, startMeddler } from '../support/meddler.ts';
import { OperatorProcess } from '../support/operator-process.ts';
import { askedFor, compare, granted, type Manifest } from '../support/rights.ts';
import { isReady, Stage } from '../support/stage.ts';

const PATIENCE_MS = 240_000;
const ACCOUNT = 'op-sagemaker-operator';
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'any' };
/** By the pod, which there is none of here. */
const POD = ['--metrics-addr=127.0.0.1:0', '--healthz-addr=127.0.0.1:0'];

interface Install {
  readonly installScope: 'cluster' | 'namespace';
  readonly questionsPort: number;
}

/** Everything that asks for a right, turned on. */
const values = (stage: Stage, { installScope, questionsPort }: Install) => ({
  installScope,
  aws: {
    region: 'us-east-1',
    endpoint_url: stage.simulator.url,
    identity_endpoint_url: stage.simulator.url,
    allow_unsafe_aws_endpoint_urls: true,
  },
  watchNamespace: stage.namespace,
  featureGates: { IAMRoleSelector: installScope === 'cluster', TeamLevelCARM: true },
  // Rights are reviewed in the cluster, so no release for a namespace answers people.
  questions: { enabled: installScope === 'cluster', port: questionsPort },
  fieldExport: { secretNamespaces: [stage.namespace] },
  flags: { 'sweep-interval': '200ms', 'progress-interval': '0s', 'iam-role-selector-fallback': true },
});

const lacking = (await prepare()).kind === 'docker' ? 'Docker gives no audit log' : whatToolsLack();
if (lacking !== undefined) process.stderr.write(`rbac.test.ts is skipped: ${lacking}\n`);

let plane: ControlPlane;
let folder: string | undefined;
let helm: Helm;
beforeAll(async () => {
  if (lacking !== undefined) return;
  const rules = [{ level: 'Metadata', userGroups: ['system:serviceaccounts'] } as const, { level: 'None' } as const];
  plane = await startControlPlane({
    auditPolicy: { rules, omitStages: ['RequestReceived'] },
    // As on Kubernetes before 1.34: then a watch begins with a list, where later a watch alone will do.
    extraApiServerArgs: ['--feature-gates=WatchList=false'],
  });
  await installCrds(plane);
  folder = await mkdtemp(join(tmpdir(), 'rbac-'));
  helm = await Helm.at(plane.kubeconfig);
}, PATIENCE_MS);
afterAll(async () => {
  await plane?.stop();
  await helm?.[Symbol.asyncDispose]();
  if (folder) await rm(folder, { recursive: true });
});

interface Scene {
  readonly install: Install;
  readonly stage: Stage;
  readonly meddler: Meddler;
  readonly manifests: readonly Manifest[];
}

/** Runs the chart's operator over everything, and tells what it asked for. */
async function live({ install, stage, meddler, manifests }: Scene) {
  const roles = manifests.filter(({ kind }) => /^(?:ServiceAccount|(?:Cluster)?Role(?:Binding)?)$/.test(kind));
  await must(stage, ['apply', '-f', '-'], roles.map((each) => stringify(each)).join('---\n'));
  const token = (await must(stage, ['create', 'token', ACCOUNT])).trim();
  const kubeconfig = join(folder ?? '', stage.namespace);
  await writeFile(kubeconfig, meddler.kubeconfig(token));
  const flags = [...argsOf(manifests), `--kubeconfig=${kubeconfig}`, ...POD];
  const env = { ...CREDENTIALS, POD_NAME: 'op-0', POD_NAMESPACE: stage.namespace };
  await underKubelet(
    () => new OperatorProcess(flags, env),
    () => exercise(stage, install),
  );
  return askedFor(await readFile(plane.auditLog ?? '', 'utf8'), `system:serviceaccount:${stage.namespace}:${ACCOUNT}`);
}

/** An operator that loses its lease ends, and its pod starts it again: on a busy machine that happens. */
async function underKubelet(start: () => OperatorProcess, act: () => Promise<void>): Promise<void> {
  const outputs: string[] = [];
  let operator = start();
  let isOver = false;
  const kept = (async () => {
    while (true) {
      await operator.exit();
      outputs.push(operator.output.slice(-2_000));
      if (isOver || outputs.length > 20) return;
      operator = start();
    }
  })();
  try {
    await act();
  } catch (error) {
    throw new Error([...outputs, operator.output.slice(-4_000)].join('\n'), { cause: error });
  } finally {
    isOver = true;
    await operator.stop();
    await kept;
  }
}

async function exercise(stage: Stage, install: Install): Promise<void> {
  await must(stage, ['create', 'configmap', 'target']);
  await must(stage, ['create', 'secret', 'generic', 'target']);
  await applyAll(stage);
  for (const { kind, manifest } of cases()) await stage.until(kind, manifest.metadata.name, isReady, PATIENCE_MS);
  if (install.installScope === 'cluster') await askAsPerson(stage, install.questionsPort);
  const exports = ['configmap', 'secret'].map((to) => stringify(anExport(to)));
  await must(stage, ['apply', '-f', '-'], exports.join('---\n'));
  for (const to of ['configmap', 'secret'])
    await must(stage, ['wait', '--for=condition=Ready', `fieldexport/${to}`, '--timeout=60s']);
  await repeatAnEvent(stage);
  await must(stage, ['delete', '--timeout=100s', '-f', '-'], manifestsAsYaml());
}

/** Someone with the chart's rights of who may view: they may look at what is in AWS, and end nothing there. */
async function askAsPerson(stage: Stage, port: number): Promise<void> {
  await must(stage, ['create', 'serviceaccount', 'person']);
  const subject = `--serviceaccount=${stage.namespace}:person`;
  await must(stage, ['create', 'rolebinding', 'person', `--clusterrole=${ACCOUNT}-view`, subject]);
  const token = (await must(stage, ['create', 'token', 'person'])).trim();
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const ask = async (word: string, method: 'GET' | 'POST' = 'GET'): Promise<number> => {
    const url = `https://127.0.0.1:${port}/v1/namespaces/${stage.namespace}/trainingjobs/${named('TrainingJob')}/${word}`;
    const { statusCode, body } = await request(url, { method, headers: { [TOKEN_HEADER]: token }, dispatcher });
    await body.dump();
    return statusCode;
  };
  try {
    const answers = await Promise.all([ask('describe'), ask('metrics'), ask('stop', 'POST')]);
    expect(answers).toEqual([200, 200, 403]);
  } finally {
    await dispatcher.destroy();
  }
}

const anExport = (to: string) => ({
  apiVersion: 'services.k8s.aws/v1alpha1',
  kind: 'FieldExport',
  metadata: { name: to },
  spec: {
    from: {
      path: '.status.ackResourceMetadata.arn',
      resource: { group: 'sagemaker.services.k8s.aws', kind: 'Pipeline', name: pipeline() },
    },
    to: { kind: to, name: 'target', key: 'arn' },
  },
});

/** The same said again becomes a count on the first Event, which is a patch. */
async function repeatAnEvent(stage: Stage): Promise<void> {
  let edits = 0;
  const isCounted = async (): Promise<boolean> => {
    await stage.patch('Pipeline', pipeline(), { spec: { pipelineDescription: `edit ${edits++}` } });
    await stage.until(
      'Pipeline',
      pipeline(),
      (object) => isReady(object) && object.status?.observedGeneration === object.metadata.generation,
    );
    const { items } = await stage.client('events', 'events.k8s.io').page({ namespace: stage.namespace });
    return items.some((event) => (event as { series?: object }).series !== undefined);
  };
  await stage.eventually(isCounted, () => `no Event was counted after ${edits} edits`);
}

const named = (wanted: string): string => cases().find(({ kind }) => kind === wanted)?.manifest.metadata.name ?? '';
const pipeline = (): string => named('Pipeline');

function argsOf(manifests: readonly Manifest[]): readonly string[] {
  const deployment = manifests.find(({ kind }) => kind === 'Deployment') as
    | (Manifest & { spec: { template: { spec: { containers: { args: string[] }[] } } } })
    | undefined;
  return deployment?.spec.template.spec.containers[0]?.args ?? [];
}

async function must(stage: Stage, args: readonly string[], input?: string): Promise<string> {
  const { code, out } = await stage.kubectl(args, input);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${out}`);
  return out;
}

/** A Role cannot give it. The operator asks, and does without: namespaces then carry no annotations. */
const REFUSED = { cluster: [], namespace: ['watch namespaces'] } as const;

describe.skipIf(lacking !== undefined).each(['cluster', 'namespace'] as const)('with installScope %s', (installScope) => {
  test('the chart grants what the operator uses in the life of all kinds, and nothing spare', { timeout: 600_000 }, async () => {
    await using stage = await Stage.set({ plane, operator: false, simulator: { speed: 600 } });
    await using meddler = await startMeddler(plane.kubeconfig);
    const install: Install = { installScope, questionsPort: await freePort() };
    const manifests = await helm.render(stage.namespace, values(stage, install));
    const requests = await live({ install, stage, meddler, manifests });
    expect([...meddler.meddledWith].filter((resource) => !resource.startsWith('services.k8s.aws/'))).toHaveLength(kinds.length);
    expect(compare(granted(manifests, ACCOUNT), requests)).toEqual({ missing: REFUSED[installScope], spare: [] });
  });
});
