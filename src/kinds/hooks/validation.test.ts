import { expect, test } from 'vitest';
import type { Fields } from '../types.ts';
import { validationFailure } from './validation.ts';

const call = () => Promise.reject(new Error('no call is needed'));
const tell = (details: Fields) => validationFailure('Details')({ Details: details }, call);

test('the checks that failed make the reason', async () => {
  const told = await tell({
    ValidationStatuses: [
      { Name: 'batch', Status: 'Failed', FailureReason: 'no data' },
      { Name: 'fit', Status: 'Completed' },
    ],
    ImageScanStatuses: [{ Name: 'image', Status: 'Failed' }],
  });
  expect(told['FailureReason']).toBe('batch: no data; image');
});

test.each<[string, Fields]>([
  ['when none failed', { ValidationStatuses: [{ Name: 'fit', Status: 'Completed' }] }],
  ['when there were none', {}],
])('there is no reason %s', async (_case, details) => {
  expect(await tell(details)).toEqual({ Details: details });
});

test('there is no reason when AWS tells no details', async () => {
  expect(await validationFailure('Details')({ A: 1 }, call)).toEqual({ A: 1 });
});
