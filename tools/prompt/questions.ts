/** The Service by which the apiserver finds an operator that runs outside of the cluster, as the chart's would one that runs within. */
import { networkInterfaces } from 'node:os';
import type { ApiObject, ResourceClient } from '../../src/kube/rest.ts';
import { freePort } from '../control-plane/ports.ts';

/** A namespace, and how its objects are written. */
export interface Ground {
  readonly namespace: string;
  client(plural: string, group?: string): ResourceClient<ApiObject>;
}

export const QUESTIONS = 'sagemaker-operator-questions';

/** The flag that tells an operator where to answer. */
export async function serveQuestions(stage: Ground): Promise<string> {
  const address = ownAddress();
  const port = await freePort();
  const { namespace } = stage;
  const metadata = { name: QUESTIONS, namespace };
  const ports = [{ name: 'questions', port: 8443 }];
  await stage.client('services', '').create({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports } } as never);
  await podAt(stage, address);
  await stage.client('endpoints', '').create({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata,
    subsets: [
      {
        addresses: [{ ip: address, targetRef: { kind: 'Pod', name: QUESTIONS, namespace } }],
        ports: [{ name: 'questions', port, protocol: 'TCP' }],
      },
    ],
  } as never);
  return `--questions-addr=${address}:${port}`;
}

/** The apiserver proxies to pods alone: to addresses that it finds in the status of one. No kubelet is here to write it. */
async function podAt(stage: Ground, ip: string): Promise<void> {
  const { namespace } = stage;
  const metadata = { name: QUESTIONS, namespace };
  await stage.client('serviceaccounts', '').create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  const spec = {
    serviceAccountName: QUESTIONS,
    automountServiceAccountToken: false,
    containers: [{ name: 'operator', image: 'operator' }],
  };
  const pods = stage.client('pods', '');
  await pods.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec } as never);
  await pods.patchStatus(metadata, { type: 'merge', body: { status: { podIP: ip, podIPs: [{ ip }] } } });
}

/** The apiserver reaches no loopback address by a Service. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const found = all.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (!found) throw new Error('this machine has no address but loopback, and the apiserver proxies to none of those');
  return found.address;
}
