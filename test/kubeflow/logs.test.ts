/** What a step of a Kubeflow pipeline tells of its job's log, which the operator reads for it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Person, questionsFlag } from '../support/person.ts';
import { trainingSpec } from '../support/specs.ts';
import { Stage } from '../support/stage.ts';
import { INSTALL_MS, lacking, prepare, runToEnd, step } from './local.ts';

const VERBS = ['get', 'list', 'watch', 'create', 'patch', 'delete'];
/** A step's service account, as the examples' README tells of it, and as the chart lets everybody reach the operator. */
const STEP = [
  { apiGroups: ['sagemaker.services.k8s.aws'], resources: ['trainingjobs'], verbs: VERBS },
  {
    apiGroups: [''],
    resources: ['services/proxy'],
    resourceNames: ['https:sagemaker-operator-questions:questions'],
    verbs: ['get'],
  },
];
const LOGS = { apiGroups: ['sagemaker.services.k8s.aws'], resources: ['trainingjobs/logs'], verbs: ['get'] };

let python: string;
let stage: Stage;
let reader: Person;
let onlooker: Person;

/** The lines of a step that ends well. `operator` is the namespace where it is looked for. */
async function said({ kubeconfig }: Person, run: string, operator: string): Promise<readonly string[]> {
  const what = step('training', { spec: trainingSpec(), run });
  const env = { KUBECONFIG: kubeconfig, SAGEMAKER_KFP_OPERATOR: `${operator}/sagemaker-operator-questions` };
  const { code, out } = await runToEnd(python, stage.namespace, what, { env });
  expect({ code, out }).toEqual({ code: 0, out });
  return out.split('\n');
}
const indexOf = (lines: readonly string[], what: RegExp): number => lines.findIndex((line) => what.test(line));

describe.skipIf(lacking)('the log of the job of a pipeline step', () => {
  beforeAll(async () => {
    python = await prepare();
    // A training job takes two seconds.
    stage = await Stage.set({ operator: false, simulator: { speed: 240 } });
    await stage.startOperator([await questionsFlag(stage)]);
    [reader, onlooker] = await Promise.all([Person.at(stage, { rules: [...STEP, LOGS] }), Person.at(stage, { rules: STEP })]);
  }, INSTALL_MS);
  afterAll(async () => {
    await Promise.all([reader, onlooker].map((person) => person?.[Symbol.asyncDispose]()));
    await stage?.[Symbol.asyncDispose]();
  });

  test('is told line by line, to its last one, before the step ends', async () => {
    const lines = await said(reader, 'told', stage.namespace);
    const steps = lines.flatMap((line) => / train-\S+\/algo-1 \| .*step (\d+) /.exec(line)?.[1] ?? []).map(Number);
    expect(steps.length).toBeGreaterThan(1);
    expect(steps).toEqual(steps.map((_, at) => at + 1));
    const last = indexOf(lines, / train-\S+\/algo-1 \| done$/);
    expect(last).toBeGreaterThan(0);
    expect(indexOf(lines, /TrainingJob \S+: done$/)).toBeGreaterThan(last);
  });

  test.each([
    ['the operator answers nobody', 'absent', 'nowhere', /services .*: install .* questions\.enabled/],
    ['its service account may not', 'refused', undefined, /cannot get resource "trainingjobs\/logs"/],
  ])('is left out, in one line and without harm, where %s', async (_, run, elsewhere, why) => {
    const lines = await said(onlooker, run, elsewhere ?? stage.namespace);
    expect(lines.filter((line) => line.includes("the log's lines are not shown: "))).toEqual([expect.stringMatching(why)]);
    expect(lines.filter((line) => line.includes('/algo-1 | '))).toEqual([]);
  });
});
