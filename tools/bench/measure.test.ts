import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { awsCalls, awsTotals, difference, kubernetesCalls, percentile, READS, withVerb, WRITES } from './measure.ts';

test('a percentile is one of the values, whatever their order', () => {
  const values = [5, 1, 4, 2, 3];
  expect(percentile(values, 0.5)).toBe(3);
  expect(percentile(values, 0.99)).toBe(5);
  expect(percentile([7], 0.01)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
});

test('a chapter is charged with what was counted in it, and with nothing before', () => {
  expect(difference({ a: 5, b: 2, c: 1 }, { a: 3, b: 2 })).toEqual({ a: 2, c: 1 });
  expect(
    difference(
      { a: { calls: 5, throttled: 1 }, b: { calls: 1, throttled: 0 } },
      { a: { calls: 3, throttled: 1 }, b: { calls: 1, throttled: 0 } },
    ),
  ).toEqual({
    a: { calls: 2, throttled: 0 },
  });
});

test('of the calls to AWS those of sweeps are shared, and a Create that was throttled is not one that was refused', () => {
  const counts = {
    CreateModel: { calls: 7, ok: 4, errors: { ThrottlingException: 2, ValidationException: 1 } },
    ListModels: { calls: 3, ok: 3, errors: {} },
    ListTags: { calls: 1, ok: 1, errors: {} },
  };
  expect(awsTotals(awsCalls(counts))).toEqual({ calls: 11, shared: 3, throttled: 2, refusedCreates: 1 });
});

test('the audit log is asked for the calls of one client, each counted when it is complete', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'bench-'));
  const event = (verb: string, userAgent: string, stage = 'ResponseComplete'): string =>
    JSON.stringify({ verb, userAgent, stage, objectRef: { resource: 'models', subresource: 'status' } });
  const log = join(folder.path, 'audit.log');
  const lines = [
    event('patch', 'op/1'),
    event('patch', 'op/1', 'ResponseStarted'),
    event('get', 'op/1'),
    event('get', 'other op/1'),
  ];
  await writeFile(log, `${lines.join('\n')}\n`);
  const calls = await kubernetesCalls(log, 'op/');
  expect(calls).toEqual({ 'patch models/status': 1, 'get models/status': 1 });
  expect([withVerb(calls, WRITES), withVerb(calls, READS)]).toEqual([1, 1]);
});
