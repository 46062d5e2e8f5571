/** Asks the API server what it says to a manifest, without storing it: as `kubectl create --dry-run=server` does, at a hundredth of the work. */
import { Agent } from 'undici';
import { inject } from 'vitest';
import { kinds } from '../../src/kinds/index.ts';
import { fromKubeconfig } from '../../src/kube/login.ts';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly [field: string]: unknown };
  readonly spec: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  /** The text of its Warning headers. */
  readonly warnings: string;
  readonly body: string;
}

export class Admission implements AsyncDisposable {
  readonly #connection: Awaited<ReturnType<typeof fromKubeconfig>>;
  readonly #agent: Agent;

  private constructor(connection: Awaited<ReturnType<typeof fromKubeconfig>>) {
    this.#connection = connection;
    this.#agent = new Agent({ connect: connection.tls });
  }

  static async open(): Promise<Admission> {
    return new Admission(await fromKubeconfig({ path: inject('controlPlane').kubeconfig }));
  }

  async ask(manifest: Manifest): Promise<Answer> {
    return this.#send('POST', pathOf(manifest), { type: 'application/json', body: manifest });
  }

  /** What it says to a change of an object that is there. */
  async askToPatch(manifest: Manifest, patch: readonly object[]): Promise<Answer> {
    const path = `${pathOf(manifest)}/${manifest.metadata.name}`;
    return this.#send('PATCH', path, { type: 'application/json-patch+json', body: patch });
  }

  async #send(method: 'POST' | 'PATCH', path: string, { type, body: sent }: { type: string; body: unknown }): Promise<Answer> {
    const { statusCode, headers, body } = await this.#agent.request({
      origin: this.#connection.server,
      path: `${path}?dryRun=All&fieldValidation=Strict`,
      method,
      headers: { ...(await this.#connection.headers()), 'content-type': type },
      body: JSON.stringify(sent),
    });
    return { status: statusCode, warnings: [headers['warning'] ?? []].flat().join('\n'), body: await body.text() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.close();
  }
}

function pathOf({ apiVersion, kind, metadata }: Manifest): string {
  const plural = kinds.find((each) => each.kind === kind)?.plural ?? `${kind.toLowerCase()}s`;
  return `/apis/${apiVersion}/namespaces/${metadata.namespace}/${plural}`;
}
