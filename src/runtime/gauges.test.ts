import { describe, expect, test } from 'vitest';
import { conditionsOf, standing, type Verdict } from '../engine/conditions.ts';
import type { KubeObject } from '../kinds/types.ts';
import { census } from './gauges.ts';

const VERDICTS = ['moving', 'done', 'ended', 'refused', 'waiting', 'held'] as const satisfies readonly Verdict['is'][];
const conditions = (is: Verdict['is']) => conditionsOf({ is, reason: 'R', message: 'm' }, [], { generation: 1, now: 0 });
const object = (namespace: string, is?: Verdict['is']): KubeObject =>
  ({
    kind: 'TrainingJob',
    metadata: { namespace },
    ...(is ? { status: { conditions: conditions(is) } } : {}),
  }) as unknown as KubeObject;

test.each(VERDICTS)('conditions tell the verdict that they were made of: %s', (is) => {
  expect(standing(conditions(is))).toBe(is);
});

describe('the census', () => {
  test('counts objects by kind, namespace and phase', () => {
    expect(census([object('a', 'done'), object('a', 'done'), object('a'), object('b', 'refused')])).toEqual([
      [{ kind: 'TrainingJob', namespace: 'a', phase: 'done' }, 2],
      [{ kind: 'TrainingJob', namespace: 'a', phase: 'pending' }, 1],
      [{ kind: 'TrainingJob', namespace: 'b', phase: 'refused' }, 1],
    ]);
  });

  test('has a bounded number of series: the smallest namespaces are counted together, and nothing is lost', () => {
    const objects = ['a', 'a', 'b', 'c', 'd', 'd', 'd'].map((namespace) => object(namespace, 'done'));
    const counted = census(objects, 2);
    expect(counted.map(([{ namespace }, count]) => [namespace, count])).toEqual([
      ['a', 2],
      ['_others', 2],
      ['d', 3],
    ]);
  });
});
