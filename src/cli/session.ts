/** The cluster as one person sees it: their kubeconfig, their namespace, their rights. */
import type { KindDescriptor, KubeObject } from '../kinds/types.ts';
import type { Connection } from '../kube/connection.ts';
import { fromKubeconfig, inCluster } from '../kube/login.ts';
import { multiplexed } from '../kube/multiplexed.ts';
import { type ApiObject, ResourceClient, type ResourceType } from '../kube/rest.ts';
import { monotonicClock, systemClock } from '../kube/timing.ts';
import { Transport } from '../kube/transport.ts';
import type { Environment } from './command.ts';
import { CliError } from './errors.ts';

export interface SessionOptions {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly namespace: string | undefined;
  readonly env: Environment;
  readonly version: string;
}

export interface Session {
  /** The one asked for, or the context's. */
  readonly namespace: string;
  readonly server: string;
  readonly transport: Transport;
  objects(kind: KindDescriptor): ResourceClient<KubeObject & ApiObject>;
  resource<T extends ApiObject>(type: ResourceType): ResourceClient<T>;
  /** What proves this person to others; undefined where that is a certificate, whose key never leaves this machine. */
  token(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** A person waits for the answer: a cluster that is not there must be told of soon, and is not worth many attempts. */
const ATTEMPTS = 2;
/** A handshake is milliseconds of both sides' processor, and a question is rarely more than one per kind. */
const CONNECTIONS = 12;
const MANAGER = 'kubectl-sagemaker';

export async function openSession(options: SessionOptions): Promise<Session> {
  const found = await connect(options);
  // A plugin is asked before each call, and its login may expire while a log is followed.
  const connection = { ...found, headers: (renew?: boolean) => found.headers(renew).catch(loginFailure) };
  const transport = new Transport({
    connection,
    clock: systemClock,
    userAgent: `kubectl-sagemaker/${options.version}`,
    attempts: ATTEMPTS,
    wire: multiplexed({ connection, connections: CONNECTIONS }),
  });
  const resource = <T extends ApiObject>(type: ResourceType): ResourceClient<T> => new ResourceClient(transport, type, MANAGER);
  return {
    namespace: options.namespace ?? connection.namespace ?? 'default',
    server: connection.server,
    transport,
    objects: ({ service, plural }) => resource({ group: service.group, version: service.version, plural }),
    resource,
    token: async () => /^Bearer (.+)$/.exec((await connection.headers())['authorization'] ?? '')?.[1],
    close: () => transport.close(),
  };
}

/** kubectl's order: the flag, $KUBECONFIG, ~/.kube/config; inside a pod without any of them, the pod's own account. */
async function connect({ kubeconfig, context, env }: SessionOptions): Promise<Connection> {
  const path = kubeconfig ?? (env['KUBECONFIG'] === '' ? undefined : env['KUBECONFIG']);
  const host = env['KUBERNETES_SERVICE_HOST'];
  try {
    if (path === undefined && host !== undefined)
      return await inCluster({ host, port: env['KUBERNETES_SERVICE_PORT'] ?? '443', now: () => monotonicClock.now() });
    return await fromKubeconfig({ ...(path === undefined ? {} : { path }), ...(context === undefined ? {} : { context }) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!message.startsWith('the kubeconfig')) return loginFailure(error);
    throw new CliError('unreachable', message, { cause: error });
  }
}

function loginFailure(error: unknown): never {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).trim().split('\n');
  throw new CliError('login', `the login of the kubeconfig failed: ${line}`, { cause: error });
}
