/** Manifests that carry metadata alone, as ACK takes them: what is in AWS is taken over, or looked at, and the spec stays empty. */
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kinds } from '../../src/kinds/index.ts';
import type { Fields } from '../../src/kinds/types.ts';
import { IMAGE, ROLE, trainingSpec } from '../support/specs.ts';
import { condition, isReady, isTerminal, Stage } from '../support/stage.ts';

const ADOPT = 'services.k8s.aws/adoption-policy';
const FIELDS = 'services.k8s.aws/adoption-fields';
const ADOPTED = 'services.k8s.aws/adopted';
const READ_ONLY = 'services.k8s.aws/read-only';

let stage: Stage;
let sagemaker: SageMakerClient;
beforeAll(async () => {
  stage = await Stage.set({ simulator: { speed: 300 } });
  sagemaker = new SageMakerClient({
    region: 'us-east-1',
    endpoint: stage.simulator.url,
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'any' },
  });
});
afterAll(async () => {
  sagemaker?.destroy();
  await stage[Symbol.asyncDispose]();
});

/** As kubectl sends it: without a spec there is none. */
async function apply(kind: string, name: string, annotations: Readonly<Record<string, string>>, spec?: Fields): Promise<string> {
  const service = kinds.find((each) => each.kind === kind)?.service;
  const object = {
    apiVersion: `${service?.group}/${service?.version}`,
    kind,
    metadata: { name, annotations },
    ...(spec ? { spec } : {}),
  };
  const { code, out } = await stage.kubectl(['apply', '-f', '-'], JSON.stringify(object));
  return code === 0 ? 'applied' : out;
}
const annotate = (kind: string, name: string, annotations: Readonly<Record<string, string | null>>) =>
  stage.patch(kind, name, { metadata: { annotations } });
const message = async (kind: string, name: string): Promise<string> =>
  condition(await stage.until(kind, name, isTerminal), 'ACK.Terminal')?.message ?? '';
const mutations = (after: number): readonly string[] =>
  stage.simulator.ledger
    .entries({ after })
    .filter(({ operation }) => !/^(Describe|List|Get)/.test(operation))
    .map(({ operation }) => operation);
const lastCall = (): number => stage.simulator.ledger.next - 1;
const alive = (type: string, name: string): boolean =>
  stage.simulator.control.resources(type).some((resource) => resource.name === name);

/** An endpoint that somebody made without Kubernetes. */
async function serve(name: string): Promise<void> {
  await sagemaker.send(new CreateModelCommand({ ModelName: name, ExecutionRoleArn: ROLE, PrimaryContainer: { Image: IMAGE } }));
  const variant = { VariantName: 'main', ModelName: name, InstanceType: 'ml.m5.large', InitialInstanceCount: 1 } as const;
  await sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: [variant] }));
  await sagemaker.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
}

