/**
 * Asking the operator, through the apiserver's service proxy: whoever reaches the cluster reaches it, and needs no credentials of AWS. The
 * operator is shown the token of the kubeconfig, for the apiserver does not pass on who asks.
 */
import { type ApiError, isApiError } from '../kube/api-error.ts';
import type { ApiObject } from '../kube/rest.ts';
import type { Environment } from './command.ts';
import { CliError } from './errors.ts';
import type { Session } from './session.ts';
import type { Named } from './targets.ts';

export interface Operator {
  /** The Service by which it is reached: NAMESPACE/NAME. */
  readonly address: string;
  readonly namespace: string;
  /** What the operator answers, as JSON. Throws a CliError. */
  ask(what: Ask, signal: AbortSignal): Promise<unknown>;
}

export type Ask = {
  readonly method?: 'GET' | 'POST';
  /** Below /v1/. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
};

const TOKEN_HEADER = 'x-kubernetes-token';
/** The chart's name for it, where it is installed as docs/install.md says. */
const DEFAULT = { namespace: 'sagemaker-operator', name: 'sagemaker-operator-questions' };
const LABEL = 'app.kubernetes.io/component=questions';
const TIMEOUT_MS = 60_000;

export const pathOf = ({ kind, name }: Named, namespace: string, what: string): string =>
  `namespaces/${encodeURIComponent(namespace)}/${kind.plural}/${encodeURIComponent(name)}/${what}`;

export async function findOperator(session: Session, env: Environment, signal: AbortSignal): Promise<Operator> {
  const token = env['KUBECTL_SAGEMAKER_TOKEN'] ?? (await session.token());
  if (token === undefined || token === '')
    throw new CliError(
      'login',
      'the login of this kubeconfig is a certificate, which cannot be shown to the operator: set KUBECTL_SAGEMAKER_TOKEN to the output of kubectl create token SERVICEACCOUNT, or use --direct with AWS credentials of your own',
    );
  const service = await serviceOf(session, env, signal);
  return {
    address: `${service.namespace}/${service.name}`,
    namespace: service.namespace,
    ask: (what, signal) => ask(session, { service, token }, what, signal),
  };
}

interface Address {
  readonly namespace: string;
  readonly name: string;
}

/** Named in the environment, or found by its label where the person may look for it, or where the chart puts it. */
async function serviceOf(session: Session, env: Environment, signal: AbortSignal): Promise<Address> {
  const [, namespace, name] = /^([^/]+)\/([^/]+)$/.exec(env['KUBECTL_SAGEMAKER_OPERATOR'] ?? '') ?? [];
  if (namespace !== undefined && name !== undefined) return { namespace, name };
  try {
    const services = session.resource<ApiObject>({ group: '', version: 'v1', plural: 'services' });
    const { items } = await services.page({ labelSelector: LABEL }, undefined, { signal });
    const [found] = items;
    return found ? { namespace: found.metadata.namespace ?? '', name: found.metadata.name } : DEFAULT;
  } catch (error) {
    if (isApiError(error, 403)) return DEFAULT;
    throw error;
  }
}

interface Line {
  readonly service: Address;
  readonly token: string;
}

async function ask({ transport }: Session, { service, token }: Line, what: Ask, signal: AbortSignal): Promise<unknown> {
  const { namespace, name } = service;
  const { method = 'GET', path, query = {} } = what;
  try {
    return await transport.call({
      method,
      path: `/api/v1/namespaces/${namespace}/services/https:${name}:questions/proxy/v1/${path}`,
      query,
      headers: { [TOKEN_HEADER]: token },
      resource: 'services',
      subresource: 'proxy',
      timeoutMs: TIMEOUT_MS,
      signal,
    });
  } catch (error) {
    throw isApiError(error) ? refusalOf(error, service) : error;
  }
}

/** Who refuses: Kubernetes, the way there, the operator, or AWS. Each is helped otherwise. */
function refusalOf(error: ApiError, { namespace, name }: Address): unknown {
  const { status, reason, message } = error;
  const say = (failure: ConstructorParameters<typeof CliError>[0], text: string): CliError =>
    new CliError(failure, text, { cause: error });
  if (status === 404 && reason === 'NotFound' && message.includes(`"${name}"`))
    return say(
      'remote',
      `there is no service ${namespace}/${name}, by which the operator answers: install the chart with questions.enabled, name the service in KUBECTL_SAGEMAKER_OPERATOR as NAMESPACE/NAME, or use --direct`,
    );
  if (status === 503 || status === 502 || status === 504)
    return say(
      'remote',
      `the operator does not answer at ${namespace}/${name} (${message}): is it running? --direct goes without it`,
    );
  if (status === 404 || status === 410) return say('absent', message);
  if (status === 422 || status === 409) return say('no', message);
  if (status === 429) return say('remote', `AWS slows the operator down: ${message}`);
  return error;
}
