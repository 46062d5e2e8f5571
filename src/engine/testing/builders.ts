/** Builders for the engine's tests: each says only what its case is about. */
import type { Condition, Fields, KindDescriptor, KindStatus, KubeObject, Phase } from '../../kinds/types.ts';
import { finalizerOf, type Policy } from '../policy.ts';
import type { Observation } from '../ports.ts';

export const ARN = 'arn:aws:sagemaker:eu-west-1:111122223333:thing/a';

export interface ObjectOptions {
  readonly claimed?: boolean;
  readonly arn?: string;
  readonly leaving?: boolean;
  readonly generation?: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: Fields;
  readonly status?: KindStatus;
  readonly createdAt?: string;
}

export function anObject(kind: KindDescriptor, options: ObjectOptions = {}): KubeObject {
  const {
    claimed = true,
    arn,
    leaving = false,
    generation = 1,
    annotations = {},
    spec = {},
    status,
    createdAt = '2026-01-01T00:00:00Z',
  } = options;
  const withArn =
    arn === undefined
      ? {}
      : { ackResourceMetadata: { arn, ownerAccountID: '111122223333', region: 'eu-west-1', partition: 'aws' } };
  return {
    apiVersion: 'sagemaker.services.k8s.aws/v1alpha1',
    kind: kind.kind,
    metadata: {
      name: 'a',
      namespace: 'default',
      uid: 'uid-a',
      generation,
      resourceVersion: '1',
      creationTimestamp: createdAt,
      annotations,
      ...(claimed ? { finalizers: [finalizerOf(kind)] } : {}),
      ...(leaving ? { deletionTimestamp: createdAt } : {}),
    },
    spec,
    ...(status === undefined && arn === undefined ? {} : { status: { ...withArn, ...status } }),
  };
}

type Present = Extract<Observation, { state: 'present' }>;

/** `status` is one that the kind maps to `phase`, so that the two never contradict each other. */
export function present(kind: KindDescriptor, phase: Phase, over: Partial<Present> = {}): Present {
  const status = Object.entries(kind.statuses?.phases ?? {}).find(([, of]) => of === phase)?.[0];
  const remote: Fields = {
    [kind.arnMember]: ARN,
    ...(kind.statuses && status !== undefined ? { [kind.statuses.member]: status } : {}),
    ...over.remote,
  };
  return { state: 'present', partial: false, phase, drift: [], owned: true, ...over, status, remote };
}

export const absent = (recent = false): Observation => ({ state: 'absent', recent });

export const aPolicy = (over: Partial<Policy> = {}): Policy => ({
  deletion: 'delete',
  paused: false,
  readOnly: false,
  adopt: 'no',
  ...over,
});

export const aCondition = (type: Condition['type'], status: Condition['status'], over: Partial<Condition> = {}): Condition => ({
  type,
  status,
  reason: 'Because',
  message: '',
  observedGeneration: 1,
  lastTransitionTime: '2026-01-01T00:00:00Z',
  ...over,
});
