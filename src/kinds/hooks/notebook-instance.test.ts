import { expect, test } from 'vitest';
import type { Fields, KubeObject } from '../types.ts';
import { notebookGuard } from './notebook-instance.ts';

const object = { spec: {} } as KubeObject;
const judge = (desired: Fields, remote: Fields): ReturnType<typeof notebookGuard> =>
  notebookGuard({ object, desired, remote, drift: [] });

test('a smaller volume is refused before the notebook is stopped for it', () => {
  expect(judge({ VolumeSizeInGB: 5 }, { VolumeSizeInGB: 10 })).toMatchObject({
    how: 'stall',
    reason: 'VolumeCannotShrink',
    message: expect.stringContaining('volumeSizeInGB cannot go from 10 to 5') as string,
  });
});

test.each([
  ['a bigger one', { VolumeSizeInGB: 20 }, { VolumeSizeInGB: 10 }],
  ['the same', { VolumeSizeInGB: 10 }, { VolumeSizeInGB: 10 }],
  ['none', {}, { VolumeSizeInGB: 10 }],
  ['one that AWS does not tell of', { VolumeSizeInGB: 5 }, {}],
])('%s is not', (_what, desired, remote) => {
  expect(judge(desired, remote)).toBeUndefined();
});
