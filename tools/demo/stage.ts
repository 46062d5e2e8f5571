import { fileURLToPath } from 'node:url';
import { type Cluster, openCluster, type Setting } from './cluster.ts';
import { askConsent } from './consent.ts';
import { Operator } from './operator.ts';
import { step } from './step.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CRDS = `${ROOT}crds/`;
export const OPERATOR_LOG = `${ROOT}.demo/operator.log`;
/** Deleting waits for AWS to stop jobs and to take endpoints down. */
const DELETION_SECONDS = 600;

/** What SageMaker was asked, where the demo can know it. */
export interface Ledger {
  counts(): Readonly<Record<string, { readonly calls: number }>>;
}

export interface Stage {
  readonly cluster: Cluster;
  readonly operator: Operator;
  readonly ledger: Ledger | undefined;
}

/** Puts everything up that the examples need, in the order in which it must be taken down again backwards. */
export async function setStage(setting: Setting): Promise<Stage> {
  const cluster = await openCluster(setting);
  await requireFree(setting, cluster);
  await askConsent(setting, cluster);
  const aws = await openAws(setting);
  await applyCrds(setting, cluster);
  await makeNamespace(setting, cluster);
  return { cluster, operator: await startOperator(setting, cluster, aws.endpoint), ledger: aws.ledger };
}

/** Two controllers on the same objects would undo each other's work, and CRDs that are there belong to somebody. */
async function requireFree({ options, signal }: Setting, { kubectl, server }: Cluster): Promise<void> {
  if (options.cluster.kind === 'own') return;
  const crds = await kubectl.crds(signal);
  if (crds.length === 0) return;
  throw new Error(
    `The cluster at ${server} has CRDs of sagemaker.services.k8s.aws already (${crds.length}), so a controller may serve them. Use a cluster without them, such as the demo's own.`,
  );
}

async function openAws({
  options,
  screen,
  stack,
}: Setting): Promise<{ endpoint: string | undefined; ledger: Ledger | undefined }> {
  const { aws } = options;
  if (aws.kind !== 'simulated') return { endpoint: aws.url, ledger: undefined };
  const simulator = await step(screen, {
    doing: 'Starting the simulated SageMaker',
    work: async () => {
      const { startSimulator } = await import('../../src/simulator/simulator.ts');
      return await startSimulator({ accountId: '111122223333' });
    },
    done: ({ url }) => `Simulated SageMaker at ${url}, where a minute takes a second`,
  });
  stack.defer(() => simulator.stop());
  return { endpoint: simulator.url, ledger: simulator.ledger };
}

async function applyCrds({ options, screen, stack, signal }: Setting, { kubectl }: Cluster): Promise<void> {
  if (options.cluster.kind === 'yours')
    stack.defer(async () => void (await kubectl.run(['delete', '--ignore-not-found', '-f', CRDS])));
  await step(screen, {
    doing: 'Applying the CRDs',
    work: async () => {
      const applied = await kubectl.run(['apply', '--server-side', '-f', CRDS], signal);
      await kubectl.run(['wait', '--for=condition=Established', '--timeout=30s', '-f', CRDS], signal);
      return applied.trim().split('\n').length;
    },
    done: (count) => `${count} CRDs applied`,
  });
}

async function makeNamespace({ options, stack, signal }: Setting, { kubectl }: Cluster): Promise<void> {
  if (options.cluster.kind === 'own') return;
  await kubectl.run(['create', 'namespace', options.namespace], signal);
  stack.defer(async () => void (await kubectl.run(['delete', '--ignore-not-found', 'namespace', options.namespace])));
}

async function startOperator(
  { options, screen, stack, signal, guardian }: Setting,
  cluster: Cluster,
  endpoint: string | undefined,
): Promise<Operator> {
  const { aws, region, namespace } = options;
  return await step(screen, {
    doing: 'Starting the operator',
    work: async () => {
      const operator = await Operator.start({
        kubeconfig: cluster.kubeconfig,
        namespace,
        region,
        aws,
        endpoint,
        log: OPERATOR_LOG,
        guardian,
      });
      stack.defer(() => operator.stop());
      await operator.untilReady(signal);
      return operator;
    },
    done: () => 'Operator is ready; its log is .demo/operator.log',
  });
}

/** Applies what the demo is about. In a cluster of yours it is deleted again while the operator still runs, or AWS would keep it. */
export async function applyManifests({ options, stack, signal, screen }: Setting, { cluster }: Stage): Promise<void> {
  const target = ['--namespace', options.namespace, '-f', options.areExamples ? `${ROOT}examples/` : options.manifests];
  if (options.cluster.kind === 'yours' || options.aws.kind === 'real') {
    stack.defer(async () => {
      screen.say('Deleting what was applied, and waiting until it is gone from SageMaker');
      await cluster.kubectl.run(['delete', '--ignore-not-found', `--timeout=${DELETION_SECONDS}s`, ...target]);
    });
  }
  await cluster.kubectl.run(['apply', ...target], signal);
}
