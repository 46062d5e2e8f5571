/**
 * The SDK's clients: one for each place and identity, all on one pool of connections. They are made at first use and let go when idle,
 * since a namespace may choose its place and its role, and there may be many. With a client go the credentials of its role.
 */
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Clock, Scope } from '../engine/ports.ts';
import { assumedRole, remembered, type Credentials, type CredentialSource } from './credentials.ts';
import { Recent } from './recent.ts';

export interface ClientOptions {
  readonly clock: Clock;
  /** Region of the operator's own identity: where roles are assumed and where it asks who it is. */
  readonly region: string;
  /** SageMaker's address where the scope names none: AWS's own when absent. */
  readonly endpointUrl?: string;
  /** STS's address; AWS's own when absent. */
  readonly identityEndpointUrl?: string;
  /** The operator's own identity; the SDK's chain when absent (IRSA, Pod Identity, environment, shared files, instance). */
  readonly credentials?: CredentialSource;
  /** Added to the User-Agent: name and version. */
  readonly userAgent?: readonly [name: string, version: string];
  /** How CloudTrail names the sessions of assumed roles. */
  readonly sessionName?: string;
  /** Connections to one address at once. A call beyond that waits for one to be free. */
  readonly maxSockets?: number;
}

export interface CallerIdentity {
  readonly accountId: string;
  readonly arn: string;
}

export interface Clients {
  /** Sends an SDK command, once: retries are the caller's. Rejects with what the SDK throws, or with a `Fault` for credentials. */
  send(scope: Scope, command: object, signal: AbortSignal): Promise<unknown>;
  /** Who the operator is: one call to STS. Also proves that there are credentials at all. */
  identity(signal: AbortSignal): Promise<CallerIdentity>;
  /** Closes all connections. Nothing can be sent any more. */
  destroy(): void;
}

const MAX_CLIENTS = 64;
/** Longer than the time between two looks at a settled service, or each look would assume its role anew. */
const IDLE_CLIENT_MS = 1_800_000;
const MAX_SOCKETS = 64;
const CONNECT_TIMEOUT_MS = 10_000;
/** An idle connection is closed before AWS closes it: a mutation on a dead one would count as a lost reply. */
const IDLE_MS = 15_000;

export const scopeKey = ({ region, endpointUrl, roleArn }: Scope): string =>
  JSON.stringify([region, endpointUrl ?? '', roleArn ?? '']);

export function createClients(options: ClientOptions): Clients {
  const pool = createPool(options.maxSockets ?? MAX_SOCKETS);
  const chain = fromNodeProviderChain({ clientConfig: { region: options.region } });
  const own = remembered(options.credentials ?? (() => chain()), options);
  const sts = new STSClient({ ...common(options, pool, own), region: options.region, ...endpoint(options.identityEndpointUrl) });
  // Dropped, never destroyed: their calls in flight end on the shared pool, which closes its idle connections by itself.
  const known = new Recent<SageMakerClient>({ clock: options.clock, max: MAX_CLIENTS, idleMs: IDLE_CLIENT_MS });

  const createClient = ({ region, endpointUrl, roleArn }: Scope): SageMakerClient => {
    const sessionName = options.sessionName ?? 'sagemaker-operator';
    const { clock } = options;
    const credentials = roleArn === undefined ? own : remembered(assumedRole(sts, { roleArn, sessionName }), { clock, roleArn });
    return new SageMakerClient({
      ...common(options, pool, credentials),
      region,
      ...endpoint(endpointUrl ?? options.endpointUrl),
    });
  };

  return {
    send: (scope, command, signal) =>
      known.get(scopeKey(scope), () => createClient(scope)).send(command as Sendable, { abortSignal: signal }),
    identity: async (signal) => {
      const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
      return { accountId: Account ?? '', arn: Arn ?? '' };
    },
    destroy: () => {
      known.clear();
      pool.httpAgent.destroy();
      pool.httpsAgent.destroy();
    },
  };
}

type Sendable = Parameters<SageMakerClient['send']>[0];
const endpoint = (url: string | undefined): { endpoint?: string } => (url === undefined || url === '' ? {} : { endpoint: url });

interface Pool {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

function createPool(maxSockets: number): Pool {
  const options = { keepAlive: true, maxSockets, maxFreeSockets: maxSockets, timeout: IDLE_MS, scheduling: 'lifo' } as const;
  return { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) };
}

/** No retries here: a mutation repeated by the SDK would hide from the queue that the first may have happened. */
function common({ userAgent }: ClientOptions, pool: Pool, credentials: () => Promise<Credentials>) {
  return {
    credentials,
    maxAttempts: 1,
    retryMode: 'standard',
    requestHandler: { ...pool, connectionTimeout: CONNECT_TIMEOUT_MS, logger: SILENT, socketAcquisitionWarningTimeout: 600_000 },
    ...(userAgent ? { customUserAgent: [[...userAgent] as [string, string]] } : {}),
  };
}
const nothing = (): void => {};
/** The SDK warns on the console, where an operator's log is JSON lines. */
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
