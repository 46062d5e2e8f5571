/** Asks the API server what it says to a manifest, without storing it: as `kubectl create --dry-run=server` does, at a hundredth of the work. */
import { Agent } from 'undici';
import { inject } from 'vitest';
import { sagemaker } from '../../src/kinds/services.ts';
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
    const plural = `${manifest.kind.toLowerCase()}s`;
    const { statusCode, headers, body } = await this.#agent.request({
      origin: this.#connection.server,
      path: `/apis/${sagemaker.group}/${sagemaker.version}/namespaces/${manifest.metadata.namespace}/${plural}?dryRun=All&fieldValidation=Strict`,
      method: 'POST',
      headers: { ...(await this.#connection.headers()), 'content-type': 'application/json' },
      body: JSON.stringify(manifest),
    });
    return { status: statusCode, warnings: [headers['warning'] ?? []].flat().join('\n'), body: await body.text() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.close();
  }
}
