/** The simulated SageMaker as a Deployment, reached by the way that the API server offers to every Service. */
import type { Cluster } from './cluster.ts';

const NAMESPACE = 'sagemaker-simulator';
const NAME = 'simulator';
const PORT = 4566;
/** That of the examples' roles and buckets. */
const ACCOUNT = '111122223333';

interface LedgerEntry {
  readonly operation: string;
  readonly requestName?: string;
}

export class SimulatorService {
  readonly #cluster: Cluster;
  /** An address, because no DNS need be there. */
  readonly url: string;

  private constructor(cluster: Cluster, url: string) {
    this.#cluster = cluster;
    this.url = url;
  }

  static async deploy(cluster: Cluster): Promise<SimulatorService> {
    await cluster.apply([restricted(NAMESPACE)], NAMESPACE);
    await cluster.apply([deployment(cluster.images.simulator), service], NAMESPACE);
    await cluster.run('rollout', 'status', `deployment/${NAME}`, '--namespace', NAMESPACE, '--timeout=180s');
    const address = await cluster.run('get', 'service', NAME, '--namespace', NAMESPACE, '--output', 'jsonpath={.spec.clusterIP}');
    return new SimulatorService(cluster, `http://${address}:${PORT}`);
  }

  /** How often each thing was asked to be made, as `CreateModel churn`: refused or not, for a second try is one too many. */
  async creations(): Promise<ReadonlyMap<string, number>> {
    const path = `/api/v1/namespaces/${NAMESPACE}/services/${NAME}:${PORT}/proxy/_simulator/ledger`;
    const { entries } = JSON.parse(await this.#cluster.run('get', '--raw', path)) as { entries: readonly LedgerEntry[] };
    const counts = new Map<string, number>();
    for (const { operation, requestName } of entries.filter((entry) => entry.operation.startsWith('Create'))) {
      const key = `${operation} ${requestName}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  }
}

export function restricted(name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  };
}

const labels = { 'app.kubernetes.io/name': NAME };

const deployment = (image: string): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: NAME, labels },
  spec: {
    // It keeps everything in memory: a second one would know of nothing.
    replicas: 1,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: NAME,
            image,
            imagePullPolicy: 'IfNotPresent',
            args: ['--account', ACCOUNT],
            ports: [{ containerPort: PORT }],
            readinessProbe: { httpGet: { path: '/_simulator/health', port: PORT }, periodSeconds: 1 },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      },
    },
  },
});

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: NAME, labels },
  spec: { selector: labels, ports: [{ port: PORT, targetPort: PORT }] },
};
