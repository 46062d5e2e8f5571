import { expect, test } from 'vitest';
import type { Fields } from '../types.ts';
import { rankedRecommendations } from './inference-recommendations.ts';

const tried = (InstanceType: string, Metrics?: Fields): Fields => ({
  EndpointConfiguration: { InstanceType },
  ...(Metrics ? { Metrics } : {}),
});
const ranked = async (...recommendations: readonly Fields[]): Promise<readonly unknown[]> => {
  const { InferenceRecommendations: list } = await rankedRecommendations({ InferenceRecommendations: recommendations });
  return (list as readonly { EndpointConfiguration: { InstanceType: string } }[]).map(
    ({ EndpointConfiguration }) => EndpointConfiguration.InstanceType,
  );
};

test('the instance that answers for the least money comes first, whatever an hour of it costs', async () => {
  const dear = tried('ml.m5.large', { CostPerInference: 3e-6, CostPerHour: 0.115 });
  const cheap = tried('ml.c5.xlarge', { CostPerInference: 1e-6, CostPerHour: 0.204 });
  expect(await ranked(dear, cheap)).toEqual(['ml.c5.xlarge', 'ml.m5.large']);
});

test('of two that answer for the same money the cheaper hour comes first, and what was not measured last', async () => {
  const unknown = tried('ml.t2.medium');
  const large = tried('ml.m5.large', { CostPerInference: 1e-6, CostPerHour: 0.115 });
  const xlarge = tried('ml.m5.xlarge', { CostPerInference: 1e-6, CostPerHour: 0.23 });
  expect(await ranked(unknown, tried('ml.t2.large'), xlarge, large)).toEqual([
    'ml.m5.large',
    'ml.m5.xlarge',
    'ml.t2.medium',
    'ml.t2.large',
  ]);
});

test('a job that has found nothing yet is told as it is', async () => {
  expect(await rankedRecommendations({ JobName: 'size' })).toEqual({ JobName: 'size' });
});
