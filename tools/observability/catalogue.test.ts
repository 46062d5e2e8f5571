import { expect, test } from 'vitest';
import { catalogue, metricsPage } from './catalogue.ts';

test('docs/metrics.md tells of every metric', async () => {
  await expect(metricsPage()).toMatchFileSnapshot('../../docs/metrics.md');
});

test('no label names an object, and every metric says what it means', () => {
  for (const { name, labels, help } of catalogue()) {
    expect([name, labels.filter((label) => ['object', 'key', 'uid', 'arn'].includes(label))]).toEqual([name, []]);
    expect(help.length).toBeGreaterThan(10);
  }
});
