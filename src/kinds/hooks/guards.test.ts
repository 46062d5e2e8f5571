import { describe, expect, test } from 'vitest';
import { anObject } from '../../engine/testing/builders.ts';
import { FeatureGroup } from '../FeatureGroup.ts';
import type { Fields } from '../types.ts';
import { featureGroupGuard } from './feature-group.ts';
import { inferenceComponentGuard } from './inference-component.ts';
import { inferenceExperimentGuard, inferenceExperimentShape } from './inference-experiment.ts';
import { LAST_SPEC } from './last-spec.ts';

const context = (remote: Fields, { desired = {}, sent = false }: { desired?: Fields; sent?: boolean } = {}) => ({
  object: anObject(FeatureGroup, { annotations: sent ? { [LAST_SPEC]: '{}' } : {} }),
  desired,
  remote,
  drift: [],
});

describe('a change of a feature group', () => {
  const last = (Status: string): Fields => ({ LastUpdateStatus: { Status, FailureReason: 'no room' } });

  test('waits for the one before', () => {
    expect(featureGroupGuard(context(last('InProgress'), { sent: true }))).toMatchObject({ how: 'wait' });
  });

  test('that failed is not sent again', () => {
    expect(featureGroupGuard(context(last('Failed'), { sent: true }))).toMatchObject({
      how: 'stall',
      message: expect.stringContaining('no room'),
    });
  });

  test.each<[string, Fields, boolean]>([
    ['when none was made before', {}, false],
    ['after one that went well', last('Successful'), true],
    ['that differs from the one that failed', last('Failed'), false],
  ])('is sent %s', (_when, remote, sent) => {
    expect(featureGroupGuard(context(remote, { sent }))).toBeUndefined();
  });
});

describe('a change of an inference component', () => {
  const state = (InferenceComponentStatus: string, FailureReason = ''): Fields => ({ InferenceComponentStatus, FailureReason });

  test.each<[string, Fields, boolean]>([
    ['of one in service', state('InService'), true],
    ['that differs from the one that failed', state('InService', 'no image'), false],
    ['while the last one is under way: the reason is that of the time before', state('Updating', 'no image'), true],
  ])('%s is sent', (_law, remote, sent) => {
    expect(inferenceComponentGuard(context(remote, { sent }))).toBeUndefined();
  });

  test.each<[string, Fields, boolean]>([
    ['that was tried and rolled back is not tried again', state('InService', 'no image'), true],
    ['of one that never came up is not tried at all', state('Failed', 'no image'), false],
  ])('%s, and the message is what scripts match on', (_law, remote, sent) => {
    expect(inferenceComponentGuard(context(remote, { sent }))).toEqual({
      how: 'stall',
      reason: 'InferenceComponentUpdateError',
      message: 'api error InferenceComponentUpdateError: Unable to update inference component. Check FailureReason.',
    });
  });
});

describe('an inference experiment', () => {
  test.each(['Creating', 'Starting', 'Updating'])('is not changed while it is %s', (Status) => {
    expect(inferenceExperimentGuard(context({ Status }))).toMatchObject({ how: 'wait' });
  });

  test.each(['Created', 'Running'])('may be changed when it is %s', (Status) => {
    expect(inferenceExperimentGuard(context({ Status }))).toBeUndefined();
  });

  const desired = {
    ModelVariants: [{ VariantName: 'main' }, { VariantName: 'shadow' }],
    ShadowModeConfig: { SourceModelVariantName: 'main' },
  };

  test('that is stopped leaves the variant that served, and takes its shadow away', () => {
    expect(inferenceExperimentShape('StopInferenceExperiment', { Name: 'a' }, context({}, { desired }))).toEqual({
      Name: 'a',
      ModelVariantActions: { main: 'Retain', shadow: 'Remove' },
    });
  });

  test.each<[string, string, Fields]>([
    ['does what the spec says', 'StopInferenceExperiment', { ModelVariantActions: { shadow: 'Promote' } }],
    ['is updated as it is', 'UpdateInferenceExperiment', { Name: 'a' }],
  ])('%s', (_law, operation, input) => {
    expect(inferenceExperimentShape(operation, input, context({}, { desired }))).toEqual(input);
  });
});
