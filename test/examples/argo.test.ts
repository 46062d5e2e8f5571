/** examples/argo-workflows is what Argo takes, and its steps do what they say when they are run one after the other. */
import { randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../src/kinds/types.ts';
import { go } from '../gitops/program.ts';
import { isReady, Stage } from '../support/stage.ts';
import { type Made, runWorkflow, StepFailed } from './argo/runner.ts';
import { ArgoSchema } from './argo/schema.ts';
import { allHold, anyHolds, parseSelector } from './argo/selector.ts';
import type { Workflow } from './argo/types.ts';

const FOLDER = fileURLToPath(new URL('../../examples/argo-workflows/', import.meta.url));
const read = (file: string): Workflow => parse(readFileSync(FOLDER + file, 'utf8')) as Workflow;
const [churn, mnist] = [read('churn.yaml'), read('mnist.yaml')];
const DOWNLOAD_MS = 600_000;

if (go === undefined) process.stderr.write('argo: workflows are not held to Argo’s schema, because go is not on the PATH\n');

describe.skipIf(go === undefined)('Argo’s own schema', () => {
  let schema: ArgoSchema;
  beforeAll(async () => {
    schema = await ArgoSchema.fetch(go ?? '');
  }, DOWNLOAD_MS);

  test.each([churn, mnist])('knows every field of %#', (workflow) => {
    expect(schema.complaints(workflow)).toEqual([]);
  });

  test('finds a field that is misspelt, one that is missing and one of another type', () => {
    const wrong = structuredClone(churn) as unknown as { spec: { templates: Record<string, unknown>[] } };
    wrong.spec.templates.push({ name: 'x', resource: { sucessCondition: 'a == b' }, retryStrategy: { limit: 2 } });
    const at = `.spec.templates[${churn.spec.templates.length}]`;
    expect(schema.complaints(wrong)).toEqual([
      `${at}.resource lacks action`,
      `${at}.resource has no field sucessCondition`,
      `${at}.retryStrategy.limit is integer, not string`,
    ]);
  });
});

describe('a condition', () => {
  const object = { status: { phase: 'Completed', conditions: [{ type: 'ACK.Terminal' }] } };
  test('of success needs all of its requirements, one of failure any', () => {
    expect(allHold('status.phase == Completed, status.conditions.0.type == ACK.Terminal', object)).toBe(true);
    expect(allHold('status.phase == Completed, status.arn', object)).toBe(false);
    expect(anyHolds('status.phase == Failed, status.conditions.0.type in (ACK.Terminal, Stalled)', object)).toBe(true);
    expect(anyHolds('status.phase in (Failed, Stopped), status.conditions.1.type == ACK.Terminal', object)).toBe(false);
  });

  test('that is no label selector is refused, as Argo does', () => {
    expect(() => parseSelector('status.conditions.#(type=="Ready").status == True')).toThrow('no label selector');
    expect(() => parseSelector('status.phase == not one word')).toThrow('no label selector');
  });

  test.each([churn, mnist])('of %# is always one, and every step has both', ({ spec }) => {
    const steps = spec.templates.flatMap(({ resource }) => resource ?? []);
    expect(steps.length).toBeGreaterThan(4);
    for (const { successCondition, failureCondition } of steps)
      for (const condition of [successCondition, failureCondition])
        expect(parseSelector(condition.replaceAll(/\{\{[^}]+\}\}/g, 'x')).length).toBeGreaterThan(0);
  });
});

test('the rights are for every kind that a step makes', () => {
  const documents = parseAllDocuments(readFileSync(`${FOLDER}rights.yaml`, 'utf8')).map(
    (each) => each.toJS() as { rules?: { resources: string[] }[] },
  );
  const resources = documents.flatMap(({ rules = [] }) => rules.flatMap((rule) => rule.resources));
  const kinds = [churn, mnist].flatMap(({ spec }) =>
    spec.templates.flatMap(({ resource }) => /^kind: (\w+)$/m.exec(resource?.manifest ?? '')?.[1] ?? []),
  );
  expect([...new Set(kinds)].map((kind) => `${kind.toLowerCase()}s`).sort()).toEqual(
    resources.filter((name) => !name.startsWith('workflow')).sort(),
  );
});

