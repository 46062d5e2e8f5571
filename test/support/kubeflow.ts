/**
 * One run of one of Kubeflow's v2 components, call by call as they make it. It knows no watch, no generation and no condition but ACK's:
 * what it sees is what its GETs happen to see. Only the waits between them are shorter here.
 */
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fields, KubeObject } from '../../src/kinds/types.ts';
import { isApiError } from '../../src/kube/api-error.ts';
import type { ApiObject, ResourceClient } from '../../src/kube/rest.ts';
import { type Component, conditionsOf, KeyError, must, type Status } from './kubeflow-components.ts';
import type { Stage } from './stage.ts';

export interface RunOptions {
  readonly stage: Stage;
  readonly component: Component;
  /** Of the resource; the object's is the same. */
  readonly name: string;
  readonly inputs: Fields;
  /** For another object of the same resource name. */
  readonly objectName?: string;
  /** A user ends the pipeline. */
  readonly sigterm?: AbortSignal;
  /** Stands for the 180 s in which a controller has to show itself. */
  readonly statusPatienceMs?: number;
}

export interface Exit {
  readonly code: 0 | 1;
  readonly outputs: Fields;
}

interface Request {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations: Readonly<Record<string, string>> };
  readonly spec: Fields;
}

const POLL_MS = 20;
/** After so long the test is told that the component would wait for ever. On a machine that is busy with other tests, what takes five seconds takes thirty. */
const PATIENCE_MS = 150_000;
/** Kubeflow's own is a minute. */
const STATUS_PATIENCE_MS = 50_000;
/** Another step of the pipeline is at work on the resource, and will be done. */
const BUSY = /^(\w+) in (\w+) state cannot be modified or deleted.$/;
const HOPELESS = ['ValidationException', 'InvalidParameter'];

export class ComponentRun {
  /** What its pod logs, as it does so. */
  readonly said: string[] = [];
  readonly request: Request;
  readonly #options: RunOptions;
  readonly #client: ResourceClient<ApiObject>;
  readonly #deadline = performance.now() + PATIENCE_MS;

  constructor(options: RunOptions) {
    const { component, name, inputs, objectName = name } = options;
    this.#options = options;
    this.#client = options.stage.client(component.plural);
    this.request = {
      apiVersion: 'sagemaker.services.k8s.aws/v1alpha1',
      kind: component.kind,
      metadata: { name: objectName, annotations: { 'services.k8s.aws/region': 'us-east-1' } },
      spec: { ...component.blank, ...inputs, [component.nameField]: name },
    };
  }

  async exit(): Promise<Exit> {
    try {
      if (await this.#submittedAndEnded()) return { code: 0, outputs: await this.#outputs() };
    } catch (error) {
      if (this.#options.sigterm?.aborted === true) await this.#client.delete(this.#at);
      else if (!(error instanceof KeyError) && !isApiError(error)) throw error;
      this.said.push(String(error));
    }
    return { code: 1, outputs: {} };
  }

  get #at(): { readonly name: string; readonly namespace: string } {
    return { name: this.request.metadata.name.toLowerCase(), namespace: this.#options.stage.namespace };
  }

  async #submittedAndEnded(): Promise<boolean> {
    await this.#options.stage.client('pods', '').page({ namespace: this.#options.stage.namespace });
    const before = await this.#get();
    if (!(await this.#submit(before))) return false;
    return (await this.#statusAppears()) && (await this.#consumed(before)) && (await this.#ends());
  }

  async #get(): Promise<KubeObject | undefined> {
    try {
      return (await this.#client.get(this.#at)) as unknown as KubeObject;
    } catch (error) {
      if (isApiError(error, 404)) return undefined;
      throw error;
    }
  }

  async #submit(before: KubeObject | undefined): Promise<boolean> {
    const { namespace } = this.#at;
    const body = { ...this.request, metadata: { ...this.request.metadata, namespace } };
    if (!before) {
      await this.#client.create(body);
      return true;
    }
    if (!this.#options.component.updates) {
      this.said.push('there is such a resource, and this component cannot update it');
      return false;
    }
    await this.#client.patch(this.#at, { type: 'merge', body });
    return true;
  }

  async #statusAppears(): Promise<boolean> {
    const deadline = performance.now() + (this.#options.statusPatienceMs ?? STATUS_PATIENCE_MS);
    for (;;) {
      if ((await this.#get())?.status !== undefined) return true;
      if (performance.now() > deadline) break;
      await this.#pause();
    }
    this.said.push('no status: the controller may not have been configured properly');
    return false;
  }

  /** The resource exists, and an update of it shows in a status that is not the one of before. */
  async #consumed(before: KubeObject | undefined): Promise<boolean> {
    for (;;) {
      const status = await this.#status();
      const trouble = this.#trouble(status);
      if (trouble === 'fatal') return false;
      const arn = (status['ackResourceMetadata'] as Status | undefined)?.['arn'];
      if (trouble === 'none' && arn !== undefined && !(before && isDeepStrictEqual(status, before.status))) return true;
      await this.#pause();
    }
  }

  async #ends(): Promise<boolean> {
    for (;;) {
      const trouble = this.#trouble(await this.#status());
      if (trouble === 'fatal') return false;
      if (trouble === 'none') {
        const progress = this.#options.component.judge(await this.#status());
        if (progress === 'done') return true;
        if (progress !== 'running') {
          this.said.push(progress.failed);
          return false;
        }
      }
      await this.#pause();
    }
  }

  /** In the order of the array, and deaf to every condition but two. */
  #trouble(status: Status): 'none' | 'passing' | 'fatal' {
    for (const condition of conditionsOf(status)) {
      if (condition['status'] !== 'True') continue;
      const message = String(must(condition, 'message'));
      if (condition['type'] === 'ACK.Terminal') {
        this.said.push(message);
        return 'fatal';
      }
      if (condition['type'] !== 'ACK.Recoverable' || BUSY.test(message)) continue;
      this.said.push(message);
      if (HOPELESS.some((word) => message.includes(word))) return 'fatal';
      this.said.push('Waiting for error to be resolved');
      return 'passing';
    }
    return 'none';
  }

  async #status(): Promise<Status> {
    return must((await this.#get()) as unknown as Status | undefined, 'status') as Status;
  }

  async #outputs(): Promise<Fields> {
    const status = await this.#status();
    return Object.fromEntries(
      this.#options.component.outputs.flatMap((field) => (field in status ? [[field, status[field]]] : [])),
    ) as Fields;
  }

  async #pause(): Promise<void> {
    if (performance.now() > this.#deadline)
      throw new Error(`the component would wait for ever; it said: ${this.said.join(' | ')}`);
    await sleep(POLL_MS, undefined, this.#options.sigterm ? { signal: this.#options.sigterm } : {});
  }
}
