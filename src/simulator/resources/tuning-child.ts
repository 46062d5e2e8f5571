import { digest } from '../chance.ts';
import type { JsonObject } from '../json.ts';
import { number, object, objects, pick } from '../json.ts';
import type { Resource } from './kind.ts';
import type { Definition } from './tuning-check.ts';

/** Members of a training job definition that its jobs have under the same name. */
const PASSED = [
  'AlgorithmSpecification',
  'RoleArn',
  'InputDataConfig',
  'VpcConfig',
  'OutputDataConfig',
  'ResourceConfig',
  'StoppingCondition',
  'EnableNetworkIsolation',
  'EnableInterContainerTrafficEncryption',
  'EnableManagedSpotTraining',
  'CheckpointConfig',
  'RetryStrategy',
  'Environment',
];

/** `<tuning job>-001-<8 hex>`: the reason why a tuning job's name has at most 32 characters. */
export const childName = (tuning: Resource, seed: string, index: number): string =>
  `${tuning.name}-${String(index + 1).padStart(3, '0')}-${digest(`${seed}/${tuning.arn}/${tuning.createdAt}/${index}`, 8)}`;

/** The request by which a tuning job starts a training job; the tuning job's tags are passed on to it. */
export function childRequest(tuning: Resource, { definition }: Definition, name: string, tuned: JsonObject): JsonObject {
  const passed = structuredClone(pick(definition, PASSED));
  const flexible = object(definition, 'HyperParameterTuningResourceConfig');
  return {
    ...passed,
    ...(flexible === undefined ? {} : { ResourceConfig: resources(flexible) }),
    TrainingJobName: name,
    TuningJobArn: tuning.arn,
    HyperParameters: { ...object(definition, 'StaticHyperParameters'), ...tuned },
    Tags: [...tuning.tags].map(([key, value]) => ({ Key: key, Value: value })),
  };
}

/** The first choice of the instances that the definition allows. */
function resources(flexible: JsonObject): JsonObject {
  const [first] = objects(flexible, 'InstanceConfigs');
  const chosen = first ?? flexible;
  return {
    ...pick(chosen, ['InstanceType', 'VolumeSizeInGB']),
    ...pick(flexible, ['VolumeKmsKeyId']),
    InstanceCount: number(chosen, 'InstanceCount') ?? 1,
  };
}
