import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { basesIn } from './bases.ts';

test('the bases are those that the Dockerfile names, so that they are written down once', async () => {
  const bases = basesIn(await readFile(new URL('../../Dockerfile', import.meta.url), 'utf8'));
  expect(bases.BUILD_BASE).toContain('/node:');
  expect(bases.BASE).toMatch(/distroless.*:nonroot$/);
});

test('a Dockerfile without a base to fall back on is an error that names the argument', () => {
  expect(() => basesIn('ARG BASE=scratch\nARG BUILD_BASE\nFROM $BASE')).toThrow(/ARG BUILD_BASE/);
});
