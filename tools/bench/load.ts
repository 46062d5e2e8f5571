/** The objects that a scenario applies. What they are called in Kubernetes they are called in AWS. */
import { sagemaker } from '../../src/kinds/services.ts';
import type { Fields } from '../../src/kinds/types.ts';
import type { Load } from './scenarios.ts';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Fields;
}

const ROLE = 'arn:aws:iam::123456789012:role/execution';
const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:1';

export const PLURALS = {
  TrainingJob: 'trainingjobs',
  Model: 'models',
  EndpointConfig: 'endpointconfigs',
  Endpoint: 'endpoints',
} as const;
export type LoadKind = keyof typeof PLURALS;

export function manifestsOf({ jobs = 0, stacks = 0 }: Load): readonly Manifest[] {
  return shuffled([...numbered(jobs, jobOf), ...numbered(stacks, stackOf).flat()]);
}

const numbered = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

const manifest = (kind: LoadKind, name: string, spec: Fields): Manifest => ({
  apiVersion: `${sagemaker.group}/${sagemaker.version}`,
  kind,
  metadata: { name },
  spec,
});

const jobOf = (at: number): Manifest =>
  manifest('TrainingJob', `job-${at}`, {
    trainingJobName: `job-${at}`,
    roleARN: ROLE,
    algorithmSpecification: { trainingImage: IMAGE, trainingInputMode: 'File' },
    outputDataConfig: { s3OutputPath: 's3://bucket/output' },
    resourceConfig: { instanceType: 'ml.m5.large', instanceCount: 1, volumeSizeInGB: 10 },
    stoppingCondition: { maxRuntimeInSeconds: 3600 },
  });

function stackOf(at: number): readonly Manifest[] {
  const [modelName, endpointConfigName, endpointName] = [`model-${at}`, `config-${at}`, `endpoint-${at}`];
  const variant = {
    variantName: 'main',
    modelName,
    instanceType: 'ml.m5.large',
    initialInstanceCount: 1,
    initialVariantWeight: 1,
  };
  return [
    manifest('Model', modelName, {
      modelName,
      executionRoleARN: ROLE,
      primaryContainer: { image: IMAGE, modelDataURL: 's3://bucket/model.tar.gz' },
    }),
    manifest('EndpointConfig', endpointConfigName, { endpointConfigName, productionVariants: [variant] }),
    manifest('Endpoint', endpointName, { endpointName, endpointConfigName }),
  ];
}

/** In random order, and in the same one each time: two runs are to be compared. */
export function shuffled<T>(values: readonly T[]): readonly T[] {
  let seed = 20261128;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const result = [...values];
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other] as T, result[at] as T];
  }
  return result;
}
