/** What the commands that are measured look at. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Fields, KubeObject } from '../../../src/kinds/types.ts';
import type { PromptStage } from '../../prompt/stage.ts';

const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:1';
const ROLE = 'arn:aws:iam::123456789012:role/execution';

export const trainingSpec = (name: string): Fields => ({
  trainingJobName: name,
  roleARN: ROLE,
  algorithmSpecification: {
    trainingImage: IMAGE,
    trainingInputMode: 'File',
    metricDefinitions: [{ name: 'validation:loss', regex: 'val=([0-9.]+)' }],
  },
  outputDataConfig: { s3OutputPath: 's3://bucket/output' },
  resourceConfig: { instanceType: 'ml.m5.large', instanceCount: 1, volumeSizeInGB: 10 },
  stoppingCondition: { maxRuntimeInSeconds: 3600 },
});

export const isReady = ({ status }: KubeObject): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;

export const manifestOf = ({ env }: PromptStage): string => join(env['HOME'] ?? '', 'job.yaml');

export async function prepare(stage: PromptStage): Promise<void> {
  await stage.create('TrainingJob', 'done', trainingSpec('done'));
  await stage.until('TrainingJob', 'done', isReady);
  const apiVersion = 'sagemaker.services.k8s.aws/v1alpha1';
  const manifest = { apiVersion, kind: 'TrainingJob', metadata: { name: 'job' }, spec: trainingSpec('job') };
  await writeFile(manifestOf(stage), stringify(manifest));
}
