import type { CreateTrainingJobRequest } from '@aws-sdk/client-sagemaker';
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
