/**
 * A cluster with the bundled operator, a simulated SageMaker, and a person at a prompt with the bundled plugin: what the plugin's measurements
 * and its pictures are made with. `npm run build` comes first.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { kinds } from '../../src/kinds/index.ts';
import type { Fields, KubeObject } from '../../src/kinds/types.ts';
import { fromKubeconfig } from '../../src/kube/login.ts';
import { type ApiObject, ResourceClient } from '../../src/kube/rest.ts';
import { systemClock } from '../../src/kube/timing.ts';
import { Transport } from '../../src/kube/transport.ts';
import { type Simulator, startSimulator } from '../../src/simulator/simulator.ts';
import { imageStart, type Start } from '../bench/image-start.ts';
import { startControlPlane } from '../control-plane/control-plane.ts';
import { installCrds } from '../control-plane/crds.ts';
import { QUESTIONS, serveQuestions } from './questions.ts';
import { type Place, tokenWith } from './token.ts';

export const PLUGIN = 'dist/kubectl/kubectl-sagemaker.mjs';
const OPERATOR = 'dist/sagemaker-operator.mjs';
const PATIENCE_MS = 120_000;

export interface PromptStage extends Place {
  readonly simulator: Simulator;
  readonly operatorPid: number;
  /** The environment of who types: a kubeconfig, and nothing of this process's own. */
  readonly env: NodeJS.ProcessEnv;
  create(kind: string, name: string, spec: Fields): Promise<void>;
  until(kind: string, name: string, law: (object: KubeObject) => boolean): Promise<void>;
  stop(): Promise<void>;
}

export async function setPromptStage(namespace: string, { speed }: { readonly speed: number }): Promise<PromptStage> {
  const plane = await startControlPlane();
  await installCrds(plane);
  const simulator = await startSimulator({ speed });
  const transport = new Transport({
    connection: await fromKubeconfig({ path: plane.kubeconfig }),
    clock: systemClock,
    userAgent: 'prompt-stage',
  });
  const client = (plural: string, group = 'sagemaker.services.k8s.aws'): ResourceClient<ApiObject> =>
    new ResourceClient(transport, { group, version: group.endsWith('services.k8s.aws') ? 'v1alpha1' : 'v1', plural });
  await client('namespaces', '').create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const place: Place = { namespace, client, transport };
  const start = imageStart(await readFile('Dockerfile', 'utf8'), OPERATOR);
  const operator = startOperator(start, [...flagsOf(plane.kubeconfig, simulator.url), await serveQuestions(place)]);
  const folder = await mkdtemp(join(tmpdir(), 'prompt-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, await kubeconfigOf(place, plane.kubeconfig));
  const of = (kind: string) => {
    const found = kinds.find((candidate) => candidate.kind === kind);
    if (!found) throw new Error(`no such kind: ${kind}`);
    return { ...found, client: client(found.plural, found.service.group) };
  };
  return {
    ...place,
    simulator,
    operatorPid: operator.pid ?? 0,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      KUBECONFIG: kubeconfig,
      KUBECTL_SAGEMAKER_OPERATOR: `${namespace}/${QUESTIONS}`,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    create: async (kind, name, spec) => {
      const { service, client: objects } = of(kind);
      const apiVersion = `${service.group}/${service.version}`;
      await objects.create({ apiVersion, kind, metadata: { name, namespace }, spec } as never);
    },
    until: (kind, name, law) =>
      until(`${kind} ${name}`, async () => law((await of(kind).client.get({ name, namespace })) as unknown as KubeObject)),
    stop: async () => {
      operator.kill('SIGKILL');
      await transport.close();
      await simulator.stop();
      await plane.stop();
      await rm(folder, { recursive: true });
    },
  };
}

const flagsOf = (kubeconfig: string, url: string): readonly string[] => [
  `--kubeconfig=${kubeconfig}`,
  `--aws-endpoint-url=${url}`,
  `--aws-identity-endpoint-url=${url}`,
  '--allow-unsafe-aws-endpoint-urls=true',
  '--aws-region=us-east-1',
  '--metrics-addr=0',
  '--healthz-addr=0',
  '--log-level=error',
  '--sweep-interval=1s',
  '--progress-interval=0s',
];

function startOperator(start: Start, flags: readonly string[]): ChildProcess {
  const [program = '', ...words] = start.command;
  const env = { ...start.env, AWS_ACCESS_KEY_ID: 'prompt', AWS_SECRET_ACCESS_KEY: 'prompt', AWS_EC2_METADATA_DISABLED: 'true' };
  return spawn(program, [...words, ...flags], { env, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** With a token, as people have: a certificate cannot be shown to the operator. */
async function kubeconfigOf(place: Place, of: string): Promise<string> {
  const token = await tokenWith(place, [], 'cluster-admin');
  const file = parse(await readFile(of, 'utf8')) as {
    users: { user: object }[];
    contexts: { context: { namespace?: string } }[];
  };
  for (const user of file.users) user.user = { token };
  for (const { context } of file.contexts) context.namespace = place.namespace;
  return stringify(file);
}

export async function until(what: string, law: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await law())) {
    if (performance.now() > deadline) throw new Error(`waited ${PATIENCE_MS / 1_000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