test('every workflow of the folder is tried here', () => {
  const files = globSync('*.yaml', { cwd: FOLDER }).filter((file) =>
    readFileSync(FOLDER + file, 'utf8').includes('kind: Workflow\n'),
  );
  expect(files.sort()).toEqual(['churn.yaml', 'mnist.yaml']);
});

describe('run step by step,', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.set({ simulator: { speed: 600 } });
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  const submit = (
    workflow: Workflow,
    name: string,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<readonly Made[]> => runWorkflow(stage, { workflow, name, uid: randomUUID(), parameters });
  const objectOf = async (made: readonly Made[], task: string): Promise<KubeObject> => {
    const { kind = '', name = '' } = made.find((each) => each.task === task) ?? {};
    const object = await stage.get(kind, name);
    if (!object) throw new Error(`${task} made nothing`);
    return object;
  };
  const owners = ({ metadata }: KubeObject): readonly string[] =>
    ((metadata as { ownerReferences?: { kind: string; name: string }[] }).ownerReferences ?? []).map(
      ({ kind, name }) => `${kind}/${name}`,
    );

  test('the churn workflow trains with what it has found best, serves what it has registered, and watches it', async () => {
    const group = readFileSync(`${FOLDER}../kinds/model-package-group.yaml`, 'utf8');
    expect(await stage.kubectl(['apply', '-f', '-'], group)).toMatchObject({ code: 0 });
    const made = await submit(churn, 'churn-abcde');
    expect(made.map(({ task }) => task)).toHaveLength(10);
    const [tuning, training] = [await objectOf(made, 'tune'), await objectOf(made, 'train')];
    const best = tuning.status?.['bestTrainingJob'] as { tunedHyperParameters: Record<string, string> } | undefined;
    const { eta, max_depth } = best?.tunedHyperParameters ?? {};
    expect(training.spec['hyperParameters']).toMatchObject({ eta, max_depth });
    expect((await objectOf(made, 'deploy')).status?.['endpointConfigName']).toBe(
      made.find(({ task }) => task === 'config')?.outputs['name'],
    );
    expect(isReady(await objectOf(made, 'monitor'))).toBe(true);
    expect(owners(training)).toEqual(['Workflow/churn-abcde']);
    expect(owners(await objectOf(made, 'deploy'))).toEqual([]);
  });

  test('the MNIST workflow moves its endpoint to the tuned model by a canary', async () => {
    const made = await submit(mnist, 'mnist-abcde');
    const endpoint = await objectOf(made, 'redeploy');
    expect(endpoint.metadata.name).toBe((await objectOf(made, 'deploy')).metadata.name);
    expect(endpoint.status?.['endpointConfigName']).toBe(made.find(({ task }) => task === 'better-config')?.outputs['name']);
    expect(JSON.stringify(endpoint.status?.['lastDeploymentConfig'])).toContain('CANARY');
    const model = await objectOf(made, 'better-model');
    expect(model.spec['primaryContainer']).toMatchObject({
      modelDataURL: (await objectOf(made, 'tune')).status?.['bestModelArtifacts'],
    });
  });

  test('a step that fails is tried again with another object, and then ends the workflow with the reason', async () => {
    const before = (await stage.client('trainingjobs').page({ namespace: stage.namespace })).items.length;
    const failing = submit(mnist, 'mnist-fails', { data: 's3://bucket/does-not-exist/' });
    await expect(failing).rejects.toThrow(StepFailed);
    await expect(failing).rejects.toThrow('No S3 objects found');
    const after = (await stage.client('trainingjobs').page({ namespace: stage.namespace })).items.length;
    expect(after - before).toBe(2);
  });

  test('an alarm that takes the better model back fails the step that brought it, and the first model serves on', async () => {
    await expect(submit(mnist, 'mnist-alarm', { alarm: 'firing' })).rejects.toThrow(
      'rolled back because the CloudWatch alarm firing',
    );
    const endpoint = await stage.get('Endpoint', 'mnist-alarm');
    expect(endpoint?.status).toMatchObject({
      endpointStatus: 'InService',
      endpointConfigName: expect.stringContaining('first') as string,
    });
  });
});
