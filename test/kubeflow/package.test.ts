/** What the Python package says of itself: types, its own tests, and that what is compiled is what is written. */
import { beforeAll, describe, expect, test } from 'vitest';
import { FOLDER, INSTALL_MS, lacking, prepare, runToEnd } from './local.ts';

const NO_CLUSTER = 'none';
let python: string;

describe.skipIf(lacking)('in the package of Kubeflow components,', () => {
  beforeAll(async () => {
    python = await prepare();
  }, INSTALL_MS);

  test.each([
    ['every type fits', ['mypy', '--cache-dir=/dev/null']],
    ['its own tests pass', ['pytest', '-q', '-p', 'no:cacheprovider', 'tests']],
    ['what is compiled is up to date', ['pipelines.compile', '--check']],
  ])('%s', async (_, what) => {
    const { code, out } = await runToEnd(python, NO_CLUSTER, what, { folder: FOLDER });
    expect({ code, out }).toEqual({ code: 0, out });
  });
});
