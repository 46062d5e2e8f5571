/** One scenario: a fresh namespace, a fresh simulated SageMaker, a fresh controller, and chapter after chapter with what each has cost. */
import { setTimeout as pause } from 'node:timers/promises';
import { loadavg } from 'node:os';
import { sagemaker } from '../../src/kinds/services.ts';
import { fromKubeconfig } from '../../src/kube/login.ts';
import { type ApiObject, ResourceClient } from '../../src/kube/rest.ts';
import { systemClock } from '../../src/kube/timing.ts';
import { Transport } from '../../src/kube/transport.ts';
import { type Simulator, startSimulator } from '../../src/simulator/simulator.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { type Controller, startController } from './controller.ts';
import type { Start } from './image-start.ts';
import { type LoadKind, type Manifest, manifestsOf, PLURALS } from './load.ts';
import * as measure from './measure.ts';
import { Observer } from './observer.ts';
import type { Chapter, Scenario } from './scenarios.ts';

export interface Bench {
  readonly plane: ControlPlane;
  /** How the controller is started; flags are added. */
  readonly controller: Start;
  /** How the controller names itself to the apiserver. */
  readonly userAgent: string;
  readonly progress: (line: string) => void;
  readonly logFile: string;
  readonly idleMs: number;
}

export interface ChapterResult {
  readonly scenario: string;
  readonly chapter: Chapter;
  readonly objects: number;
  readonly seconds: number;
  /** Of a start or restart: from the start of the process to «ready». */
  readonly readyMs?: number;
  /** From the apiserver's answer to the POST, when the object is there for all to see, to the Create call at AWS: the controller's own share. */
  readonly createMs: measure.Latency | undefined;
  /** From handing over the POST: with what the client and the apiserver need to take in all objects at once. */
  readonly postToCreateMs: measure.Latency | undefined;
  /** From the end of a job in AWS to its object saying so. */
  readonly endMs: measure.Latency | undefined;
  /** From the first Create to the last. */
  readonly createSeconds: number | undefined;
  readonly created: number;
  readonly settled: number;
  readonly terminal: number;
  readonly aws: measure.AwsCalls;
  readonly kubernetes: measure.Calls;
  readonly process: measure.ProcessCost;
  /** What else runs on the machine lengthens all times. */
  readonly load: number;
}

/** For a thousand objects; ten times as many are waited for ten times as long. */
const PATIENCE_MS = 600_000;
/** After a restart, for calls that it may cause. */
const SETTLE_MS = 10_000;

export async function runScenario(bench: Bench, scenario: Scenario): Promise<readonly ChapterResult[]> {
  const namespace = `bench-${scenario.name}-${Date.now().toString(36)}`;
  const connection = await fromKubeconfig({ path: bench.plane.kubeconfig });
  const transport = new Transport({ connection, clock: systemClock, userAgent: 'bench', timeoutMs: 120_000 });
  const simulator = await startSimulator(scenario.simulator);
  for (const fault of scenario.faults ?? []) simulator.faults.add(fault);
  const namespaces = new ResourceClient<ApiObject>(transport, { group: '', version: 'v1', plural: 'namespaces' });
  await namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const run = new Run({ bench, scenario, simulator, transport, namespace });
  try {
    return await run.all();
  } finally {
    await run.close();
    await simulator.stop();
    await transport.close();
  }
}

interface Stage {
  readonly bench: Bench;
  readonly scenario: Scenario;
  readonly simulator: Simulator;
  readonly transport: Transport;
  readonly namespace: string;
}

interface Snapshot {
  readonly at: number;
  readonly seq: number;
  readonly aws: measure.AwsCalls;
  readonly kubernetes: measure.Calls;
  readonly cpuSeconds: number;
}

