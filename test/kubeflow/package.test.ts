/** What the Python package says of itself: types, its own tests, and that what is compiled is what is written. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FOLDER, INSTALL_MS, lacking, prepare, runToEnd } from './local.ts';

const NO_CLUSTER = 'none';
let python: string;

describe.skipIf(lacking)('in the package of Kubeflow components,', () => {
  beforeAll(async () => {
    python = await prepare();
  }, INSTALL_MS);

  test.each([
    // Its cache is its own judge: it holds what depends on nothing that has changed.
    ['every type fits', ['mypy', `--cache-dir=${join(tmpdir(), 'sagemaker-kfp-mypy')}`]],
    ['its own tests pass', ['pytest', '-q', '-p', 'no:cacheprovider', 'tests']],
    ['what is compiled is up to date', ['pipelines.compile', '--check']],
  ])('%s', async (_, what) => {
    const { code, out } = await runToEnd(python, NO_CLUSTER, what, { folder: FOLDER });
    expect({ code, out }).toEqual({ code: 0, out });
  });
});
