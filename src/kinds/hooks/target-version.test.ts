import { expect, test } from 'vitest';
import type { KubeObject } from '../types.ts';
import { withTargetVersion } from './target-version.ts';

const shape = withTargetVersion('ComputeQuotaVersion');
const context = { object: { spec: {} } as KubeObject, desired: {}, remote: { ComputeQuotaVersion: 3 }, drift: [] };

test('an update names the version that Describe told', () => {
  expect(shape('UpdateComputeQuota', { ComputeQuotaId: 'a' }, context)).toEqual({ ComputeQuotaId: 'a', TargetVersion: 3 });
});

test('a deletion does not', () => {
  expect(shape('DeleteComputeQuota', { ComputeQuotaId: 'a' }, context)).toEqual({ ComputeQuotaId: 'a' });
});