class Run {
  readonly #stage: Stage;
  readonly #manifests: readonly Manifest[];
  readonly #observer: Observer;
  readonly #patienceMs: number;
  #controller: Controller | undefined;
  readonly #posted = new Map<string, number>();
  readonly #answered = new Map<string, number>();

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#manifests = manifestsOf(stage.scenario.load);
    this.#patienceMs = PATIENCE_MS * Math.max(1, this.#manifests.length / 1_000);
    const kinds = [...new Set(this.#manifests.map(({ kind }) => kind as LoadKind))];
    this.#observer = new Observer(stage.transport, stage.namespace, kinds);
  }

  async all(): Promise<readonly ChapterResult[]> {
    const { scenario, bench } = this.#stage;
    this.#controller = await this.#start();
    const results: ChapterResult[] = [];
    for (const chapter of scenario.chapters) {
      bench.progress(`${scenario.name}: ${chapter} …`);
      results.push(await this.#measured(chapter));
    }
    return results;
  }

  async close(): Promise<void> {
    await this.#observer.stop();
    await this.#controller?.stop();
  }

  async #measured(chapter: Chapter): Promise<ChapterResult> {
    const { scenario, simulator } = this.#stage;
    const before = await this.#snapshot();
    await this.#play(chapter);
    const after = await this.#snapshot();
    const isFresh = chapter === 'restart';
    const cost = measure.processCost(this.#controller?.pid ?? 0);
    const creates = simulator.ledger
      .entries({ after: before.seq })
      .filter(({ operation, ok }) => operation.startsWith('Create') && ok);
    const { settled, terminal } = this.#observer.tally;
    return {
      scenario: scenario.name,
      chapter,
      objects: this.#manifests.length,
      seconds: (after.at - before.at) / 1_000,
      ...(isFresh && this.#controller ? { readyMs: this.#controller.readyMs } : {}),
      createMs: this.#since(this.#answered, creates),
      postToCreateMs: this.#since(this.#posted, creates),
      endMs: chapter === 'apply' ? measure.latencyOf(this.#endLatencies()) : undefined,
      createSeconds: creates.length < 2 ? undefined : ((creates.at(-1)?.at ?? 0) - (creates[0]?.at ?? 0)) / 1_000,
      created: creates.length,
      settled,
      terminal,
      aws: measure.difference(after.aws, before.aws),
      kubernetes: measure.difference(after.kubernetes, before.kubernetes),
      process: { ...cost, cpuSeconds: cost.cpuSeconds - (isFresh ? 0 : before.cpuSeconds) },
      load: loadavg()[0] ?? Number.NaN,
    };
  }

  async #play(chapter: Chapter): Promise<void> {
    const { bench } = this.#stage;
    const { tally } = this.#observer;
    const all = this.#manifests.length;
    switch (chapter) {
      case 'apply':
        await this.#post();
        return this.#observer.until(() => tally.settled === all, 'all objects to settle', this.#patienceMs);
      case 'start':
        await this.#post();
        return this.#observer.until(() => tally.made === all, 'all objects to be made', this.#patienceMs);
      case 'restart':
        await this.#controller?.stop();
        this.#controller = await this.#start();
        return pause(SETTLE_MS);
      case 'idle':
        return pause(bench.idleMs);
      case 'delete':
        await Promise.all(this.#manifests.map(({ kind, metadata }) => this.#client(kind).delete(this.#at(metadata.name))));
        return this.#observer.until(() => tally.objects === 0, 'all objects to be gone', this.#patienceMs);
      default:
        return chapter satisfies never;
    }
  }

  async #post(): Promise<void> {
    await Promise.all(
      this.#manifests.map(async ({ metadata: { name }, ...manifest }) => {
        this.#posted.set(name, Date.now());
        await this.#client(manifest.kind).create({ ...manifest, metadata: this.#at(name) });
        this.#answered.set(name, Date.now());
      }),
    );
  }

  #start(): Promise<Controller> {
    const { bench, simulator, namespace } = this.#stage;
    const { controller, plane, logFile } = bench;
    return startController({ ...controller, kubeconfig: plane.kubeconfig, awsUrl: simulator.url, namespace, logFile });
  }

  async #snapshot(): Promise<Snapshot> {
    const { bench, simulator } = this.#stage;
    const { auditLog } = bench.plane;
    if (auditLog === undefined) throw new Error('the control plane writes no audit log: run it from binaries, not in Docker');
    const at = Date.now();
    const { cpuSeconds } = measure.processCost(this.#controller?.pid ?? 0);
    return {
      at,
      seq: simulator.ledger.next - 1,
      aws: measure.awsCalls(simulator.ledger.counts()),
      kubernetes: await measure.kubernetesCalls(auditLog, bench.userAgent),
      cpuSeconds,
    };
  }

  /** A controller that watches may hear of an object before its maker does. */
  #since(
    times: ReadonlyMap<string, number>,
    creates: readonly { readonly at: number; readonly requestName?: string }[],
  ): measure.Latency | undefined {
    return measure.latencyOf(creates.map(({ at, requestName = '' }) => Math.max(0, at - (times.get(requestName) ?? Number.NaN))));
  }

  #endLatencies(): readonly number[] {
    return this.#stage.simulator.control.resources('training-job').flatMap(({ name, document }) => {
      const [ended, seen] = [document['TrainingEndTime'], this.#observer.sights.get(`TrainingJob/${name}`)?.settledAt];
      return typeof ended === 'number' && seen !== undefined ? [Math.max(0, seen - ended * 1_000)] : [];
    });
  }

  #client(kind: string): ResourceClient<ApiObject> {
    const { group, version } = sagemaker;
    return new ResourceClient<ApiObject>(this.#stage.transport, { group, version, plural: PLURALS[kind as LoadKind] });
  }

  #at(name: string): { readonly name: string; readonly namespace: string } {
    return { name, namespace: this.#stage.namespace };
  }
}
