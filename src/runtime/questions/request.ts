/** What people may ask the operator, and how it refuses: in the words of the apiserver, whose clients they use. Pure. */
import type { KindDescriptor } from '../../kinds/types.ts';
import type { Wish } from '../../kube/access.ts';
import type { Page } from '../http.ts';

export type Ask = 'logs' | 'metrics' | 'describe' | 'stop';

export type Question =
  | {
      readonly ask: Ask;
      readonly kind: KindDescriptor;
      readonly namespace: string;
      readonly name: string;
      readonly query: URLSearchParams;
    }
  /** How the operator itself is. */
  | { readonly ask: 'operator' };

const PATH = /^\/v1\/namespaces\/([^/]+)\/([^/]+)\/([^/]+)\/(logs|metrics|describe|stop)$/;
const METHODS: Readonly<Record<Ask, string>> = { logs: 'GET', metrics: 'GET', describe: 'GET', stop: 'POST' };

/** Undefined: there is nothing of this kind to be asked. */
export function questionIn(method: string, target: string, kinds: readonly KindDescriptor[]): Question | undefined {
  const { pathname, searchParams: query } = new URL(target, 'http://operator');
  if (pathname === '/v1/metrics' && method === 'GET') return { ask: 'operator' };
  const [, namespace, plural, name, word] = PATH.exec(pathname) ?? [];
  const kind = kinds.find((candidate) => candidate.plural === plural);
  if (namespace === undefined || name === undefined || word === undefined || !kind) return undefined;
  const ask = word as Ask;
  if (METHODS[ask] !== method) return undefined;
  return { ask, kind, namespace: decodeURIComponent(namespace), name: decodeURIComponent(name), query };
}

/** The right that it takes, as a rule of RBAC has it: `get` of `trainingjobs/logs`. */
export function wishOf(question: Question): Wish {
  if (question.ask === 'operator') return { verb: 'get', path: '/metrics' };
  const { ask, kind, namespace, name } = question;
  const verb = ask === 'stop' ? 'update' : 'get';
  return { verb, group: kind.service.group, resource: kind.plural, subresource: ask, namespace, name };
}

export function refusal(code: number, reason: string, message: string): Page {
  const status = { apiVersion: 'v1', kind: 'Status', status: 'Failure', code, reason, message };
  return { status: code, body: JSON.stringify(status), type: 'application/json' };
}

export const answer = (body: unknown): Page => ({ status: 200, body: JSON.stringify(body), type: 'application/json' });

export function forbidden(username: string, wish: Wish): Page {
  if ('path' in wish) return refusal(403, 'Forbidden', `User "${username}" cannot ${wish.verb} path "${wish.path}"`);
  const { verb, group, resource, subresource, namespace, name } = wish;
  return refusal(
    403,
    'Forbidden',
    `${resource}.${group} "${name}" is forbidden: User "${username}" cannot ${verb} resource "${resource}/${subresource}" in API group "${group}" in the namespace "${namespace}"`,
  );
}
