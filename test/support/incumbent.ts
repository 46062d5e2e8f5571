/** An object as ACK's controller leaves it behind: its finalizer, its conditions, its status, and a spec into which it has written. */
import { finalizerOf } from '../../src/engine/policy.ts';
import { kinds } from '../../src/kinds/index.ts';
import type { Fields, KindDescriptor, KubeObject } from '../../src/kinds/types.ts';
import type { Stage } from './stage.ts';

export interface Legacy {
  readonly spec: Fields;
  /** What the controller wrote into the spec once it had read AWS's defaults. */
  readonly lateInitialised?: Fields;
  readonly arn: string;
  /** Members of status besides the ARN and the conditions. */
  readonly status?: Fields;
  /** Whether it called the object synced. */
  readonly synced: boolean;
  readonly message?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Without an operator on the stage: nobody may see it before it is whole. */
export async function leave(stage: Stage, kind: string, name: string, legacy: Legacy): Promise<KubeObject> {
  const descriptor = kindNamed(kind);
  const { service, plural } = descriptor;
  const client = stage.client(plural, service.group);
  const at = { name, namespace: stage.namespace };
  const metadata = { ...at, annotations: legacy.annotations ?? {}, finalizers: [finalizerOf(descriptor)] };
  const object = { apiVersion: `${service.group}/${service.version}`, kind, metadata, spec: legacy.spec };
  await client.create(object);
  if (legacy.lateInitialised) await client.patch(at, { type: 'merge', body: { spec: legacy.lateInitialised } });
  const status = { ackResourceMetadata: metadataOf(legacy.arn), conditions: conditionsOf(legacy), ...legacy.status };
  return (await client.patchStatus(at, { type: 'merge', body: { status } })) as unknown as KubeObject;
}

function metadataOf(arn: string): Fields {
  const [, partition = '', , region = '', ownerAccountID = ''] = arn.split(':');
  return { arn, ownerAccountID, region, partition };
}

/** In its order, and without observedGeneration, which it does not know. */
function conditionsOf({ synced, message = 'Resource synced successfully', lateInitialised }: Legacy): readonly Fields[] {
  const common = { status: synced ? 'True' : 'False', message, reason: '', lastTransitionTime: '2026-01-01T00:00:00Z' };
  const words = 'Late initialization successful';
  const late = { type: 'ACK.LateInitialized', status: 'True', message: words, reason: words };
  return [...(lateInitialised ? [late] : []), { type: 'ACK.ResourceSynced', ...common }, { type: 'Ready', ...common }];
}

/** As Kubernetes keeps times: in whole seconds. */
export const wholeSeconds = (time: Date | undefined): string => `${time?.toISOString().slice(0, 19)}Z`;

/** Tags that its controller sets by default: none of them tells an owner. */
export const legacyTags = (namespace: string) => [
  { Key: 'services.k8s.aws/controller-version', Value: 'sagemaker-1.9.1' },
  { Key: 'services.k8s.aws/namespace', Value: namespace },
];

function kindNamed(kind: string): KindDescriptor {
  const found = kinds.find((candidate) => candidate.kind === kind);
  if (!found) throw new Error(`no such kind: ${kind}`);
  return found;
}
