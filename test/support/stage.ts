/**
 * A stage for one test file: a namespace of its own on the shared apiserver, a simulated SageMaker, and the operator itself, in this
 * process, from its own configuration. Tests apply objects as a user would and wait for what a user would see.
 */
import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import type { Reconcile } from '../../src/engine/ports.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { sagemaker } from '../../src/kinds/services.ts';
import { kinds } from '../../src/kinds/index.ts';
import type { Condition, Fields, KindDescriptor, KubeObject } from '../../src/kinds/types.ts';
import { isApiError } from '../../src/kube/api-error.ts';
import { fromKubeconfig } from '../../src/kube/login.ts';
import { type ApiObject, type ObjectName, ResourceClient } from '../../src/kube/rest.ts';
import { systemClock } from '../../src/kube/timing.ts';
import { Transport } from '../../src/kube/transport.ts';
import { createLogger } from '../../src/runtime/log.ts';
import { runOperator } from '../../src/runtime/operator.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/simulator.ts';
import { eventually } from './eventually.ts';
import { type Plane, runKubectl } from './kubectl.ts';

export interface StageOptions {
  readonly simulator?: SimulatorOptions;
  /** Further flags of the operator, in front of which stand those that every test needs. */
  readonly flags?: readonly string[];
  /** `false`: nobody reconciles until `startOperator`. */
  readonly operator?: boolean;
  /** Another than the one that all files share. */
  readonly plane?: Plane;
  /** One that exists, and stays: to take a namespace apart is work for the control plane. What is in it is the test's affair. */
  readonly namespace?: string;
  /** SageMaker elsewhere: then there is no simulator. */
  readonly endpointUrl?: string;
  /** Another composition of the engine: one that is broken on purpose. */
  readonly compose?: (engine: Engine) => Reconcile;
}

export interface Running {
  /** As SIGTERM would. */
  stop(): Promise<void>;
}

/** How long a condition may take before the test says what it saw instead. Milliseconds. */
const PATIENCE_MS = 90_000;

export class Stage implements AsyncDisposable {
  readonly namespace: string;
  readonly transport: Transport;
  readonly #options: StageOptions;
  readonly #plane: Plane;
  readonly #simulator: Simulator | undefined;
  readonly #operators = new Set<Running>();

  private constructor(parts: {
    namespace: string;
    transport: Transport;
    simulator: Simulator | undefined;
    options: StageOptions;
  }) {
    this.namespace = parts.namespace;
    this.transport = parts.transport;
    this.#simulator = parts.simulator;
    this.#options = parts.options;
    this.#plane = parts.options.plane ?? inject('controlPlane');
  }

  static async set(options: StageOptions = {}): Promise<Stage> {
    const connection = await fromKubeconfig({ path: (options.plane ?? inject('controlPlane')).kubeconfig });
    const transport = new Transport({ connection, clock: systemClock, userAgent: 'test' });
    const namespace = options.namespace ?? `test-${randomBytes(4).toString('hex')}`;
    const stage = new Stage({
      namespace,
      transport,
      simulator: options.endpointUrl === undefined ? await startSimulator(options.simulator) : undefined,
      options,
    });
    if (options.namespace === undefined)
      await stage.client('namespaces', '').create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    if (options.operator !== false) await stage.startOperator();
    return stage;
  }

