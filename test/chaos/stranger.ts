/** Somebody else's training job, made without the operator. */
import type { Part } from './subjects.ts';
import { IMAGE, ROLE } from '../support/specs.ts';

export const STRANGER = 'STRANGER';

export async function preseed(url: string, { kind, awsName }: Part): Promise<void> {
  if (kind !== 'TrainingJob') throw new Error(`no stranger is known of kind ${kind}`);
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'SageMaker.CreateTrainingJob',
      authorization: `AWS4-HMAC-SHA256 Credential=${STRANGER}/20260101/us-east-1/sagemaker/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({
      TrainingJobName: awsName,
      RoleArn: ROLE,
      AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
      OutputDataConfig: { S3OutputPath: 's3://bucket/theirs' },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
      StoppingCondition: { MaxRuntimeInSeconds: 1_000_000 },
      // It runs until all is over: what has ended could not be stopped.
      Environment: { SIMULATOR_TRAINING_SECONDS: '1000000' },
    }),
  });
  if (!response.ok) throw new Error(`the stranger's job was refused: ${await response.text()}`);
}
