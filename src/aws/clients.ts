/**
 * The SDK's clients: one for each service, place and identity, all on one pool of connections. They are made at first use and let
 * go when idle, since a namespace may choose its place and its role, and there may be many. With a client go the credentials of its role.
 */
import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { GreengrassV2Client } from '@aws-sdk/client-greengrassv2';
import { SageMakerClient, type SageMakerClientConfig } from '@aws-sdk/client-sagemaker';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AgentOptions } from 'node:http';
import { Fault } from '../engine/fault.ts';
import type { Clock, Scope } from '../engine/ports.ts';
import { assumedRole, remembered, type Credentials, type CredentialSource } from './credentials.ts';
import { endpointOf, type Endpoints } from './endpoints.ts';
import { type Gate, fenced, fencedPool, type Pool } from './fence.ts';
import type { ServiceName } from './operations.ts';
import { Recent } from './recent.ts';

export interface ClientOptions extends Endpoints {
  readonly clock: Clock;
  /** Region of the operator's own identity: where roles are assumed and where it asks who it is. */
  readonly region: string;
  /** STS's address; AWS's own when absent. */
  readonly identityEndpointUrl?: string;
  /** The operator's own identity; the SDK's chain when absent (IRSA, Pod Identity, environment, shared files, instance). */
  readonly credentials?: CredentialSource;
  /** Added to the User-Agent: name and version. */
  readonly userAgent?: readonly [name: string, version: string];
  /** Added to the User-Agent too: which replica calls, for readers of CloudTrail. */
  readonly instance?: string;
  /** Asked when a call is signed, and again when it has its connection: `false` for a replica that does not lead (any more). */
  readonly mayAct?: Gate;
  /** How CloudTrail names the sessions of assumed roles. */
  readonly sessionName?: string;
  /** Where calls leave the network: HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
  readonly proxy?: AgentOptions['proxyEnv'];
  /** Clients of services that are loaded when they are first wanted, by the service's name. */
  readonly further?: Readonly<Record<string, ClientClass>>;
  /** Connections to one address at once. A call beyond that waits for one to be free. */
  readonly maxSockets?: number;
}

export interface CallerIdentity {
  readonly accountId: string;
  readonly arn: string;
}

/** One service in one scope. */
export interface Place {
  readonly scope: Scope;
  /** One that the operator is built with, or one of `further`. */
  readonly service: string;
}

export interface Clients {
  /** Sends an SDK command, once: retries are the caller's. Rejects with what the SDK throws, or with a `Fault` for credentials. */
  send(place: Place, command: object, signal: AbortSignal): Promise<unknown>;
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
  const { mayAct = () => true } = options;
  const pool = createPool(options, mayAct);
  const chain = fromNodeProviderChain({ clientConfig: { region: options.region, requestHandler: handlerOn(pool) } });
  const own = remembered(options.credentials ?? (() => chain()), options);
  const sts = fenced(
    new STSClient({ ...common(options, pool, own), region: options.region, ...endpoint(options.identityEndpointUrl) }),
    mayAct,
  );
  // Dropped, never destroyed: their calls in flight end on the shared pool, which closes its idle connections by itself.
  const known = new Recent<Client>({ clock: options.clock, max: MAX_CLIENTS, idleMs: IDLE_CLIENT_MS });

  const classes: Readonly<Record<string, ClientClass>> = { ...CLIENTS, ...options.further };
  const createClient = ({ service, scope }: Place): Client => {
    const { region, roleArn } = scope;
    const sessionName = options.sessionName ?? 'sagemaker-operator';
    const { clock } = options;
    const credentials = roleArn === undefined ? own : remembered(assumedRole(sts, { roleArn, sessionName }), { clock, roleArn });
    const at = endpoint(endpointOf(options, scope, service));
    const ClientOf = classes[service];
    if (!ClientOf) throw new Fault('bug', 'UnknownService', `this program was built without a client of ${service}`);
    return fenced(new ClientOf({ ...common(options, pool, credentials), region, ...at }) as Client, mayAct);
  };
  const clientOf = (place: Place): Client => known.get(`${place.service} ${scopeKey(place.scope)}`, () => createClient(place));

  return {
    send: (place, command, signal) => clientOf(place).send(command, { abortSignal: signal }),
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

/** What every client of the SDK is, whose commands it takes aside. */
interface Client {
  readonly middlewareStack: object;
  send(command: object, options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
}
/** All clients of the SDK take what is common to them by the same names. */
type ClientClass = new (config: ClientConfig) => unknown;
type ClientConfig = Pick<
  SageMakerClientConfig,
  'credentials' | 'maxAttempts' | 'retryMode' | 'requestHandler' | 'customUserAgent' | 'region' | 'endpoint'
>;
const CLIENTS: Readonly<Record<ServiceName, ClientClass>> = {
  sagemaker: SageMakerClient,
  'application-autoscaling': ApplicationAutoScalingClient,
  greengrassv2: GreengrassV2Client,
};
const endpoint = (url: string | undefined): { endpoint?: string } => (url === undefined || url === '' ? {} : { endpoint: url });

function createPool({ maxSockets = MAX_SOCKETS, proxy = {} }: ClientOptions, mayAct: Gate): Pool {
  const sockets = { keepAlive: true, maxSockets, maxFreeSockets: maxSockets, timeout: IDLE_MS, scheduling: 'lifo' } as const;
  return fencedPool({ ...sockets, proxyEnv: proxy }, mayAct);
}

const handlerOn = (pool: Pool) => ({
  ...pool,
  connectionTimeout: CONNECT_TIMEOUT_MS,
  logger: SILENT,
  socketAcquisitionWarningTimeout: 600_000,
});

/** No retries here: a mutation repeated by the SDK would hide from the queue that the first may have happened. */
function common({ userAgent, instance }: ClientOptions, pool: Pool, credentials: () => Promise<Credentials>) {
  return {
    credentials,
    maxAttempts: 1,
    retryMode: 'standard',
    requestHandler: handlerOn(pool),
    customUserAgent: [...(userAgent ? [[...userAgent]] : []), ...(instance === undefined ? [] : [['instance', instance]])] as [
      string,
      string,
    ][],
  };
}
const nothing = (): void => {};
/** The SDK warns on the console, where an operator's log is JSON lines. */
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
