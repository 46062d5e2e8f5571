import { describe, expect, test } from 'vitest';
import { TrainingJob } from '../kinds/TrainingJob.ts';
import type { KindStatus } from '../kinds/types.ts';
import { isFinished, isSettled, nextStatus } from './status.ts';
import { aCondition, anObject, ARN } from './testing/builders.ts';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const moving = { is: 'moving', reason: 'InProgress', message: 'TrainingJob is in InProgress status.' } as const;
const waiting = { is: 'waiting', reason: 'Throttled', message: 'slow down' } as const;
const next = (status: KindStatus | undefined, over: Partial<Parameters<typeof nextStatus>[0]> = {}): KindStatus =>
  nextStatus({
    kind: TrainingJob,
    object: anObject(TrainingJob, status === undefined ? {} : { status }),
    name: 'a-1',
    verdict: moving,
    now: NOW,
    ...over,
  });

describe('the first status', () => {
  test('holds the ARN, the status and the conditions in one write', () => {
    const status = next(undefined, { facts: { members: { trainingJobStatus: 'InProgress' }, partial: true, arn: ARN } });
    expect(status).toMatchObject({
      ackResourceMetadata: { arn: ARN, ownerAccountID: '111122223333', region: 'eu-west-1', partition: 'aws' },
      trainingJobName: 'a-1',
      trainingJobStatus: 'InProgress',
      observedGeneration: 1,
    });
    expect(status.conditions).toHaveLength(3);
  });

  test('is conditions alone when AWS could not be asked', () => {
    expect(Object.keys(next(undefined, { verdict: waiting })).sort()).toEqual(['conditions', 'observedGeneration']);
  });
});

describe('a later status', () => {
  const before = next(undefined, {
    facts: {
      members: { trainingJobStatus: 'InProgress', failureReason: 'old', modelArtifacts: { s3ModelArtifacts: 's3://b' } },
      partial: true,
      arn: ARN,
    },
  });

  test('drops what Describe does not mention any more', () => {
    const after = next(before, { facts: { members: { trainingJobStatus: 'Completed' }, partial: false, arn: ARN } });
    expect(after).not.toHaveProperty('failureReason');
    expect(after).not.toHaveProperty('modelArtifacts');
    expect(after['trainingJobStatus']).toBe('Completed');
  });

  test.each(['Failed', 'Stopped'])(
    'of what ended %s has a failure reason, be it empty, for readers take it for given',
    (reason) => {
      const ended = { is: 'ended', reason, message: 'x' } as const;
      const unexplained = next(before, { verdict: ended, facts: { members: {}, partial: false, arn: ARN } });
      expect(unexplained['failureReason']).toBe('');
      const explained = next(before, { verdict: ended, facts: { members: { failureReason: 'disk' }, partial: false, arn: ARN } });
      expect(explained['failureReason']).toBe('disk');
      expect(next(before, { verdict: ended })['failureReason']).toBe('old');
    },
  );

  test('keeps what a List summary does not carry', () => {
    expect(next(before, { facts: { members: { secondaryStatus: 'Training' }, partial: true } })).toMatchObject({
      failureReason: 'old',
      secondaryStatus: 'Training',
    });
  });

  test('keeps every fact through a trouble', () => {
    expect(next(before, { verdict: waiting })).toMatchObject({
      trainingJobStatus: 'InProgress',
      ackResourceMetadata: { arn: ARN },
    });
  });
});

describe('a job is finished', () => {
  const done: KindStatus = {
    observedGeneration: 1,
    conditions: [aCondition('ACK.ResourceSynced', 'True'), aCondition('Ready', 'True')],
  };
  const failed: KindStatus = {
    observedGeneration: 1,
    conditions: [aCondition('ACK.Terminal', 'True'), aCondition('ACK.ResourceSynced', 'True'), aCondition('Ready', 'False')],
  };
  const refused: KindStatus = {
    observedGeneration: 1,
    conditions: [aCondition('ACK.Terminal', 'True'), aCondition('ACK.ResourceSynced', 'False')],
  };
  test.each([
    ['when it completed', anObject(TrainingJob, { status: done }), true],
    ['when it failed', anObject(TrainingJob, { status: failed }), true],
    ['not when AWS refused it', anObject(TrainingJob, { status: refused }), false],
    ['not when it was edited since', anObject(TrainingJob, { status: done, generation: 2 }), false],
    ['not when it is leaving', anObject(TrainingJob, { status: done, leaving: true }), false],
    [
      'not while its warm pool is kept',
      anObject(TrainingJob, { status: { ...done, warmPoolStatus: { status: 'Available' } } }),
      false,
    ],
    ['not before it has a status', anObject(TrainingJob), false],
  ])('%s', (_case, object, want) => {
    expect(isFinished(TrainingJob, object)).toBe(want);
  });

  test('and settled as long as nobody edits it', () => {
    expect(isSettled(anObject(TrainingJob, { status: done }))).toBe(true);
    expect(isSettled(anObject(TrainingJob, { status: done, generation: 2 }))).toBe(false);
    expect(isSettled(anObject(TrainingJob, { status: failed }))).toBe(false);
  });
});
