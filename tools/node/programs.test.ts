import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const versions = async (module: string): Promise<readonly string[]> => {
  const goMod = await readFile(new URL(`../${module}/go/go.mod`, import.meta.url), 'utf8');
  const required = /^\tk8s\.io\/kubernetes v.+$/m.exec(goMod)?.[0] ?? 'nothing';
  return [required, ...(goMod.match(/^\tk8s\.io\/[a-z-]+ => .+$/gm) ?? [])];
};

test('a node is of the Kubernetes version of its control plane, to the last module', async () => {
  const node = await versions('node');
  expect(node.length).toBeGreaterThan(30);
  expect(node).toEqual(await versions('control-plane'));
});
