import { describe, expect, test } from 'vitest';
import type { DemoObject } from '../demo/object.ts';
import { complaintsOf } from './complaints.ts';

interface Given {
  readonly ready: 'True' | 'False';
  readonly reason: string;
  readonly message?: string;
  readonly stalled?: boolean;
}

function job(name: string, { ready, reason, message = '', stalled = false }: Given): DemoObject {
  const condition = (type: string, status: string) => ({ type, status, reason, message, observedGeneration: 1 });
  return {
    kind: 'TrainingJob',
    metadata: { name, namespace: 'n', generation: 1, creationTimestamp: '1970-01-01T00:00:00Z' },
    spec: {},
    status: { conditions: [...(stalled ? [condition('Stalled', 'True')] : []), condition('Ready', ready)] },
  };
}
const end = (as: string, because = '') => ({ kind: 'TrainingJob', name: 'a', as, because });
const completed = job('a', { ready: 'True', reason: 'Completed' });
const failed = job('a', { ready: 'False', reason: 'Failed', message: 'No S3 objects found', stalled: true });

describe('an object', () => {
  test('that ended as the README says is no cause for a complaint, be that well or badly', () => {
    expect(complaintsOf([end('Completed')], [completed])).toEqual([]);
    expect(complaintsOf([end('Failed', 'No S3 objects')], [failed])).toEqual([]);
  });

  test.each([
    [
      'ended badly and should not have',
      end('Completed'),
      [failed],
      'TrainingJob/a ended as Failed and not as Completed: No S3 objects',
    ],
    ['ended well and should not have', end('Failed'), [completed], 'TrainingJob/a ended as Completed and not as Failed'],
    ['failed for another reason', end('Failed', 'no capacity'), [failed], '«no capacity» is not'],
    ['still moves', end('Completed'), [job('a', { ready: 'False', reason: 'InProgress' })], 'still on its way (InProgress'],
    ['was never seen by the operator', end('Completed'), [{ ...completed, status: {} }], 'still on its way (not looked at'],
    ['is made by no manifest', end('Completed'), [], 'no manifest makes it'],
  ])('that %s is told', (_how, expected, objects, told) => {
    expect(complaintsOf([expected], objects)).toEqual([expect.stringContaining(told)]);
  });
});
