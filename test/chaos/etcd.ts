/** The etcd behind an apiserver, by its JSON gateway: for what no apiserver would ever write. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Plane } from '../support/kubectl.ts';

export class Etcd {
  readonly #url: string;

  private constructor(url: string) {
    this.#url = url;
  }

  /** Its address is told by its process. Undefined where that is out of reach: inside a container. */
  static async behind({ kubeconfig }: Pick<Plane, 'kubeconfig'>): Promise<Etcd | undefined> {
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-A', '-o', 'args='], { maxBuffer: 2 ** 24 });
    const data = `--data-dir=${join(dirname(kubeconfig), 'etcd')} `;
    const args = stdout.split('\n').find((line) => line.includes(data));
    const [, url] = /--listen-client-urls=(\S+)/.exec(args ?? '') ?? [];
    return url === undefined ? undefined : new Etcd(url);
  }

  /** `key`: as the apiserver stores an object, `<group>/<plural>/<namespace>/<name>`. */
  async put(key: string, value: string): Promise<void> {
    await this.#call('put', { key: base64(`/registry/${key}`), value: base64(value) });
  }

  async get(key: string): Promise<string | undefined> {
    const { kvs = [] } = (await this.#call('range', { key: base64(`/registry/${key}`) })) as {
      readonly kvs?: readonly { readonly value: string }[];
    };
    return kvs[0] && Buffer.from(kvs[0].value, 'base64').toString();
  }

  async delete(key: string): Promise<void> {
    await this.#call('deleterange', { key: base64(`/registry/${key}`) });
  }

  async #call(method: string, body: object): Promise<unknown> {
    const answer = await fetch(`${this.#url}/v3/kv/${method}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`etcd answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
