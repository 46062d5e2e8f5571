/**
 * The SDK's clients: one for each place and identity, all on one pool of connections. They are made at first use and the least recently
 * used is let go, since a namespace may choose its place and there may be many.
 */
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Clock, Scope } from '../engine/ports.ts';
import { assumedRole, remembered, type Credentials, type CredentialSource } from './credentials.ts';

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
const MAX_SOCKETS = 64;
const CONNECT_TIMEOUT_MS = 10_000;
/** An idle connection is closed before AWS closes it: a mutation on a dead one would count as a lost reply. */
const IDLE_MS = 15_000;

export const scopeKey = ({ region, endpointUrl, roleArn }: Scope): string =>
  JSON.stringify([region, endpointUrl ?? '', roleArn ?? '']);

export function createClients(options: ClientOptions): Clients {
  const pool = createPool(options.maxSockets ?? MAX_SOCKETS);
  const own = remembered(
    options.credentials ?? fromNodeProviderChain({ clientConfig: { region: options.region } }),
    options.clock,
  );
  const sts = new STSClient({ ...common(options, pool, own), region: options.region, ...endpoint(options.identityEndpointUrl) });
  const known = new Map<string, SageMakerClient>();

  const clientOf = (scope: Scope): SageMakerClient => {
    const key = scopeKey(scope);
    const client = known.get(key) ?? createClient(scope);
    known.delete(key);
    known.set(key, client);
    const [oldest] = known.keys();
    // Dropped, not destroyed: its calls in flight end on the shared pool.
    if (known.size > MAX_CLIENTS && oldest !== undefined) known.delete(oldest);
    return client;
  };
  const createClient = ({ region, endpointUrl, roleArn }: Scope): SageMakerClient => {
    const sessionName = options.sessionName ?? 'sagemaker-operator';
    const credentials = roleArn === undefined ? own : remembered(assumedRole(sts, { roleArn, sessionName }), options.clock);
    return new SageMakerClient({
      ...common(options, pool, credentials),
      region,
      ...endpoint(endpointUrl ?? options.endpointUrl),
    });
  };

  return {
    send: (scope, command, signal) => clientOf(scope).send(command as Sendable, { abortSignal: signal }),
    identity: async (signal) => {
      const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
      return { accountId: Account ?? '', arn: Arn ?? '' };
    },
    destroy: () => {
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
