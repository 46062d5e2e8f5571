import type {
  CreateHyperParameterTuningJobRequest,
  CreateTrainingJobRequest,
  HyperParameterTuningJobConfig,
} from '@aws-sdk/client-sagemaker';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { virtualClock } from './clock.ts';
import type { Simulator, SimulatorOptions } from './simulator.ts';
import { startSimulator } from './simulator.ts';

export const ROLE = 'arn:aws:iam::123456789012:role/sagemaker';
export const IMAGE = '123456789012.dkr.ecr.us-west-2.amazonaws.com/trainer';

export interface Bench extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly client: SageMakerClient;
  /** Moves the clock; a second of it is a second of a resource's life. */
  readonly after: (seconds: number) => void;
}

/** A simulator on a virtual clock with the real SDK in front of it, which tries each call once. */
export async function bench(options: SimulatorOptions = {}): Promise<Bench> {
  const simulator = await startSimulator({ clock: virtualClock(), ...options });
  const client = clientFor(simulator);
  return {
    simulator,
    client,
    after: (seconds) => simulator.advance(seconds * 1000),
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await simulator.stop();
    },
  };
}

export function clientFor(simulator: Simulator, region = 'us-west-2', accessKeyId = 'AKIATEST'): SageMakerClient {
  return new SageMakerClient({
    endpoint: simulator.url,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'secret' },
  });
}

export function trainingJob(name: string, overrides: Partial<CreateTrainingJobRequest> = {}): CreateTrainingJobRequest {
  return {
    TrainingJobName: name,
    RoleArn: ROLE,
    AlgorithmSpecification: { TrainingImage: `${IMAGE}:1`, TrainingInputMode: 'File' },
    OutputDataConfig: { S3OutputPath: 's3://bucket/output' },
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    ...overrides,
  };
}

/** The objective of `tuningJob`. */
export const METRIC = 'validation:accuracy';

/** In what a tuning job of a test differs from the plain one. */
export interface Wish {
  readonly jobs?: number;
  readonly parallel?: number;
  readonly tag?: string;
  readonly config?: Partial<HyperParameterTuningJobConfig>;
  readonly more?: Partial<CreateHyperParameterTuningJobRequest>;
}

export function tuningJob(
  name: string,
  { jobs = 6, parallel = 2, tag = '1', config = {}, more = {} }: Wish = {},
): CreateHyperParameterTuningJobRequest {
  return {
    HyperParameterTuningJobName: name,
    HyperParameterTuningJobConfig: {
      Strategy: 'Bayesian',
      HyperParameterTuningJobObjective: { Type: 'Maximize', MetricName: METRIC },
      ResourceLimits: { MaxNumberOfTrainingJobs: jobs, MaxParallelTrainingJobs: parallel },
      ParameterRanges: {
        ContinuousParameterRanges: [{ Name: 'rate', MinValue: '0.0001', MaxValue: '0.1', ScalingType: 'Logarithmic' }],
        IntegerParameterRanges: [{ Name: 'depth', MinValue: '2', MaxValue: '12' }],
        CategoricalParameterRanges: [{ Name: 'optimizer', Values: ['adam', 'sgd'] }],
      },
      ...config,
    },
    TrainingJobDefinition: {
      StaticHyperParameters: { epochs: '10' },
      AlgorithmSpecification: {
        TrainingImage: `${IMAGE}:${tag}`,
        TrainingInputMode: 'File',
        MetricDefinitions: [{ Name: METRIC, Regex: 'accuracy=(\\S+)' }],
      },
      RoleArn: ROLE,
      OutputDataConfig: { S3OutputPath: 's3://bucket/output' },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    },
    Tags: [{ Key: 'team', Value: 'vision' }],
    ...more,
  };
}

/** The error that a call ends with: its code and text. */
export async function refusal(call: Promise<unknown>): Promise<{ code: string; message: string; status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const metadata: unknown = Reflect.get(error, '$metadata');
    const status: unknown =
      typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : undefined;
    return { code: error.name, message: error.message, status: typeof status === 'number' ? status : undefined };
  }
  throw new Error('the call was expected to be refused, and was not');
}
