/** The charts, installed as docs/install.md says. */
import { join } from 'node:path';
import { type Cluster, ROOT } from './cluster.ts';
import { restricted } from './simulator.ts';

const RELEASE = 'sagemaker-operator';
const NAMESPACE = 'sagemaker-operator';
const DEFINITIONS = 'sagemaker-operator-crds';
const SECRET = 'aws-credentials';
const chart = (name: string): string => join(ROOT, 'charts', name);

export class Release {
  readonly #cluster: Cluster;
  readonly #url: string;

  constructor(cluster: Cluster, url: string) {
    this.#cluster = cluster;
    this.#url = url;
  }

  async installDefinitions(): Promise<void> {
    await this.#cluster.helm('install', DEFINITIONS, chart(DEFINITIONS), '--namespace', 'default', '--wait', '--timeout=180s');
    // So many new definitions keep the API server busy for a while, and meanwhile it does not tell kubectl how to check a manifest.
    await this.#cluster.until('the API server to describe them', () => this.#isDescribed());
  }

  async #isDescribed(): Promise<boolean> {
    return await this.#cluster.run('get', '--raw', '/openapi/v2').then(
      () => true,
      () => false,
    );
  }

  async install(): Promise<void> {
    await this.#cluster.apply([restricted(NAMESPACE)], NAMESPACE);
    await this.#cluster.apply([credentials], NAMESPACE);
    await this.#helm('install');
  }

  async upgrade(...values: readonly string[]): Promise<void> {
    await this.#helm('upgrade', ...values);
  }

  async uninstall(): Promise<void> {
    await this.#cluster.helm('uninstall', RELEASE, '--namespace', NAMESPACE, '--wait', '--timeout=120s');
    await this.#cluster.helm('uninstall', DEFINITIONS, '--namespace', 'default', '--wait', '--timeout=120s');
  }

  /** Names of the pods that are Ready and not on their way out. */
  async readyPods(): Promise<readonly string[]> {
    return (await this.pods()).filter(isReady).map(({ metadata }) => metadata.name);
  }

  async pods(): Promise<readonly Pod[]> {
    const list = await this.#kubectl('get', 'pods', '--selector', `app.kubernetes.io/instance=${RELEASE}`, '--output', 'json');
    return (JSON.parse(list) as { readonly items: readonly Pod[] }).items;
  }

  /** The pod that acts, or undefined while none does: its name is the beginning of what the Lease says. */
  async leader(): Promise<string | undefined> {
    const holder = await this.#kubectl('get', 'leases', '--output', 'jsonpath={.items[*].spec.holderIdentity}');
    return (await this.pods()).map(({ metadata }) => metadata.name).find((name) => holder.startsWith(name));
  }

  /** Returns when it has been asked to end. */
  async deletePod(name: string): Promise<void> {
    await this.#kubectl('delete', 'pod', name, '--wait=false');
  }

  /** For who has to find out why something failed. */
  async story(): Promise<string> {
    const parts = [
      ['get', 'pods', '--output', 'wide'],
      ['get', 'events', '--sort-by', '.lastTimestamp'],
      ['logs', '--selector', `app.kubernetes.io/instance=${RELEASE}`, '--prefix', '--tail=15'],
    ];
    const told = await Promise.all(parts.map((args) => this.#kubectl(...args).catch(String)));
    return told.join('\n');
  }

  async #kubectl(...args: readonly string[]): Promise<string> {
    return await this.#cluster.run('--namespace', NAMESPACE, ...args);
  }

  async #helm(command: 'install' | 'upgrade', ...further: readonly string[]): Promise<void> {
    const [repository = '', tag = ''] = this.#cluster.images.operator.split(/:(?=[^/:]+$)/);
    const values = [
      `image.repository=${repository}`,
      `image.tag=${tag}`,
      'deployment.replicas=2',
      'aws.region=us-east-1',
      `aws.endpoint_url=${this.#url}`,
      `aws.identity_endpoint_url=${this.#url}`,
      'aws.allow_unsafe_aws_endpoint_urls=true',
      `aws.credentials.secretName=${SECRET}`,
      ...further,
    ];
    const flags = values.flatMap((value) => ['--set', value]);
    await this.#cluster.helm(command, RELEASE, chart(RELEASE), '--namespace', NAMESPACE, '--wait', '--timeout=180s', ...flags);
  }
}

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const isReady = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined &&
  (status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');

/** Any will do for the simulator. */
const credentials = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: SECRET },
  stringData: { credentials: '[default]\naws_access_key_id = test\naws_secret_access_key = test\n' },
};
