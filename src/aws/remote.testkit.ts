/** A remote against the test server, and builders of objects. For tests only. */
import { finalizerOf } from '../engine/policy.ts';
import type { Key, Scope } from '../engine/ports.ts';
import type { CallReport } from './caller.ts';
import type { Fields, KindDescriptor, KindStatus, KubeObject } from '../kinds/types.ts';
import { kinds } from '../kinds/index.ts';
import { createRemote, type AwsRemote, type RemoteOptions } from './remote.ts';
import { TestClock } from './testkit.ts';
import { startServer, type TestServer } from './testserver.ts';

export const never = new AbortController().signal;
export const scope: Scope = { region: 'us-east-1' };

export function kindOf(name: string): KindDescriptor {
  const kind = kinds.find((each) => each.kind === name);
  if (!kind) throw new Error(`no kind ${name}`);
  return kind;
}

export interface Parts {
  readonly spec?: Fields;
  readonly status?: Partial<KindStatus>;
  readonly metadata?: Partial<KubeObject['metadata']>;
}
export const object = (kind: string, { spec = {}, status, metadata }: Parts = {}): KubeObject => ({
  apiVersion: 'sagemaker.services.k8s.aws/v1alpha1',
  kind,
  metadata: {
    name: 'demo',
    namespace: 'team-a',
    uid: 'uid-1',
    generation: 1,
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    finalizers: [finalizerOf(kindOf(kind))],
    ...metadata,
  },
  spec,
  ...(status ? { status } : {}),
});
export const withArn = (arn: string, more: Partial<KindStatus> = {}): Partial<KindStatus> => ({
  ackResourceMetadata: { arn, ownerAccountID: '123456789012', region: 'us-east-1' },
  ...more,
});

export interface Bench extends AsyncDisposable {
  readonly server: TestServer;
  readonly remote: AwsRemote;
  readonly clock: TestClock;
  readonly reports: readonly CallReport[];
  readonly moved: readonly Key[];
  /** Lets a call run to its end while its waits pass at once. */
  hurried<T>(work: Promise<T>): Promise<T>;
}

export async function bench(options: Partial<RemoteOptions> = {}): Promise<Bench> {
  const server = await startServer();
  const clock = new TestClock();
  const reports: CallReport[] = [];
  const moved: Key[] = [];
  const remote = createRemote({
    clock,
    clients: {
      region: 'us-east-1',
      endpointUrl: server.url,
      identityEndpointUrl: server.url,
      credentials: () => Promise.resolve({ accessKeyId: 'AKIAOWN', secretAccessKey: 'secret' }),
      userAgent: ['sagemaker-operator', '0.0.0'],
    },
    tags: { formats: { 'services.k8s.aws/namespace': '%K8S_NAMESPACE%' }, controllerVersion: '0.0.0' },
    onMove: (key) => moved.push(key),
    onCall: (report) => reports.push(report),
    ...options,
  });
  return {
    server,
    remote,
    clock,
    reports,
    moved,
    hurried: (work) => hurried(clock, work),
    [Symbol.asyncDispose]: async () => {
      remote.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function hurried<T>(clock: TestClock, work: Promise<T>): Promise<T> {
  const state = { done: false };
  const watched = work.finally(() => (state.done = true));
  watched.catch(() => {});
  while (!state.done) {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(50);
  }
  return watched;
}
