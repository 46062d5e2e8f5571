/** One measured run: a fresh namespace, a fresh simulated SageMaker, the controller as a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import { sagemaker } from '../../src/kinds/services.ts';
import type { KubeObject } from '../../src/kinds/types.ts';
import { fromKubeconfig } from '../../src/kube/login.ts';
import { type ApiObject, ResourceClient } from '../../src/kube/rest.ts';
import { systemClock } from '../../src/kube/timing.ts';
import { Transport } from '../../src/kube/transport.ts';
import { type Simulator, startSimulator } from '../../src/simulator/simulator.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { kubernetesCost, type KubernetesCost, percentile, type ProcessCost, processCost } from './measure.ts';

export interface Scenario {
  readonly name: string;
  readonly jobs: number;
  /** Share of the Create replies that are lost after the job was made. */
  readonly lostReplies?: number;
}

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export interface ScenarioResult {
  readonly scenario: Scenario;
  /** From the apiserver's answer to the POST, when the object is there for all to see, to the Create call at AWS: the controller's own share. */
  readonly createMs: Latency;
  /** From handing over the POST: with what the client and the apiserver need to take in all objects at once. */
  readonly postToCreateMs: Latency;
  readonly settledMs: number;
  readonly completed: number;
  readonly terminal: number;
  readonly created: number;
  /** AWS calls by operation. */
  readonly aws: Readonly<Record<string, number>>;
  readonly awsPerJob: number;
  readonly kubernetes: KubernetesCost;
  readonly writesPerJob: number;
  readonly process: ProcessCost;
}

export interface Bench {
  readonly plane: ControlPlane;
  /** The controller's command line; flags are added. */
  readonly controller: readonly string[];
  /** How the controller names itself to the apiserver. */
  readonly userAgent: string;
  readonly progress: (line: string) => void;
  readonly logFile: string;
}

const PATIENCE_MS = 300_000;
/** To list a hundred objects five times a second takes a tenth of the apiserver's time from the controller that is measured. */
const SETTLE_POLL_MS = 1_000;
const READY_POLL_MS = 200;
/** Calls that serve all objects of a kind at once. */
const SHARED = /^List(?!Tags)|^GetCallerIdentity$/;

export async function runScenario(bench: Bench, scenario: Scenario): Promise<ScenarioResult> {
  const namespace = `bench-${scenario.name}-${Date.now().toString(36)}`;
  const transport = new Transport({
    connection: await fromKubeconfig({ path: bench.plane.kubeconfig }),
    clock: systemClock,
    userAgent: 'bench',
  });
  const simulator = await startSimulator({ speed: 30 });
  if (scenario.lostReplies !== undefined) {
    simulator.faults.add({
      operation: 'CreateTrainingJob',
      when: 'after',
      probability: scenario.lostReplies,
      action: { type: 'reset' },
    });
  }
  const client = new ResourceClient<ApiObject>(transport, {
    group: sagemaker.group,
    version: sagemaker.version,
    plural: 'trainingjobs',
  });
  const namespaces = new ResourceClient<ApiObject>(transport, { group: '', version: 'v1', plural: 'namespaces' });
  await namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const healthPort = await freePort();
  const controller = startController(bench, { simulator, namespace, healthPort });
  try {
    await until(() => isReady(healthPort), 'the controller to be ready');
    return await measure({ bench, scenario, simulator, client, namespace, controller });
  } finally {
    controller.kill('SIGTERM');
    await once(controller, 'exit');
    await simulator.stop();
    await namespaces.delete({ name: namespace });
    await transport.close();
  }
}

interface Run {
  readonly bench: Bench;
  readonly scenario: Scenario;
  readonly simulator: Simulator;
  readonly client: ResourceClient<ApiObject>;
  readonly namespace: string;
  readonly controller: ChildProcess;
}

