import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { conditionsOf } from '../engine/conditions.ts';
import { kinds } from '../kinds/index.ts';
import type { Fields, KindDescriptor, KubeObject } from '../kinds/types.ts';
import { endedBy, JobMetrics } from './jobs.ts';

const kind = kinds.find(({ kind }) => kind === 'TrainingJob') as KindDescriptor;
const endpoint = kinds.find(({ kind }) => kind === 'Endpoint') as KindDescriptor;

const job = (status: Fields, is: 'moving' | 'done' | 'ended' = 'moving'): KubeObject =>
  ({
    kind: 'TrainingJob',
    metadata: { name: 'job', namespace: 'team', generation: 1 },
    spec: {},
    status: {
      ackResourceMetadata: { arn: 'arn' },
      observedGeneration: 1,
      creationTime: '2026-01-01T00:00:00Z',
      ...status,
      conditions: conditionsOf({ is, reason: 'R', message: 'm' }, [], { generation: 1, now: 0 }),
    },
  }) as unknown as KubeObject;
const running = job({ trainingJobStatus: 'InProgress' });
const completed = job(
  {
    trainingJobStatus: 'Completed',
    trainingEndTime: '2026-01-01T00:10:00Z',
    trainingTimeInSeconds: 400,
    billableTimeInSeconds: 120,
  },
  'done',
);

describe('a job ends', () => {
  test('with the write that says so, and tells its length, what is billed, and no saving where there was no spot', () => {
    expect(endedBy(kind, running, completed)).toEqual({
      kind: 'TrainingJob',
      namespace: 'team',
      result: 'succeeded',
      seconds: 600,
      billableSeconds: 120,
    });
  });

  test('with what spot saved', () => {
    const spot = { ...completed, status: { ...completed.status, spotSavingsPercent: 70 } } as unknown as KubeObject;
    expect(endedBy(kind, running, spot)).toMatchObject({ billableSeconds: 120, spotSavedSeconds: 280 });
  });

  test.each(['Failed', 'Stopped'])('as AWS says: %s', (status) => {
    const ended = job({ trainingJobStatus: status, trainingEndTime: '2026-01-01T00:01:00Z' }, 'ended');
    expect(endedBy(kind, running, ended)).toMatchObject({ result: status.toLowerCase(), seconds: 60 });
  });

  test('once: not when it is written again, nor while it goes on', () => {
    expect(endedBy(kind, completed, completed)).toBeUndefined();
    expect(endedBy(kind, running, running)).toBeUndefined();
  });

  test('only if it is a job', () => {
    expect(endedBy(endpoint, running, completed)).toBeUndefined();
  });
});

test('namespaces beyond a hundred are counted together', async () => {
  const registry = new Registry();
  const metrics = new JobMetrics(registry);
  for (let n = 0; n < 103; n++) metrics.ended({ kind: 'TrainingJob', namespace: `ns-${n}`, result: 'succeeded' });
  const text = await registry.metrics();
  expect(text.match(/^sagemaker_operator_jobs_ended_total/gm)).toHaveLength(101);
  expect(text).toContain('namespace="_others",result="succeeded"} 3');
});
