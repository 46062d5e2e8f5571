/** Builders of FieldExports and their sources. For tests only. */
import { type Key, keyOf } from '../engine/ports.ts';
import type { Fields, KindStatus, KubeObject } from '../kinds/types.ts';

const GROUP = 'sagemaker.services.k8s.aws';

const metadata = (name: string) => ({
  name,
  namespace: 'team-a',
  uid: `uid-${name}`,
  generation: 1,
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
});

interface Parts {
  readonly path?: string;
  readonly resource?: Fields;
  readonly to?: Fields;
  readonly status?: KindStatus;
}

export const anExport = ({ path = '.status.arn', resource, to, status }: Parts = {}): KubeObject => ({
  apiVersion: 'services.k8s.aws/v1alpha1',
  kind: 'FieldExport',
  metadata: metadata('arn'),
  spec: {
    from: { path, resource: { group: GROUP, kind: 'Model', name: 'churn', ...resource } },
    to: { kind: 'configmap', name: 'outputs', ...to },
  },
  ...(status ? { status } : {}),
});

export const aSource = (synced: boolean, fields: Fields = { arn: 'arn:x' }): KubeObject => ({
  apiVersion: `${GROUP}/v1alpha1`,
  kind: 'Model',
  metadata: metadata('churn'),
  spec: {},
  status: {
    ...fields,
    conditions: [
      {
        type: 'ACK.ResourceSynced',
        status: synced ? 'True' : 'False',
        reason: 'Because',
        message: '',
        observedGeneration: 1,
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ],
  },
});

/** Objects in memory; each write makes a new version. */
export class Shelf {
  readonly statuses: KindStatus[] = [];
  readonly #objects = new Map<Key, KubeObject>();

  put(object: KubeObject): Key {
    this.#objects.set(keyOf(object), object);
    return keyOf(object);
  }

  get = (key: Key): KubeObject | undefined => this.#objects.get(key);

  claim = async (object: KubeObject, finalizer: string): Promise<KubeObject> => {
    const next = { ...object, metadata: { ...object.metadata, finalizers: [finalizer] } };
    this.put(next);
    return next;
  };

  release = async (object: KubeObject): Promise<void> => void this.#objects.delete(keyOf(object));

  writeStatus = async (object: KubeObject, status: KindStatus): Promise<KubeObject> => {
    this.statuses.push(status);
    this.put({ ...object, status });
    return { ...object, status };
  };
}