describe('an object without a spec', () => {
  test('adopts what its annotations name, with nothing but reads, and says in its status what it is', async () => {
    await serve('adopted');
    const before = lastCall();
    expect(await apply('Endpoint', 'a', { [ADOPT]: 'adopt', [FIELDS]: '{"endpointName": "adopted"}' })).toBe('applied');
    const endpoint = await stage.until('Endpoint', 'a', isReady);
    expect(endpoint).not.toHaveProperty('spec');
    expect(endpoint.metadata.annotations?.[ADOPTED]).toBe('true');
    expect(endpoint.status).toMatchObject({
      endpointName: 'adopted',
      endpointStatus: 'InService',
      endpointConfigName: 'adopted',
      ackResourceMetadata: { arn: expect.stringContaining(':endpoint/adopted') },
    });
    expect(mutations(before)).toEqual([]);
  });

  test('that has adopted may be given a spec, which then may not be taken away', async () => {
    await serve('grown');
    await apply('Endpoint', 'grown', { [ADOPT]: 'adopt', [FIELDS]: '{"endpointName": "grown"}' });
    await stage.until('Endpoint', 'grown', isReady);
    await stage.patch('Endpoint', 'grown', { spec: { endpointName: 'grown', endpointConfigName: 'grown' } });
    await stage.until('Endpoint', 'grown', (object) => isReady(object) && object.status?.observedGeneration === 2);
    await expect(stage.patch('Endpoint', 'grown', { spec: null })).rejects.toThrow(/spec can't change once the endpoint exists/);
  });

  test('that has adopted deletes what it adopted, as one that made it', async () => {
    await serve('owned');
    await apply('Endpoint', 'owned', { [ADOPT]: 'adopt', [FIELDS]: '{"endpointName": "owned"}' });
    await stage.until('Endpoint', 'owned', isReady);
    await stage.delete('Endpoint', 'owned');
    await stage.untilGone('Endpoint', 'owned');
    expect(alive('endpoint', 'owned')).toBe(false);
  });

  test('whose resource vanished after its adoption does not make it anew', async () => {
    await serve('fleeting');
    await apply(
      'Endpoint',
      'fleeting',
      { [ADOPT]: 'adopt-or-create' },
      { endpointName: 'fleeting', endpointConfigName: 'fleeting' },
    );
    await stage.until('Endpoint', 'fleeting', isReady);
    const before = lastCall();
    stage.simulator.control.remove({ type: 'endpoint', name: 'fleeting' });
    // Any annotation calls for a pass; an edit of the spec makes it look closely.
    await stage.patch('Endpoint', 'fleeting', { spec: { tags: [{ key: 'team', value: 'churn' }] } });
    expect(await message('Endpoint', 'fleeting')).toContain('is not made anew');
    expect(mutations(before)).toEqual([]);
  });

  test('that only looks takes no finalizer, ignores differences, and leaves everything in AWS when it goes', async () => {
    await serve('looked-at');
    const before = lastCall();
    await apply('Endpoint', 'view', { [READ_ONLY]: 'true', [FIELDS]: '{"endpointName": "looked-at"}' });
    const view = await stage.until('Endpoint', 'view', isReady);
    expect(view.metadata.finalizers ?? []).toEqual([]);
    await apply(
      'Endpoint',
      'other-view',
      { [READ_ONLY]: 'true' },
      { endpointName: 'looked-at', endpointConfigName: 'another', tags: [{ key: 'team', value: 'churn' }] },
    );
    await stage.until('Endpoint', 'other-view', isReady);
    for (const name of ['view', 'other-view']) {
      await stage.delete('Endpoint', name);
      await stage.untilGone('Endpoint', name);
    }
    expect(mutations(before)).toEqual([]);
  });

  test('a finalizer of ours on what became read-only is all that its deletion takes away', async () => {
    await stage.create('TrainingJob', 'froze', trainingSpec({ environment: { SIMULATOR_TRAINING_SECONDS: '100000' } }));
    await stage.until('TrainingJob', 'froze', ({ status }) => status?.ackResourceMetadata !== undefined);
    await annotate('TrainingJob', 'froze', { [READ_ONLY]: 'true' });
    const before = lastCall();
    await stage.delete('TrainingJob', 'froze');
    await stage.untilGone('TrainingJob', 'froze');
    expect(mutations(before)).toEqual([]);
  });

  test('and nothing to adopt is Terminal, names all that is missing, asks AWS for nothing, and is healed by a spec', async () => {
    const before = lastCall();
    expect(await apply('TrainingJob', 'empty', {})).toBe('applied');
    const words = await message('TrainingJob', 'empty');
    expect(words).toMatch(
      /^spec\.roleARN, spec\.outputDataConfig must be set to make the TrainingJob\. .*adoption-policy: adopt/,
    );
    expect((await stage.get('TrainingJob', 'empty'))?.metadata.finalizers ?? []).toEqual([]);
    expect(stage.simulator.ledger.entries({ after: before, operation: 'CreateTrainingJob' })).toEqual([]);
    await stage.patch('TrainingJob', 'empty', { spec: trainingSpec() });
    await stage.until('TrainingJob', 'empty', isReady);
  });
});

describe('an adoption that is told badly', () => {
  test.each([
    ['nameless', { [ADOPT]: 'adopt' }, /^required field missing: endpointName/],
    ['mistyped', { [ADOPT]: 'adopt', [FIELDS]: '{"name": "x"}' }, /^required field missing: endpointName/],
    ['garbled', { [ADOPT]: 'adopt', [FIELDS]: '{endpointName: x}' }, /must be a JSON object of texts/],
    ['unheard-of', { [ADOPT]: 'seize', [FIELDS]: '{"endpointName": "x"}' }, /unrecognized adoption policy seize/],
    ['nowhere', { [ADOPT]: 'adopt', [FIELDS]: '{"endpointName": "nowhere"}' }, /Endpoint nowhere does not exist in AWS/],
  ])('(%s) is Terminal, says so, and holds nothing up', async (name, annotations, words) => {
    expect(await apply('Endpoint', name, annotations)).toBe('applied');
    expect(await message('Endpoint', name)).toMatch(words);
    expect((await stage.get('Endpoint', name))?.metadata.finalizers ?? []).toEqual([]);
  });

  test('is mended by an edit of the annotation alone, at once', async () => {
    await serve('mended');
    await apply('Endpoint', 'mended', { [ADOPT]: 'adopt' });
    await message('Endpoint', 'mended');
    await annotate('Endpoint', 'mended', { [FIELDS]: '{"endpointName": "mended"}' });
    await stage.until('Endpoint', 'mended', isReady);
  });
});

test.each([
  ['Space', '{"spaceName": "s"}', 'domainID'],
  ['Domain', '{"domainName": "d"}', 'domainID'],
  ['App', '{"appName": "a", "domainID": "d-1"}', 'appType'],
  ['ModelPackage', '{}', 'arn'],
  ['PipelineExecution', '{}', 'arn'],
])('a %s that is told by %s lacks %s, and says so as ACK does', async (kind, fields, missing) => {
  expect(await apply(kind, 'lacking', { [ADOPT]: 'adopt', [FIELDS]: fields })).toBe('applied');
  expect(await message(kind, 'lacking')).toMatch(new RegExp(`^required field missing: ${missing}\\b`));
});

test('a domain is adopted by its id, a space by that and its name', async () => {
  const domain = {
    domainName: 'studio',
    authMode: 'IAM',
    vpcID: 'vpc-12345678',
    subnetIDs: ['subnet-12345678'],
    defaultUserSettings: { executionRole: ROLE },
  };
  await stage.create('Domain', 'made', domain, { 'services.k8s.aws/deletion-policy': 'retain' });
  const made = await stage.until('Domain', 'made', isReady);
  const domainID = String(made.status?.['domainID']);
  await stage.create('Space', 'made', { domainID, spaceName: 'bench' }, { 'services.k8s.aws/deletion-policy': 'retain' });
  await stage.until('Space', 'made', isReady);
  for (const kind of ['Space', 'Domain']) {
    await stage.delete(kind, 'made');
    await stage.untilGone(kind, 'made');
  }
  const before = lastCall();
  await apply('Domain', 'taken', { [ADOPT]: 'adopt', [FIELDS]: JSON.stringify({ domainID }) });
  await apply('Space', 'taken', { [ADOPT]: 'adopt', [FIELDS]: JSON.stringify({ domainID, spaceName: 'bench' }) });
  const taken = await stage.until('Domain', 'taken', isReady);
  expect(taken.status).toMatchObject({ domainID, ackResourceMetadata: { arn: made.status?.ackResourceMetadata?.arn } });
  await stage.until('Space', 'taken', isReady);
  expect(mutations(before)).toEqual([]);
});

test('a spec that is there must still be whole', async () => {
  expect(await apply('TrainingJob', 'torn', {}, { roleARN: ROLE })).toMatch(/spec\.outputDataConfig: Required value/);
});

describe('an edit of an annotation takes effect at once', () => {
  test('on an object that is settled: a region that is not its own, and back', async () => {
    await stage.create('Model', 'placed', { executionRoleARN: ROLE, primaryContainer: { image: IMAGE } });
    await stage.until('Model', 'placed', isReady);
    await annotate('Model', 'placed', { 'services.k8s.aws/region': 'eu-west-1' });
    expect(await message('Model', 'placed')).toContain('the resource exists in us-east-1');
    await annotate('Model', 'placed', { 'services.k8s.aws/region': null });
    await stage.until('Model', 'placed', isReady);
  });

  test('on what was only looked at: it is held as soon as it may be acted upon', async () => {
    await serve('released');
    await apply('Endpoint', 'released', { [READ_ONLY]: 'true', [FIELDS]: '{"endpointName": "released"}' });
    await stage.until('Endpoint', 'released', isReady);
    await annotate('Endpoint', 'released', { [READ_ONLY]: null, [ADOPT]: 'adopt' });
    const held = await stage.until('Endpoint', 'released', ({ metadata }) => (metadata.finalizers ?? []).length === 1);
    expect(held.metadata.annotations?.[ADOPTED]).toBe('true');
  });
});

describe('annotations of the namespace', () => {
  const ofNamespace = (annotations: Readonly<Record<string, string | null>>) =>
    stage.client('namespaces', '').patch({ name: stage.namespace }, { type: 'merge', body: { metadata: { annotations } } });

  test('give new objects another region, and keep what their objects leave behind', async () => {
    await ofNamespace({
      'services.k8s.aws/default-region': 'eu-central-1',
      'sagemaker.services.k8s.aws/deletion-policy': 'retain',
    });
    try {
      await stage.eventually(
        async () => {
          await stage.create('Model', 'probe', { executionRoleARN: ROLE, primaryContainer: { image: IMAGE } });
          const probe = await stage.until('Model', 'probe', isReady);
          await stage.delete('Model', 'probe');
          await stage.untilGone('Model', 'probe');
          return probe.status?.ackResourceMetadata?.region === 'eu-central-1';
        },
        () => 'new objects go to the old region',
      );
      const spec = { modelName: 'kept', executionRoleARN: ROLE, primaryContainer: { image: IMAGE } };
      await stage.create('Model', 'kept', spec);
      const kept = await stage.until('Model', 'kept', isReady);
      expect(kept.status?.ackResourceMetadata?.region).toBe('eu-central-1');
      await stage.delete('Model', 'kept');
      await stage.untilGone('Model', 'kept');
      expect(alive('model', 'kept')).toBe(true);
    } finally {
      await ofNamespace({ 'services.k8s.aws/default-region': null, 'sagemaker.services.k8s.aws/deletion-policy': null });
    }
  });
});
