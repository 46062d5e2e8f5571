/** What `make examples` does, at the pace of tests: every example settles as its README says, and a wrong one is told. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { Kubectl } from '../../tools/demo/kubectl.ts';
import { catalogueIn, type Example, folderExample, topicsIn } from '../../tools/examples/find.ts';
import { INDEX, indexOf } from '../../tools/examples/index.ts';
import { performAll, type Result } from '../../tools/examples/perform.ts';
import { linesOf } from '../../tools/examples/run.ts';
import { Stage } from '../support/stage.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
const TESTDATA = fileURLToPath(new URL('testdata', import.meta.url));
const PATIENCE_MS = 400_000;

const right = [catalogueIn(EXAMPLES), ...topicsIn(EXAMPLES)];
const wrong = [
  ['ends otherwise', 'wrong/ends-otherwise', 'TrainingJob/wrong-ends-otherwise ended as Failed and not as Completed'],
  ['the definitions refuse', 'wrong/misspelt', '.spec.hyperParameter: field not declared in schema'],
  ['makes an object that it does not tell of', 'wrong/unlisted', 'Model/wrong-untold is not in the README'],
] as const;
const all = [...right, ...wrong.map(([, id]) => folderExample(TESTDATA, id))];
/** The namespaces that an example names itself. */
const ELSEWHERE = ['digits-red', 'digits-blue'];

let stage: Stage;
let folder: string;
let kubectl: Kubectl;
let results: readonly Result[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
  const plane = inject('controlPlane');
  kubectl = new Kubectl(plane.kubectl, plane.kubeconfig, join(folder, 'kubectl'));
  stage = await Stage.set({ simulator: { speed: 600 }, flags: ELSEWHERE.map((name) => `--watch-namespace=${name}`) });
  // The operator would hold a watch for each kind in each namespace, so all others are in one here.
  const together = all.map((example): Example => ({ ...example, namespace: stage.namespace }));
  const theatre = {
    kubectl,
    folder,
    signal: AbortSignal.timeout(PATIENCE_MS),
    timeoutSeconds: 300,
    requireAlive: async () => {},
  };
  results = await performAll(theatre, together);
}, PATIENCE_MS);
afterAll(async () => {
  for (const name of ELSEWHERE) await kubectl.run(['delete', 'trainingjobs', '--all', '--namespace', name, '--timeout=60s']);
  await stage[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

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

test('no two examples make the same object', () => {
  const made = all.flatMap(({ makes }) => makes);
  expect(made.filter((id, index) => made.indexOf(id) !== index)).toEqual([]);
});

test('the index tells of every example what its README does', async () => {
  expect(await readFile(`${EXAMPLES}/${INDEX}`, 'utf8')).toBe(indexOf(EXAMPLES));
});
