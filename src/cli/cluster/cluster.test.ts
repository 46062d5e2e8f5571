import { describe, expect, test } from 'vitest';
import { anObject } from '../../engine/testing/builders.ts';
import { kinds } from '../../kinds/index.ts';
import type { Fields, KindDescriptor, KindStatus } from '../../kinds/types.ts';
import { attemptOf, nextName } from './attempt.ts';
import { differences } from './differences.ts';
import type { Item } from './inventory.ts';
import { partTables } from './parts.ts';
import { linesOf, treesOf } from './tree.ts';

const kindOf = (name: string): KindDescriptor => {
  const found = kinds.find(({ kind }) => kind === name);
  if (!found) throw new Error(`no kind ${name}`);
  return found;
};

function item(kind: string, name: string, spec: Fields, status?: KindStatus): Item {
  const object = anObject(kindOf(kind), { spec, ...(status ? { status } : {}) });
  return { kind: kindOf(kind), object: { ...object, metadata: { ...object.metadata, name, uid: name } } };
}

describe('a tree', () => {
  const draw = (items: readonly Item[]): readonly string[] =>
    [...linesOf(treesOf(items))].map(({ prefix, branch }) => `${prefix}${branch.label}`);

  test('shows what objects refer to, by name in AWS and by Ref, and what has no object', () => {
    const config = {
      productionVariants: [
        { modelName: 'm-aws', variantName: 'a' },
        { variantName: 'b', modelRef: { from: { name: 'gone' } } },
      ],
    };
    const items = [
      item('Model', 'm', { modelName: 'm-aws' }),
      item('EndpointConfig', 'c', config),
      item('Endpoint', 'e', { endpointConfigRef: { from: { name: 'c' } } }),
    ];
    expect(draw(items)).toEqual(['Endpoint/e', '└─ EndpointConfig/c', '   ├─ Model/m', '   └─ Model/gone (not here)']);
  });

  test('ends where objects refer to each other in a circle', () => {
    const search = (name: string, parent: string): Item =>
      item('HyperParameterTuningJob', name, {
        hyperParameterTuningJobName: name,
        warmStartConfig: { parentHyperParameterTuningJobs: [{ hyperParameterTuningJobName: parent }] },
      });
    expect(draw([search('a', 'b'), search('b', 'a')])).toEqual([
      'HyperParameterTuningJob/a',
      '└─ HyperParameterTuningJob/b',
      '   └─ HyperParameterTuningJob/a',
    ]);
  });
});

describe('the trials of a search', () => {
  const trial = (name: string, value?: number) => ({
    trainingJobName: name,
    trainingJobStatus: 'Completed',
    tunedHyperParameters: { lr: '0.1' },
    ...(value === undefined ? {} : { finalHyperParameterTuningJobObjectiveMetric: { metricName: 'm', value } }),
  });
  const ranked = (type: string): readonly (string | undefined)[] => {
    const spec = { hyperParameterTuningJobConfig: { hyperParameterTuningJobObjective: { type_: type, metricName: 'm' } } };
    const status = { trainingJobSummaries: [trial('a', 0.5), trial('b'), trial('c', 0.9), trial('d', 0.1)] };
    const { kind, object } = item('HyperParameterTuningJob', 's', spec, status);
    return partTables(kind, object).flatMap(({ rows }) => rows.map(([name]) => name));
  };
  test('come best first, and those without a value last', () => {
    expect(ranked('Maximize')).toEqual(['c', 'a', 'd', 'b']);
    expect(ranked('Minimize')).toEqual(['d', 'a', 'c', 'b']);
  });
});

describe('another attempt', () => {
  const failed = (spec: Fields) => {
    const { kind, object } = item('TrainingJob', 'churn', spec, { trainingJobStatus: 'Failed' });
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'sagemaker.services.k8s.aws/paused': 'true',
      'services.k8s.aws/region': 'eu-west-1',
      team: 'a',
    };
    return { kind, object: { ...object, metadata: { ...object.metadata, annotations, labels: { app: 'x' } } } };
  };

  test('has the next number in both names, and neither status nor what tools remember of the first', () => {
    const { kind, object } = failed({ trainingJobName: 'Churn-9', roleARN: 'r' });
    expect(attemptOf(kind, object, new Set(['churn', 'churn-2']))).toEqual({
      apiVersion: 'sagemaker.services.k8s.aws/v1alpha1',
      kind: 'TrainingJob',
      metadata: {
        name: 'churn-3',
        namespace: 'default',
        labels: { app: 'x' },
        annotations: { 'services.k8s.aws/region': 'eu-west-1', team: 'a', 'sagemaker.services.k8s.aws/retry-of': 'churn' },
      },
      spec: { trainingJobName: 'Churn-3', roleARN: 'r' },
    });
  });

  test('of a job that names none in AWS names none either', () => {
    const { kind, object } = failed({ roleARN: 'r' });
    expect(attemptOf(kind, object, new Set()).spec).toEqual({ roleARN: 'r' });
  });

  test('keeps within the length of a name', () => {
    expect(nextName('a'.repeat(10), 10, new Set())).toBe('aaaaaaaa-2');
    expect(nextName('a-9', 10, new Set(['a-10']))).toBe('a-11');
  });
});

describe('differences', () => {
  test('are told by the fields of the custom resource, also within lists', () => {
    const spec = { RoleArn: 'a', Variants: [{ Weight: 1 }, { Weight: 2 }], Subnets: ['s1', 's2'], Secret: 'x' };
    const aws = { RoleArn: 'b', Variants: [{ Weight: 1 }, { Weight: 3, More: true }], Subnets: ['s2', 's1'], Extra: 1 };
    expect(differences(spec, aws)).toEqual([
      { path: 'spec.roleARN', spec: 'a', aws: 'b' },
      { path: 'spec.variants[1].weight', spec: 2, aws: 3 },
    ]);
  });
});
