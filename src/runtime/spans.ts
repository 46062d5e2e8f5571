/** What a trace is made of: a pass, from its key's wait in the queue to each call that it made. Attributes are called as OpenTelemetry does. */
import type { CallReport as AwsReport } from '../aws/caller.ts';
import type { Key } from '../engine/ports.ts';
import type { CallReport as KubeReport } from '../kube/transport.ts';

/** A call to the outside, as it ended. */
export interface TracedCall {
  readonly name: string;
  readonly ms: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** What went wrong, in a word. */
  readonly error?: string;
}

export interface Tracing {
  pass<T>(key: Key, waitedMs: number, work: () => Promise<T>): Promise<T>;
  /** Belongs to the pass in whose course it is told; to none, when told by a sweep. */
  called(call: TracedCall): void;
  /** Sends what is left. Bounded, and never throws: whoever ends does not wait for a receiver that is gone. */
  close(): Promise<void>;
}

export const awsSpan = ({ service, operation, ok, code, ms }: AwsReport): TracedCall => ({
  name: `${service} ${operation}`,
  ms,
  attributes: { 'rpc.system': 'aws-api', 'rpc.service': service, 'rpc.method': operation },
  ...(ok ? {} : { error: code }),
});

export const kubeSpan = ({ method, resource, subresource, status, durationMs }: KubeReport): TracedCall => ({
  name: `${method} ${resource}${subresource === undefined ? '' : `/${subresource}`}`,
  ms: durationMs,
  attributes: { 'http.request.method': method, 'http.response.status_code': status, 'k8s.resource': resource },
  ...(status >= 200 && status < 300 ? {} : { error: String(status) }),
});
