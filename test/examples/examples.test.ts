/** What `make examples` does, on a Kubernetes API and a SageMaker of its own: every example settles as its README says, and a wrong one is told. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Screen } from '../../tools/demo/screen.ts';
import { catalogueIn, folderExample, topicsIn } from '../../tools/examples/find.ts';
import { INDEX, indexOf } from '../../tools/examples/index.ts';
import type { Result } from '../../tools/examples/perform.ts';
import { linesOf, runExamples } from '../../tools/examples/run.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
const TESTDATA = fileURLToPath(new URL('testdata', import.meta.url));

const right = [catalogueIn(EXAMPLES), ...topicsIn(EXAMPLES)];
const wrong = [
  ['ends otherwise', 'wrong/ends-otherwise', 'TrainingJob/digits-no-data ended as Failed and not as Completed'],
  ['the definitions refuse', 'wrong/misspelt', 'unknown field "spec.hyperParameter"'],
  ['makes an object that it does not tell of', 'wrong/unlisted', 'Model/digits-unlisted is not in the README'],
] as const;

/** Nobody looks. */
const dark: Screen = { live: false, say: () => {}, busy: () => {}, show: () => {}, freeze: () => {} };

let results: readonly Result[];
beforeAll(async () => {
  const all = [...right, ...wrong.map(([, id]) => folderExample(TESTDATA, id))];
  results = await runExamples(all, { screen: dark, signal: new AbortController().signal });
}, 240_000);

const resultOf = (id: string): Result => {
  const found = results.find(({ example }) => example.id === id);
  if (!found) throw new Error(`${id} was not performed`);
  return found;
};

test.each(right.map(({ id }) => id))('%s settles as its README says', (id) => {
  expect(resultOf(id).complaints).toEqual([]);
});

describe('an example that', () => {
  test.each(wrong)('%s is told, in a line of its own', (_how, id, told) => {
    expect(linesOf(resultOf(id))).toEqual([expect.stringMatching(/^✗ /), expect.stringContaining(told)]);
  });
});

test('the index tells of every example what its README does', () => {
  expect(readFileSync(`${EXAMPLES}/${INDEX}`, 'utf8')).toBe(indexOf(EXAMPLES));
});