  get simulator(): Simulator {
    if (!this.#simulator) throw new Error('this stage has no simulator');
    return this.#simulator;
  }

  /** What an operator is told that serves this stage alone, and fast, in this process or in one of its own. */
  get operatorFlags(): readonly string[] {
    const url = this.#options.endpointUrl ?? this.simulator.url;
    return [
      `--aws-endpoint-url=${url}`,
      `--aws-identity-endpoint-url=${url}`,
      '--allow-unsafe-aws-endpoint-urls',
      '--aws-region=us-east-1',
      `--kubeconfig=${this.#plane.kubeconfig}`,
      `--watch-namespace=${this.namespace}`,
      '--sweep-interval=200ms',
      '--progress-interval=0s',
    ];
  }

  /** Resolves when it serves; a second one may run beside the first. */
  async startOperator(flags: readonly string[] = []): Promise<Running> {
    const stop = new AbortController();
    const args = [
      ...this.operatorFlags,
      '--metrics-addr=0',
      '--healthz-addr=0',
      `--log-level=${process.env['TEST_LOG_LEVEL'] ?? 'silent'}`,
      ...(this.#options.flags ?? []),
      ...flags,
    ];
    const config = parseConfig(args, {}, '0.0.0-test');
    const ended = runOperator(
      config,
      createLogger(config.flags['log-level'], config.version),
      stop.signal,
      this.#options.compose,
    );
    const running: Running = {
      stop: async () => {
        this.#operators.delete(running);
        stop.abort();
        await ended;
      },
    };
    this.#operators.add(running);
    return running;
  }

  client(plural: string, group: string = sagemaker.group): ResourceClient<ApiObject> {
    const version = group.endsWith('services.k8s.aws') ? sagemaker.version : 'v1';
    return new ResourceClient<ApiObject>(this.transport, { group, version, plural });
  }

  /** Creates an object; `name` in the test's namespace. */
  async create(
    kind: string,
    name: string,
    spec: Fields,
    annotations: Readonly<Record<string, string>> = {},
  ): Promise<KubeObject> {
    const { group, version } = kindNamed(kind).service;
    const apiVersion = `${group}/${version}`;
    const object = { apiVersion, kind, metadata: { name, namespace: this.namespace, annotations }, spec };
    return (await this.#of(kind).create(object)) as unknown as KubeObject;
  }

  async patch(kind: string, name: string, body: object): Promise<KubeObject> {
    return (await this.#of(kind).patch(this.#at(name), { type: 'merge', body })) as unknown as KubeObject;
  }

  async delete(kind: string, name: string): Promise<void> {
    await this.#of(kind).delete(this.#at(name));
  }

  async get(kind: string, name: string): Promise<KubeObject | undefined> {
    const page = await this.#of(kind).page({ namespace: this.namespace, fieldSelector: `metadata.name=${name}` });
    return page.items[0] as unknown as KubeObject | undefined;
  }

  /** Waits until the object is as it should be; fails with what it was instead. */
  async until(kind: string, name: string, law: (object: KubeObject) => boolean, patienceMs = PATIENCE_MS): Promise<KubeObject> {
    let last: KubeObject | undefined;
    await this.eventually(
      async () => {
        last = await this.get(kind, name);
        return last !== undefined && law(last);
      },
      () => `${kind} ${name} is ${JSON.stringify({ metadata: last?.metadata, status: last?.status }, null, 1)}`,
      patienceMs,
    );
    if (!last) throw new Error('unreachable');
    return last;
  }

  async untilGone(kind: string, name: string, patienceMs = PATIENCE_MS): Promise<void> {
    let last: KubeObject | undefined;
    await this.eventually(
      async () => (last = await this.get(kind, name)) === undefined,
      () => `${kind} ${name} is still there: ${JSON.stringify({ metadata: last?.metadata, status: last?.status })}`,
      patienceMs,
    );
  }

  /** Looks again until `law` holds. Bounded; the message says what was seen last. */
  eventually(law: () => boolean | Promise<boolean>, seen: () => string, patienceMs = PATIENCE_MS): Promise<void> {
    return eventually(law, seen, { patienceMs, pauseMs: [25, 250] });
  }

  async kubectl(args: readonly string[], input?: string): Promise<{ readonly code: number; readonly out: string }> {
    return runKubectl(['--namespace', this.namespace, ...args], input, this.#plane);
  }

  async events(name: string): Promise<readonly { readonly type: string; readonly reason: string; readonly note: string }[]> {
    const page = await this.client('events', 'events.k8s.io').page({ namespace: this.namespace });
    return (page.items as unknown as { type: string; reason: string; note: string; regarding: { name: string } }[]).filter(
      ({ regarding }) => regarding.name === name,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#operators].map((operator) => operator.stop()));
    await this.#simulator?.stop();
    if (this.#options.namespace === undefined) await this.#takeApart();
    await this.transport.close();
  }

  /**
   * Its objects go, for some look at all namespaces. The namespace goes with the control plane: to delete it alone, Kubernetes would go
   * through every kind of object there is, twice.
   */
  async #takeApart(): Promise<void> {
    for (const { kind } of kinds) {
      const client = this.#of(kind);
      const { items } = await client.page({ namespace: this.namespace });
      await Promise.all(
        items.map(async ({ metadata: { name, finalizers = [] } }) => {
          // With no operator left, nobody else would take the finalizers away.
          if (finalizers.length > 0)
            await client.patch(this.#at(name), { type: 'merge', body: { metadata: { finalizers: null } } });
          await client.delete(this.#at(name)).catch(unlessGone);
        }),
      );
    }
  }

  #of(kind: string): ResourceClient<ApiObject> {
    const { plural, service } = kindNamed(kind);
    return this.client(plural, service.group);
  }

  #at(name: string): ObjectName {
    return { name, namespace: this.namespace };
  }
}

export const condition = ({ status }: KubeObject, type: Condition['type']): Condition | undefined =>
  status?.conditions?.find((candidate) => candidate.type === type);
export const isReady = (object: KubeObject): boolean => condition(object, 'Ready')?.status === 'True';
export const isTerminal = (object: KubeObject): boolean => condition(object, 'ACK.Terminal')?.status === 'True';

/** What was being deleted goes with its last finalizer. */
function unlessGone(error: unknown): void {
  if (!isApiError(error, 404)) throw error;
}

function kindNamed(kind: string): KindDescriptor {
  const found = kinds.find((candidate) => candidate.kind === kind);
  if (!found) throw new Error(`no such kind: ${kind}`);
  return found;
}
