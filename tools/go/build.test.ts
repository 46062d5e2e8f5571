import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type BuildInputs, cacheFolder, moduleVersion, versionKey } from './build.ts';

const INPUTS: BuildInputs = {
  goMod: 'require (\n\tk8s.io/kubernetes v1.36.3\n)\n',
  goSum: 'k8s.io/kubernetes v1.36.3 h1:abc\n',
  goVersion: 'go1.26.8',
  platform: 'linux-amd64',
};

const keyOf = (inputs: BuildInputs): string => versionKey('k8s.io/kubernetes', inputs);

test('the same inputs make the same key, and people can read its version and platform', () => {
  expect(keyOf(INPUTS)).toBe(keyOf({ ...INPUTS }));
  expect(keyOf(INPUTS)).toMatch(/^v1\.36\.3-linux-amd64-[0-9a-f]{12}$/);
});

test('a change of any input makes another key', () => {
  const changed: readonly Partial<BuildInputs>[] = [
    { goMod: `${INPUTS.goMod}// a comment\n` },
    { goSum: '' },
    { goVersion: 'go1.26.9' },
    { platform: 'darwin-arm64' },
    { sources: ['package main'] },
  ];
  const keys = [INPUTS, ...changed.map((change) => ({ ...INPUTS, ...change }))].map(keyOf);
  expect(new Set(keys).size).toBe(keys.length);
});

test('the cache follows XDG_CACHE_HOME and is never inside the checkout', () => {
  expect(cacheFolder('control-plane', { XDG_CACHE_HOME: '/cache' })).toBe('/cache/sagemaker-operator/control-plane');
  expect(cacheFolder('control-plane', {}).startsWith(process.cwd())).toBe(false);
});

test('every staging module in go.mod is the published twin of the Kubernetes version', async () => {
  const goMod = await readFile(new URL('../control-plane/go/go.mod', import.meta.url), 'utf8');
  const twin = moduleVersion(goMod, 'k8s.io/kubernetes').replace(/^v1\./, 'v0.');
  const replaced = [...goMod.matchAll(/^\t(k8s\.io\/[a-z-]+) => (\S+) (\S+)$/gm)];
  expect(replaced.length).toBeGreaterThan(30);
  for (const [, module, target, version] of replaced) expect([target, version]).toEqual([module, twin]);
});