async function measure({ bench, scenario, simulator, client, namespace, controller }: Run): Promise<ScenarioResult> {
  const before = await kubernetesCost(auditLogOf(bench.plane), bench.userAgent);
  const begun = Date.now();
  const posted = new Map<string, number>();
  const answered = new Map<string, number>();
  await Promise.all(
    Array.from({ length: scenario.jobs }, async (_, at) => {
      const name = `job-${at}`;
      posted.set(name, Date.now());
      await client.create(jobObject(namespace, name) as unknown as Parameters<typeof client.create>[0]);
      answered.set(name, Date.now());
    }),
  );
  let objects: readonly KubeObject[] = [];
  await until(
    async () => {
      objects = (await client.page({ namespace })).items as unknown as KubeObject[];
      return objects.every(isSettled);
    },
    'all jobs to settle',
    SETTLE_POLL_MS,
  );
  const settledMs = Date.now() - begun;
  const entries = simulator.ledger.entries();
  const creates = entries.filter(({ operation, ok }) => operation === 'CreateTrainingJob' && ok);
  /** A controller that watches may hear of an object before its maker does. */
  const since = (times: ReadonlyMap<string, number>): Latency => {
    const latencies = creates.map(({ at, requestName = '' }) => Math.max(0, at - (times.get(requestName) ?? Number.NaN)));
    return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
  };
  const aws: Record<string, number> = {};
  for (const { operation } of entries) aws[operation] = (aws[operation] ?? 0) + 1;
  const own = Object.entries(aws).reduce((sum, [operation, calls]) => (SHARED.test(operation) ? sum : sum + calls), 0);
  const cost = processCost(controller.pid ?? 0);
  const kubernetes = difference(await kubernetesCost(auditLogOf(bench.plane), bench.userAgent), before);
  return {
    scenario,
    createMs: since(answered),
    postToCreateMs: since(posted),
    settledMs,
    completed: objects.filter((object) => object.status?.['trainingJobStatus'] === 'Completed').length,
    terminal: objects.filter((object) => isTrue(object, 'ACK.Terminal')).length,
    created: creates.length,
    aws,
    awsPerJob: own / scenario.jobs,
    kubernetes,
    writesPerJob: kubernetes.writes / scenario.jobs,
    process: cost,
  };
}

interface Surroundings {
  readonly simulator: Simulator;
  readonly namespace: string;
  readonly healthPort: number;
}

function startController(bench: Bench, { simulator, namespace, healthPort }: Surroundings): ChildProcess {
  const [command = 'node', ...args] = bench.controller;
  const flags = [
    `--aws-endpoint-url=${simulator.url}`,
    `--aws-identity-endpoint-url=${simulator.url}`,
    '--allow-unsafe-aws-endpoint-urls=true',
    '--aws-region=us-east-1',
    `--watch-namespace=${namespace}`,
    '--metrics-addr=127.0.0.1:0',
    `--healthz-addr=127.0.0.1:${healthPort}`,
  ];
  const log = openSync(bench.logFile, 'a');
  return spawn(command, [...args, ...flags], {
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      KUBECONFIG: bench.plane.kubeconfig,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
}

/** Controllers that serve /readyz say there when they watch; what is applied earlier would measure their start. */
async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const jobObject = (namespace: string, name: string): object => ({
  apiVersion: `${sagemaker.group}/${sagemaker.version}`,
  kind: 'TrainingJob',
  metadata: { name, namespace },
  spec: {
    trainingJobName: name,
    roleARN: 'arn:aws:iam::123456789012:role/execution',
    algorithmSpecification: {
      trainingImage: '123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:1',
      trainingInputMode: 'File',
    },
    outputDataConfig: { s3OutputPath: 's3://bucket/output' },
    resourceConfig: { instanceType: 'ml.m5.large', instanceCount: 1, volumeSizeInGB: 10 },
    stoppingCondition: { maxRuntimeInSeconds: 3600 },
  },
});

const isTrue = (object: KubeObject, type: string): boolean =>
  object.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
const isSettled = (object: KubeObject): boolean =>
  isTrue(object, 'Ready') || isTrue(object, 'ACK.Terminal') || object.status?.['trainingJobStatus'] === 'Completed';

function auditLogOf({ auditLog }: ControlPlane): string {
  if (auditLog === undefined)
    throw new Error('the control plane writes no audit log: it must be run from binaries, not in Docker');
  return auditLog;
}

function difference(after: KubernetesCost, before: KubernetesCost): KubernetesCost {
  const verbs = Object.entries(after.byVerb).map(([verb, calls]) => [verb, calls - (before.byVerb[verb] ?? 0)] as const);
  return {
    byVerb: Object.fromEntries(verbs.filter(([, calls]) => calls > 0).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    writes: after.writes - before.writes,
    gets: after.gets - before.gets,
  };
}

async function until(law: () => boolean | Promise<boolean>, what: string, everyMs = READY_POLL_MS): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await law())) {
    if (performance.now() > deadline) throw new Error(`waited ${PATIENCE_MS / 1_000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
