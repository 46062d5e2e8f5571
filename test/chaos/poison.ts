/**
 * Objects that no schema allows, as they may stand in etcd: as text, for not all of it is what `JSON.stringify` would write. Each is a
 * training job that is all right but for one thing.
 */
import { randomUUID } from 'node:crypto';
import type { Fields } from '../../src/kinds/types.ts';
import { IMAGE, trainingSpec } from '../support/specs.ts';

interface Parts {
  readonly spec?: string;
  readonly status?: string;
  /** Members of the metadata, and of the object itself. */
  readonly metadata?: string;
  readonly beside?: string;
}
type Poison = (name: string) => Parts;

const specOf = (name: string, over: Fields = {}): string => JSON.stringify(trainingSpec({ trainingJobName: name, ...over }));
const inSpec =
  (over: Fields): Poison =>
  (name) => ({ spec: specOf(name, over) });
const inStatus =
  (status: string): Poison =>
  (name) => ({ spec: specOf(name), status });
const withEnvironment =
  (environment: string): Poison =>
  (name) => ({ spec: specOf(name, { environment: 'HERE' }).replace('"HERE"', environment) });
const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const algorithm = (algorithmNameRef: Fields[string]): Fields => ({
  algorithmSpecification: { trainingInputMode: 'File', trainingImage: IMAGE, algorithmNameRef },
});

export const POISONS: Readonly<Record<string, Poison>> = {
  'spec-none': () => ({}),
  'spec-null': () => ({ spec: 'null' }),
  'spec-text': () => ({ spec: '"text"' }),
  'spec-list': () => ({ spec: '[1]' }),
  'spec-number': () => ({ spec: '7' }),
  'status-null': inStatus('null'),
  'status-text': inStatus('"text"'),
  'conditions-text': inStatus('{"conditions":"text"}'),
  'conditions-null': inStatus('{"conditions":[null,7,{"type":7}]}'),
  'metadata-text': inStatus('{"ackResourceMetadata":"text"}'),
  'arn-number': inStatus('{"ackResourceMetadata":{"arn":7}}'),
  'facts-wrong': inStatus('{"trainingJobName":{},"trainingJobStatus":[],"observedGeneration":"x"}'),
  'name-number': inSpec({ trainingJobName: 7 }),
  'structure-null': inSpec({ resourceConfig: null }),
  'structure-list': inSpec({ resourceConfig: [] }),
  'list-of-null': inSpec({ inputDataConfig: [null, 'x'] }),
  'list-object': inSpec({ inputDataConfig: { a: 1 } }),
  'tags-text': inSpec({ tags: 'text' }),
  'tags-null': inSpec({ tags: [null] }),
  'huge-number': (name) => ({ spec: specOf(name).replace('"instanceCount":1', '"instanceCount":9007199254740993123') }),
  'keys-of-prototypes': withEnvironment('{"__proto__":"x","constructor":"y","toString":null,"lone":"\\ud800"}'),
  'values-of-prototypes': withEnvironment('{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}'),
  'object-of-prototypes': (name) => ({
    spec: specOf(name),
    beside: '"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}',
  }),
  'nested-deeply': withEnvironment(nested(5_000)),
  'ref-text': inSpec(algorithm('text')),
  'ref-number': inSpec(algorithm({ from: 7 })),
  'ref-wrong': inSpec(algorithm({ from: { name: 7, namespace: [] } })),
  'annotations-wrong': (name) => ({ spec: specOf(name), metadata: '"annotations":{"a":1},"labels":7,"finalizers":"x"' }),
  'finalizers-null': (name) => ({ spec: specOf(name), metadata: '"finalizers":[null,7],"ownerReferences":"x"' }),
};

/** As the apiserver would store it. */
export function poisonous(what: string, namespace: string): string {
  const { spec, status, metadata, beside } = POISONS[what]?.(what) ?? {};
  const created = new Date().toISOString().replace(/\.\d+/, '');
  const own = JSON.stringify({ name: what, namespace, uid: randomUUID(), generation: 1, creationTimestamp: created });
  const members = [
    '"apiVersion":"sagemaker.services.k8s.aws/v1alpha1","kind":"TrainingJob"',
    `"metadata":${metadata === undefined ? own : own.replace(/\}$/, `,${metadata}}`)}`,
    ...(spec === undefined ? [] : [`"spec":${spec}`]),
    ...(status === undefined ? [] : [`"status":${status}`]),
    ...(beside === undefined ? [] : [beside]),
  ];
  return `{${members.join(',')}}\n`;
}
