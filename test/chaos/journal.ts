/** What the operator asked of its two outsides, in order, under names that are the same in every run of a plan. */
import type { IncomingHttpHeaders } from 'node:http';

export interface Passage {
  readonly side: 'aws' | 'kube';
  /** `CreateTrainingJob`; `PATCH trainingjobs/status`, `WATCH trainingjobs`. */
  readonly call: string;
  readonly body: string;
  /** Absent as long as, or because, no answer came. */
  status?: number;
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export function callName(side: Passage['side'], asked: Asked): string {
  return side === 'aws' ? operationOf(asked) : kubeCallOf(asked);
}

/** SageMaker names the operation in a header, STS in its form. */
function operationOf({ headers, url, body }: Asked): string {
  const target = String(headers['x-amz-target'] ?? '').replace(/^SageMaker\./, '');
  return target || (new URLSearchParams(body).get('Action') ?? url);
}

const PATH = /^\/(?:api|apis\/[^/]+)\/[^/]+(?:\/namespaces\/[^/]+)?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+))?(?:\/(?<sub>[^/]+))?$/;

function kubeCallOf({ method, url }: Asked): string {
  const { pathname, searchParams } = new URL(url, 'http://any');
  const { plural = pathname, name, sub } = PATH.exec(pathname)?.groups ?? {};
  const verb = method === 'GET' && searchParams.has('watch') ? 'WATCH' : method === 'GET' && name === undefined ? 'LIST' : method;
  return `${verb} ${plural}${sub === undefined ? '' : `/${sub}`}`;
}

/** Whether a process may be made to die at it: everything that AWS is asked, and what is written to Kubernetes. */
export const isBoundary = ({ side, call }: Passage): boolean => side === 'aws' || !/^(?:GET|LIST|WATCH) /.test(call);

/** How often each call came that is a boundary. */
export function boundariesOf(journal: readonly Passage[]): ReadonlyMap<string, number> {
  const boundaries = journal.filter(isBoundary);
  return new Map([...Map.groupBy(boundaries, ({ call }) => call)].map(([call, all]) => [call, all.length]));
}
