import { expect, test } from 'vitest';
import { artifactsOf } from './artifacts.ts';

const compiled = (OutputConfig: object, S3Uri = 's3://bucket/models/digits.tar.gz') =>
  artifactsOf({ InputConfig: { S3Uri }, OutputConfig: { ...OutputConfig } }, new Set(['ModelArtifacts']));

test('what is compiled lies below the output location, named after the model and what it is for', () => {
  expect(compiled({ S3OutputLocation: 's3://bucket/out', TargetDevice: 'ml_c5' })).toEqual({
    ModelArtifacts: { S3ModelArtifacts: 's3://bucket/out/digits-ml_c5.tar.gz' },
  });
  const TargetPlatform = { Os: 'LINUX', Arch: 'ARM64', Accelerator: 'NVIDIA' };
  expect(compiled({ S3OutputLocation: 's3://bucket/out/', TargetPlatform })).toEqual({
    ModelArtifacts: { S3ModelArtifacts: 's3://bucket/out/digits-LINUX_ARM64_NVIDIA.tar.gz' },
  });
});

test('what is packed is named after its model and version', () => {
  const job = { ModelName: 'digits', ModelVersion: '1.0', OutputConfig: { S3OutputLocation: 's3://bucket/packages' } };
  expect(artifactsOf(job, new Set(['ModelArtifact']))).toEqual({ ModelArtifact: 's3://bucket/packages/digits-1.0.tar.gz' });
});

test('who writes no model tells of none', () => {
  expect(artifactsOf({ OutputConfig: { S3OutputLocation: 's3://bucket/out' } }, new Set())).toEqual({});
  expect(artifactsOf({ OutputConfig: { S3OutputPath: 's3://bucket/out' } }, new Set(['ModelArtifacts']))).toEqual({});
});
