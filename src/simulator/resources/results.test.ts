import { expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { resultsOf } from './results.ts';

const recommended = (document: JsonObject): readonly JsonObject[] =>
  resultsOf('seed', document, new Set(['InferenceRecommendations']))['InferenceRecommendations'] as JsonObject[];
const instancesOf = (InputConfig: JsonObject): readonly unknown[] =>
  recommended({ JobName: 'sizing', InputConfig }).map(
    ({ EndpointConfiguration }) => (EndpointConfiguration as JsonObject)['InstanceType'],
  );

test('a labelling job tells where its manifest is', () => {
  const job = { LabelingJobName: 'digits', OutputConfig: { S3OutputPath: 's3://bucket/labels' } };
  expect(resultsOf('seed', job, new Set(['LabelingJobOutput']))).toEqual({
    LabelingJobOutput: { OutputDatasetS3Uri: 's3://bucket/labels/digits/manifests/output/output.manifest' },
  });
});

test('what is recommended are the instances that were asked for, or else those that the model supports', () => {
  const ContainerConfig = { SupportedInstanceTypes: ['ml.c5.large', 'ml.c6g.large'] };
  expect(instancesOf({ ContainerConfig })).toEqual(['ml.c5.large', 'ml.c6g.large']);
  expect(instancesOf({ ContainerConfig, EndpointConfigurations: [{ InstanceType: 'ml.g5.xlarge' }] })).toEqual(['ml.g5.xlarge']);
  expect(instancesOf({}).length).toBeGreaterThan(1);
});

test('a recommendation has the same numbers each time, and an inference costs its part of an hour', () => {
  const job = { JobName: 'sizing', InputConfig: {} };
  expect(recommended(job)).toEqual(recommended(job));
  for (const { Metrics } of recommended(job)) {
    const { CostPerHour, CostPerInference, MaxInvocations } = Metrics as Record<string, number>;
    expect(CostPerInference).toBeCloseTo((CostPerHour ?? 0) / ((MaxInvocations ?? 0) * 60), 9);
    expect(CostPerInference).toBeGreaterThan(0);
  }
});

test('who does neither tells of nothing', () => {
  expect(resultsOf('seed', { OutputConfig: {} }, new Set(['Status']))).toEqual({});
});
